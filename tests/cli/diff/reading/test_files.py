"""Files, folders and streams become sources, and what cannot be one is told."""

from __future__ import annotations

import io
import os
import socket
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.reading.errors import Unreadable
from neuronpedia_constructs.cli.diff.reading.files import environment_of, is_manifest, kind_of, source_at, sources_in
from neuronpedia_constructs.cli.diff.reading.syntax.text import MOST_BYTES, TOO_BIG


def refused(read: Any, *arguments: Any) -> tuple[str, ...]:
    with pytest.raises(Unreadable) as caught:
        read(*arguments)
    return caught.value.errors


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("production.k8s.yaml", "production"),
        ("production.yaml", "production"),
        ("production.yml", "production"),
        ("a.b.json", "a.b"),
        ("production", "production"),
        (".yaml", ".yaml"),
        (".k8s.yaml", ".k8s"),
        ("a.YAML", "a.YAML"),
    ],
)
def test_environment(name: str, environment: str) -> None:
    assert environment_of(name) == environment


@pytest.mark.parametrize("name", ["README.md", ".hidden.yaml", "._production.yaml", "a.yaml.swp", "a.yaml~", "yaml"])
def test_no_manifests(name: str) -> None:
    assert not is_manifest(name)


def test_kinds(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    os.mkfifo(tmp_path / "pipe")
    assert kind_of("-") == kind_of(str(tmp_path / "pipe")) == "stream"
    assert kind_of(str(tmp_path)) == "folder"
    assert kind_of(str(tmp_path / "a")) == "file"
    assert kind_of(str(tmp_path / "b")) == kind_of(str(tmp_path / "a" / "b")) == kind_of(os.devnull) == "missing"


def test_what_the_operating_system_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nothing")
    (tmp_path / "circle").symlink_to("circle")
    assert refused(kind_of, str(tmp_path / "link")) == (
        f"{tmp_path}/link: the link leads to nothing; correct or remove it",
    )
    assert refused(kind_of, str(tmp_path / "circle")) == (f"{tmp_path}/circle: Too many levels of symbolic links",)
    assert refused(kind_of, "a\0b") == ("a\\x00b: embedded null byte",)
    assert refused(kind_of, "a" * 5000) == (f"{'a' * 5000}: File name too long",)


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "a é.yaml").write_bytes(b"a: 1")
    source = source_at(str(tmp_path / "a é.yaml"))
    assert (source.label, source.read(), source.stream) == (f"{tmp_path}/a é.yaml", b"a: 1", False)


def test_a_file_that_is_gone_or_too_big(tmp_path: Path) -> None:
    gone = source_at(str(tmp_path / "gone.yaml"))
    assert refused(gone.read) == (f"{tmp_path}/gone.yaml: No such file or directory",)
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert refused(source_at(str(tmp_path / "big.yaml")).read) == (f"{tmp_path}/big.yaml: {TOO_BIG}",)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", denied)
    assert refused(source_at(str(tmp_path / "a")).read) == (f"{tmp_path}/a: Permission denied",)


def test_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"a: 1"))
    writer.start()
    source = source_at(str(pipe))
    assert (source.stream, source.read()) == (True, b"a: 1")
    writer.join()


def test_a_stream_without_an_end_is_read_in_part() -> None:
    assert len(source_at("/dev/zero").read()) == MOST_BYTES + 1


def test_a_socket_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("socket")
        assert refused(source_at("socket").read) == ("socket: No such device or address",)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: 1")))
    source = source_at("-")
    assert (source.label, source.read(), source.stream) == ("standard input", b"a: 1", True)
    sys.stdin.close()
    assert refused(source.read)[0].startswith("standard input: ")
    monkeypatch.setattr(sys, "stdin", None)
    assert refused(source.read) == ("standard input: it is closed; give a file",)


def test_a_folder(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.k8s.yaml", "c.json", "README.md", ".d.yaml"):
        (tmp_path / name).write_text(name)
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "link.yaml").symlink_to("b.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    found = sources_in(str(tmp_path))
    assert list(found) == ["a.k8s.yaml", "b.yaml", "c.json", "link.yaml"]
    assert found["link.yaml"].read() == b"b.yaml"


def test_a_link_to_nothing_in_a_folder_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to("nothing")
    assert refused(sources_in, str(tmp_path)) == (
        f"{tmp_path}/a.yaml: the link leads to nothing; correct or remove it",
    )


def test_no_folder(tmp_path: Path) -> None:
    assert refused(sources_in, str(tmp_path / "a")) == (f"{tmp_path}/a: No such file or directory",)
