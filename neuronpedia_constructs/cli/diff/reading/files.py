"""Files, folders and standard input."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from .errors import Unreadable
from .syntax.text import MOST_BYTES, TOO_BIG

if TYPE_CHECKING:
    from collections.abc import Callable

STANDARD_INPUT: Final = "-"
_SUFFIXES = (".k8s.yaml", ".k8s.yml", ".k8s.json", ".yaml", ".yml", ".json")
"""How the names of manifests end, the longest first: those that kubectl reads in a folder, and those of cdk8s.
https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/cli-runtime/pkg/resource/builder.go
"""


@dataclass(frozen=True)
class Source:
    """What the objects of one side of an environment are read from."""

    label: str
    """The name by which a person knows it."""
    read: Callable[[], bytes]
    stream: bool = False
    """Whether it is what another program writes, and nothing where that finds nothing."""


def kind_of(path: str) -> Literal["missing", "folder", "file", "stream"]:
    """Return what an argument of the command is. The null device counts as missing, as for `git diff`.

    Raises:
        Unreadable: the operating system does not say.
    """
    if path == STANDARD_INPUT:
        return "stream"
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        if os.path.islink(path):
            raise Unreadable([f"{path}: the link leads to nothing; correct or remove it"]) from None
        return "missing"
    except (OSError, ValueError) as error:
        raise Unreadable([f"{path}: {_reason(error)}"]) from None
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISREG(mode):
        return "file"
    return "missing" if os.path.realpath(path) == os.devnull else "stream"


def source_at(path: str) -> Source:
    """Return a file or a stream as a source."""
    if path == STANDARD_INPUT:
        return Source("standard input", _standard_input, stream=True)
    return Source(path, lambda: _contents(path), stream=kind_of(path) == "stream")


def sources_in(folder: str) -> dict[str, Source]:
    """Return the manifests that are directly in a folder, by the names of their files.

    Raises:
        Unreadable: the folder cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if is_manifest(entry.name) and _is_file(entry))
    except OSError as error:
        raise Unreadable([f"{folder}: {_reason(error)}"]) from None
    return {name: source_at(os.path.join(folder, name)) for name in names}


def is_manifest(name: str) -> bool:
    """Return whether a file holds manifests, by its name. Hidden ones are those of editors and of macOS."""
    return name.endswith(_SUFFIXES) and not name.startswith(".")


def environment_of(name: str) -> str:
    """Return the environment of which a file has the manifests: its name without `.k8s.yaml` or the like."""
    return next((name.removesuffix(each) for each in _SUFFIXES if name.endswith(each) and name != each), name)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Return whether an entry of a folder is a file, or a link that leads to nothing, which is an error to be told."""
    return entry.is_file() or (entry.is_symlink() and not os.path.exists(entry.path))


def _contents(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > MOST_BYTES:
                raise Unreadable([f"{path}: {TOO_BIG}"])
            # One byte more tells that a stream is too big.
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Unreadable([f"{path}: {_reason(error)}"]) from None


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise Unreadable(["standard input: it is closed; give a file"])
    try:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Unreadable([f"standard input: {_reason(error)}"]) from None


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
