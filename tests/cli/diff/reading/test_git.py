"""Manifests are read from commits, whatever stands there."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.reading.errors import Unreadable
from neuronpedia_constructs.cli.diff.reading.git import Commit, commit_of, sources_in
from neuronpedia_constructs.cli.diff.reading.syntax.text import MOST_BYTES, TOO_BIG
from tests.support.programs import starts_programs

from .repository import Repository, config_map


def refused(read: Any, *arguments: Any) -> tuple[str, ...]:
    with pytest.raises(Unreadable) as caught:
        read(*arguments)
    return caught.value.errors


def contents(commit: Commit) -> dict[str, str]:
    return {name: source.read().decode() for name, source in sources_in(commit, "dist").items()}


def test_head(repository: Repository) -> None:
    commit = repository.commit()
    assert commit_of(None) == (commit, "HEAD")


def test_the_merge_base(repository: Repository) -> None:
    common = repository.commit()
    repository.run("checkout", "--quiet", "-b", "change")
    repository.commit()
    repository.run("checkout", "--quiet", "main")
    repository.commit()
    repository.run("checkout", "--quiet", "change")
    for base in ("main", "main~1", common, common[:12], "HEAD~1"):
        assert commit_of(base) == (common, common[:10])


def test_a_tag_stands_for_its_commit(repository: Repository) -> None:
    commit = repository.commit()
    repository.run("tag", "--annotate", "--message", "v1", "v1")
    assert commit_of("v1").object == commit


@pytest.mark.parametrize(
    "base",
    ["nothing", "", "-h", "--all", "--output=x", "HEAD:dist", "HEAD^{tree}", "main..main", "a\0b", "a b", "é", "$(x)"],
)
def test_no_revision(base: str, repository: Repository) -> None:
    repository.write("dist/a.yaml", config_map("a"))
    repository.commit()
    (error,) = refused(commit_of, base)
    assert error.startswith("--base: git knows no commit")
    assert not (repository.folder / "x").exists()


def test_no_commit_in_common(repository: Repository) -> None:
    repository.commit()
    repository.run("checkout", "--quiet", "--orphan", "other")
    repository.commit()
    assert refused(commit_of, "main") == (
        "--base: main and HEAD have no commit in common; give another revision, or OLD and NEW",
    )


def test_a_shallow_clone(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit()
    repository.run("branch", "release")
    repository.commit()
    clone = tmp_path / "clone"
    url = repository.folder.as_uri()
    repository.run("clone", "--quiet", "--depth", "1", "--no-single-branch", url, str(clone))
    monkeypatch.chdir(clone)
    (error,) = refused(commit_of, "origin/release")
    assert "the clone is shallow: run `git fetch --unshallow`, or set `fetch-depth: 0`" in error


def test_no_commit_yet(repository: Repository) -> None:
    del repository
    assert refused(commit_of, None) == ("git: HEAD has no commit yet; commit something, or give OLD and NEW",)


@starts_programs
def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert refused(commit_of, None) == (
        "git: the current folder is in no repository; change to one, or give OLD and NEW",
    )


def test_no_work_tree(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit()
    monkeypatch.chdir(repository.folder / ".git")
    assert refused(commit_of, None) == (
        "git: the current folder is in no work tree; change to one, or give OLD and NEW",
    )


def test_no_git(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(commit_of, None) == ("git is not installed; install it, or give OLD and NEW",)
    (tmp_path / "git").write_text("no program")
    (tmp_path / "git").chmod(0o755)
    assert refused(commit_of, None) == ("git cannot be run: Exec format error; give OLD and NEW",)


def test_other_errors_are_told_in_the_words_of_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit()
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    (error,) = refused(commit_of, None)
    assert error.startswith("git: detected dubious ownership in repository at ")
    assert "git config --global --add safe.directory" in error


def test_the_words_of_git_are_english(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    program = repository.write("bin/git", "#!/bin/sh\necho fatal: $LC_ALL >&2\nexit 128\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert refused(commit_of, None) == ("git: C",)


def test_files_of_any_name(repository: Repository) -> None:
    for name in (
        "a b.yaml",
        "é.k8s.yaml",
        "-c.yml",
        "tab\tbed.yaml",
        'quo"ted.json',
        "README.md",
        ".d.yaml",
        "e.yaml/f.yaml",
    ):
        repository.write(f"dist/{name}", config_map(f"{name}\n\n"))
    repository.commit()
    found = contents(commit_of(None))
    assert list(found) == sorted(["a b.yaml", "é.k8s.yaml", "-c.yml", "tab\tbed.yaml", 'quo"ted.json'])
    assert all(found[name] == config_map(f"{name}\n\n") for name in found)


def test_a_name_that_is_no_utf_8(repository: Repository) -> None:
    name = os.fsdecode(b"\xe9.yaml")
    repository.write(f"dist/{name}", config_map("a"))
    repository.commit()
    assert list(contents(commit_of(None))) == [name]


def test_the_current_folder_matters(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("dist/a.yaml", config_map("above"))
    repository.write("app/dist/a.yaml", config_map("here"))
    repository.write("app/x", "")
    repository.write("docs/x", "")
    commit = repository.commit()
    monkeypatch.chdir(repository.folder / "app")
    assert contents(commit_of(None)) == {"a.yaml": config_map("here")}
    monkeypatch.chdir(repository.folder / "docs")
    assert contents(commit_of(None)) == {}
    (source,) = sources_in(Commit(commit, "HEAD"), "../dist").values()
    assert source.read().decode() == config_map("above")
    assert subprocess.check_output(["git", "show", source.label], text=True) == config_map("above")


def test_no_folder_in_the_commit(repository: Repository) -> None:
    repository.commit()
    assert contents(commit_of(None)) == {}


def test_no_manifests_in_the_commit(repository: Repository) -> None:
    repository.write("dist/.gitkeep", "")
    repository.commit()
    assert contents(commit_of(None)) == {}


def test_a_link_in_place_of_the_folder(repository: Repository) -> None:
    repository.write("made/a.yaml", config_map("a"))
    (repository.folder / "dist").symlink_to("made")
    repository.commit()
    assert refused(contents, commit_of(None)) == ("HEAD:./dist: it is a symbolic link, no folder; give OLD and NEW",)


def test_a_file_in_place_of_the_folder(repository: Repository) -> None:
    repository.write("dist", "")
    repository.commit()
    assert refused(contents, commit_of(None)) == ("HEAD:./dist: it is a file, no folder; give OLD and NEW",)


def test_a_submodule_in_place_of_the_folder_and_in_it(repository: Repository) -> None:
    commit = repository.commit()
    for path in ("dist", "dist/a.yaml"):
        repository.run("read-tree", "--empty")
        repository.run("update-index", "--add", "--cacheinfo", f"160000,{commit},{path}")
        repository.run("commit", "--quiet", "--message", path)
        place, rest = ("HEAD:./dist", ", no folder") if path == "dist" else ("HEAD:./dist/a.yaml", " in git")
        assert refused(contents, commit_of(None)) == (f"{place}: it is a submodule{rest}; give OLD and NEW",)


def test_a_link_in_the_folder_does_not_hinder_others(repository: Repository) -> None:
    repository.write("dist/a.yaml", config_map("a"))
    (repository.folder / "dist" / "b.yaml").symlink_to("a.yaml")
    repository.commit()
    found = sources_in(commit_of(None), "dist")
    assert found["a.yaml"].read().decode() == config_map("a")
    assert refused(found["b.yaml"].read) == ("HEAD:./dist/b.yaml: it is a symbolic link in git; give OLD and NEW",)


def test_a_file_that_is_too_big(repository: Repository) -> None:
    repository.write("dist/a.yaml", "#" * (MOST_BYTES + 1))
    repository.commit()
    assert refused(contents, commit_of(None)) == (f"HEAD:./dist/a.yaml: {TOO_BIG}",)


def test_an_object_that_is_missing(repository: Repository) -> None:
    repository.write("dist/a.yaml", config_map("a"))
    repository.commit()
    blob = repository.run("rev-parse", "HEAD:dist/a.yaml")
    (repository.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    (error,) = refused(contents, commit_of(None))
    assert error.startswith("git: ")
