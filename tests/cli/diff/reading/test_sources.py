"""The arguments of the command mean the two sides of each environment."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from neuronpedia_constructs.cli.diff.objects import Pair, Side
from neuronpedia_constructs.cli.diff.reading.errors import Unreadable
from neuronpedia_constructs.cli.diff.reading.sources import pairs

from .repository import Repository, config_map


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str) -> None:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def given(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def names(side: Side) -> list[str]:
    return [key.name for key in side]


def told(made: list[Pair]) -> list[tuple[str, list[str], list[str]]]:
    return [(pair.name, names(pair.old), names(pair.new)) for pair in made]


def refused(old: str | None, new: str | None, base: str | None = None) -> tuple[str, ...]:
    with pytest.raises(Unreadable) as caught:
        pairs(old, new, base=base)
    return caught.value.errors


@pytest.mark.usefixtures("folder")
class TestFiles:
    def test_two_files(self) -> None:
        write("old.yaml", config_map("a"))
        write("new/production.k8s.yaml", config_map("b"))
        assert told(pairs("old.yaml", "new/production.k8s.yaml")) == [("production", ["a"], ["b"])]

    def test_a_missing_side_is_empty(self) -> None:
        write("a.yaml", config_map("a"))
        assert told(pairs("a.yaml", "b.yaml")) == [("b", ["a"], [])]
        assert told(pairs("b.yaml", "a.yaml")) == [("a", [], ["a"])]

    def test_the_null_device_is_a_missing_side(self) -> None:
        write("a.yaml", config_map("a"))
        assert told(pairs(os.devnull, "a.yaml")) == [("a", [], ["a"])]
        assert told(pairs("a.yaml", os.devnull)) == [("a", ["a"], [])]

    def test_both_missing(self) -> None:
        assert refused("a.yaml", "b.yaml") == ("a.yaml and b.yaml: neither exists; give at least one",)
        assert refused(os.devnull, os.devnull) == ("/dev/null and /dev/null: neither exists; give at least one",)

    def test_a_file_and_a_folder(self) -> None:
        write("a.yaml", config_map("a"))
        write("folder/a.yaml", config_map("a"))
        assert refused("a.yaml", "folder") == (
            "a.yaml and folder: only one of them is a folder; give two files or two folders",
        )

    def test_a_file_without_objects_is_no_empty_side(self) -> None:
        write("a.yaml", config_map("a"))
        write("b.yaml", "")
        assert refused("a.yaml", "b.yaml") == (
            "b.yaml: it holds no Kubernetes object; write its manifests again, or remove the file",
        )

    def test_errors_of_both_sides_are_told(self) -> None:
        write("a.yaml", "a: 1\n")
        write("b.yaml", "- b\n")
        assert [error.split(" ")[0] for error in refused("a.yaml", "b.yaml")] == ["a.yaml:1:", "b.yaml:1:"]

    def test_a_name_with_characters_that_a_terminal_obeys(self) -> None:
        write("\x1b[31m.yaml", config_map("a"))
        write(os.fsdecode(b"\xe9.yaml"), config_map("a"))
        assert pairs("x", "\x1b[31m.yaml")[0].name == "\\x1b[31m"
        assert pairs("x", os.fsdecode(b"\xe9.yaml"))[0].name == "\ufffd"

    def test_only_one_side_is_named(self) -> None:
        write("a.yaml", config_map("a"))
        statement = "OLD and NEW: one of them is missing; give both, or neither to compare dist/ with git"
        assert refused("a.yaml", None) == refused(None, "a.yaml") == refused("a.yaml", "") == (statement,)

    def test_a_base_and_sides(self) -> None:
        assert refused("a.yaml", "b.yaml", "HEAD")[0].startswith("--base: it compares dist/ with git")


@pytest.mark.usefixtures("folder")
class TestStandardInput:
    def test_the_other_side_names_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("staging.k8s.yaml", config_map("a"))
        given(config_map("b"), monkeypatch)
        assert told(pairs("-", "staging.k8s.yaml")) == [("staging", ["b"], ["a"])]
        given(config_map("b"), monkeypatch)
        assert told(pairs("staging.k8s.yaml", "-")) == [("staging", ["a"], ["b"])]

    def test_nothing_in_it_is_an_empty_side_as_git_show_writes_nothing_of_a_new_file(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write("a.yaml", config_map("a"))
        given("", monkeypatch)
        assert told(pairs("-", "a.yaml")) == [("a", [], ["a"])]

    def test_it_has_no_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given(config_map("b"), monkeypatch)
        assert told(pairs(os.devnull, "-")) == [("standard input", [], ["b"])]

    def test_its_errors_have_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("a.yaml", config_map("a"))
        given("a: 1\n", monkeypatch)
        assert refused("-", "a.yaml")[0].startswith("standard input:1: this is no Kubernetes object")

    def test_both_sides(self) -> None:
        assert refused("-", "-")[0].startswith("OLD and NEW: only one of them can be standard input")

    def test_it_is_no_folder(self) -> None:
        write("folder/a.yaml", config_map("a"))
        assert refused("-", "folder")[0].startswith("- and folder: only one of them is a folder")

    def test_nothing_on_both_sides(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given("", monkeypatch)
        assert refused("-", "missing.yaml") == ("neither side holds a Kubernetes object: there is nothing to compare",)


@pytest.mark.usefixtures("folder")
class TestFolders:
    def test_files_of_one_name_are_an_environment(self) -> None:
        for path in ("old/a.yaml", "old/b.yaml", "new/b.yaml", "new/c.yaml"):
            write(path, config_map(path.replace("/", "-").removesuffix(".yaml")))
        assert told(pairs("old", "new/")) == [
            ("a", ["old-a"], []),
            ("b", ["old-b"], ["new-b"]),
            ("c", [], ["new-c"]),
        ]

    def test_another_suffix_is_the_same_environment(self) -> None:
        write("old/a.yml", config_map("a"))
        write("new/a.k8s.yaml", config_map("b"))
        assert told(pairs("old", "new")) == [("a", ["a"], ["b"])]

    def test_two_files_that_mean_one_environment_are_two(self) -> None:
        for path in ("old/a.yaml", "new/a.yaml", "new/a.yml"):
            write(path, config_map("a"))
        assert told(pairs("old", "new")) == [("a.yaml", ["a"], ["a"]), ("a.yml", [], ["a"])]

    def test_a_missing_folder_is_empty(self) -> None:
        write("new/a.yaml", config_map("a"))
        assert told(pairs("old", "new")) == told(pairs(os.devnull, "new")) == [("a", [], ["a"])]
        assert told(pairs("new", "old")) == [("a", ["a"], [])]

    def test_a_folder_without_manifests(self) -> None:
        write("new/a.yaml", config_map("a"))
        write("old/README.md", "a")
        write("old/deeper/a.yaml", config_map("a"))
        assert refused("old", "new") == ("old: it holds no manifests (*.yaml, *.yml, *.json); give another folder",)

    def test_errors_of_all_files_are_told(self) -> None:
        write("old/a.yaml", "\n")
        write("old/b.yaml", "a: 1")
        write("new/a.yaml", config_map("a"))
        write("new/c.yaml", "a: {")
        assert [error.split(" ")[0] for error in refused("old", "new")] == [
            "old/a.yaml:", "old/b.yaml:1:", "new/c.yaml:1:",
        ]  # fmt: skip


class TestGit:
    def test_the_work_tree_and_head(self, repository: Repository) -> None:
        repository.write("dist/a.k8s.yaml", config_map("a"))
        repository.write("dist/b.k8s.yaml", config_map("b"))
        repository.commit()
        repository.write("dist/a.k8s.yaml", config_map("a2"))
        repository.write("dist/é ü.k8s.yaml", config_map("c"))
        (repository.folder / "dist" / "b.k8s.yaml").unlink()
        assert told(pairs(None, None)) == [("a", ["a"], ["a2"]), ("b", ["b"], []), ("é ü", [], ["c"])]

    def test_the_merge_base(self, repository: Repository) -> None:
        repository.write("dist/a.yaml", config_map("common"))
        repository.commit()
        repository.run("checkout", "--quiet", "-b", "change")
        repository.write("dist/a.yaml", config_map("change"))
        repository.commit()
        repository.run("checkout", "--quiet", "main")
        repository.write("dist/a.yaml", config_map("main"))
        repository.commit()
        repository.run("checkout", "--quiet", "change")
        assert told(pairs(None, None, base="main")) == [("a", ["common"], ["change"])]
        assert told(pairs(None, None)) == [("a", ["change"], ["change"])]

    def test_no_dist_in_the_commit(self, repository: Repository) -> None:
        repository.commit()
        repository.write("dist/a.yaml", config_map("a"))
        assert told(pairs(None, None)) == [("a", [], ["a"])]

    def test_no_dist_in_the_work_tree(self, repository: Repository) -> None:
        repository.write("dist/a.yaml", config_map("a"))
        repository.commit()
        repository.run("rm", "--quiet", "-r", "dist")
        statement = "dist: there is no such folder here; run `cdk8s synth`, or give OLD and NEW"
        assert refused(None, None) == (statement,)
        repository.write("dist", "a file")
        assert refused(None, None) == (statement,)

    def test_an_empty_dist_in_the_work_tree(self, repository: Repository) -> None:
        repository.commit()
        (repository.folder / "dist").mkdir()
        assert refused(None, None)[0].startswith("dist: it holds no manifests")

    def test_errors_say_in_which_revision(self, repository: Repository) -> None:
        repository.write("dist/a.yaml", "a: 1\n")
        commit = repository.commit()
        repository.write("dist/a.yaml", config_map("a"))
        assert refused(None, None)[0].startswith("HEAD:./dist/a.yaml:1: this is no Kubernetes object")
        assert refused(None, None, "HEAD")[0].startswith(f"{commit[:10]}:./dist/a.yaml:1: this is no Kubernetes object")

    def test_no_such_revision(self, repository: Repository) -> None:
        repository.write("dist/a.yaml", config_map("a"))
        repository.commit()
        assert refused(None, None, "origin/main") == (
            "--base: git knows no commit origin/main; correct it, or run `git fetch` first",
        )
