"""Manifests as they are in a commit of git."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from .errors import Unreadable
from .files import Source, is_manifest
from .syntax.text import MOST_BYTES, TOO_BIG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_FOLDER = "040000"
_OTHER = {"120000": "a symbolic link", "160000": "a submodule"}
"""Modes of what is neither a file nor a folder: https://git-scm.com/docs/git-fast-import#_filemodify"""
_SHORT = 10
"""The digits of a commit that a person is shown."""


class Commit(NamedTuple):
    """A commit, and how a person knows it."""

    object: str
    name: str


class _Entry(NamedTuple):
    mode: str
    object: str
    size: int
    name: str


def commit_of(base: str | None) -> Commit:
    """Return the commit to compare the work tree with: HEAD, or the merge base of a revision and HEAD.

    Raises:
        Unreadable: there is no such commit, no work tree, or no git.
    """
    if _git("rev-parse", "--is-inside-work-tree").strip() != b"true":
        raise Unreadable(["git: the current folder is in no work tree; change to one, or give OLD and NEW"])
    head = _commit("HEAD")
    if head is None:
        raise Unreadable(["git: HEAD has no commit yet; commit something, or give OLD and NEW"])
    if base is None:
        return Commit(head, "HEAD")
    given = _commit(base)
    if given is None:
        raise Unreadable([f"--base: git knows no commit {base}; correct it, or run `git fetch` first"])
    merge_base = _git("merge-base", given, head, may_fail=True).decode().strip()
    if not merge_base:
        raise Unreadable([f"--base: {base} and HEAD have no commit in common; {_remedy()}"])
    return Commit(merge_base, merge_base[:_SHORT])


def _commit(revision: str) -> str | None:
    # git takes what begins with a hyphen for an option.
    if not revision or revision.startswith("-") or "\0" in revision:
        return None
    return _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", may_fail=True).decode().strip() or None


def _remedy() -> str:
    shallow = _git("rev-parse", "--is-shallow-repository", may_fail=True).strip() == b"true"
    return (
        "the clone is shallow: run `git fetch --unshallow`, or set `fetch-depth: 0` (GitHub) or `GIT_DEPTH: 0` (GitLab)"
        if shallow
        else "give another revision, or OLD and NEW"
    )


def sources_in(commit: Commit, folder: str) -> dict[str, Source]:
    """Return the manifests that a commit has directly in a folder, by the names of their files.

    Args:
        commit: the commit.
        folder: the path below the current folder. Where the commit lacks it, there are no manifests.

    Raises:
        Unreadable: it is no folder there.
    """
    place = f"{commit.name}:./{folder}"
    for entry in _entries(commit.object, folder):
        if entry.mode != _FOLDER:
            raise Unreadable([f"{place}: it is {_OTHER.get(entry.mode, 'a file')}, no folder; give OLD and NEW"])
        found = [each for each in _entries("--full-tree", entry.object) if each.mode != _FOLDER]
        manifests = [each for each in found if is_manifest(each.name)]
        contents = _contents(each for each in manifests if _unreadable(each) is None)
        return {each.name: Source(f"{place}/{each.name}", _reader(each, place, contents)) for each in manifests}
    return {}


def _unreadable(entry: _Entry) -> str | None:
    """Return why an entry is not read, or None if it is."""
    if other := _OTHER.get(entry.mode):
        return f"it is {other} in git; give OLD and NEW"
    return TOO_BIG if entry.size > MOST_BYTES else None


def _reader(entry: _Entry, place: str, contents: dict[str, bytes]) -> Callable[[], bytes]:
    def read() -> bytes:
        if reason := _unreadable(entry):
            raise Unreadable([f"{place}/{entry.name}: {reason}"])
        return contents[entry.object]

    return read


def _entries(*arguments: str) -> list[_Entry]:
    """Return what `git ls-tree` lists: https://git-scm.com/docs/git-ls-tree#_output_format."""
    entries = []
    for line in _git("ls-tree", "-z", "-l", *arguments).split(b"\0")[:-1]:
        properties, _, name = line.partition(b"\t")
        mode, _, of, size = properties.decode().split()
        entries.append(_Entry(mode, of, int(size) if size.isdecimal() else 0, os.fsdecode(name)))
    return entries


def _contents(entries: Iterable[_Entry]) -> dict[str, bytes]:
    """Return the contents of files, by their objects: https://git-scm.com/docs/git-cat-file#_batch_output."""
    objects = [entry.object for entry in entries]
    if not objects:
        return {}
    output = memoryview(_git("cat-file", "--batch", given="".join(f"{each}\n" for each in objects).encode()))
    contents = {}
    for each in objects:
        head = bytes(output[:200]).partition(b"\n")[0]
        _, kind, *size = head.decode().split()
        if kind != "blob":
            raise Unreadable([f"git: it lacks object {each}; run `git fsck`"])
        start, end = len(head) + 1, len(head) + 1 + int(size[0])
        contents[each] = bytes(output[start:end])
        output = output[end + 1 :]
    return contents


def _git(*arguments: str, given: bytes = b"", may_fail: bool = False) -> bytes:
    """Return what git prints.

    Args:
        arguments: the command and what it is given.
        given: its standard input.
        may_fail: whether it says by its exit code that there is no such thing; nothing is returned then.
    """
    environment = os.environ | {"LC_ALL": "C"}
    try:
        done = subprocess.run(["git", *arguments], input=given, capture_output=True, env=environment, check=False)
    except FileNotFoundError:
        raise Unreadable(["git is not installed; install it, or give OLD and NEW"]) from None
    except OSError as error:
        raise Unreadable([f"git cannot be run: {error.strerror}; give OLD and NEW"]) from None
    if not done.returncode:
        return done.stdout
    if may_fail:
        return b""
    words = " ".join(os.fsdecode(done.stderr).removeprefix("fatal: ").split())
    if words.startswith("not a git repository"):
        raise Unreadable(["git: the current folder is in no repository; change to one, or give OLD and NEW"])
    raise Unreadable([f"git: {words}"])
