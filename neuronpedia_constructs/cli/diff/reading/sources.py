"""What the arguments of the command mean: the two sides of each environment."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.objects import Pair, Side
from neuronpedia_constructs.validation.problems import visible_line

from . import git
from .documents import side_of
from .errors import Unreadable
from .files import STANDARD_INPUT, Source, environment_of, kind_of, source_at, sources_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .syntax.tree import Document

_DIST: Final = "dist"
"""Where cdk8s writes manifests: https://cdk8s.io/docs/latest/cli/synth/"""
_Match = tuple[str, Source | None, Source | None]
"""An environment, and what its sides are read from, or None for a side that is empty."""


def pairs(old: str | None, new: str | None, *, base: str | None = None) -> list[Pair]:
    """Return the two sides of each environment.

    Args:
        old: a file, a folder of one file for each environment, or "-" for standard input. What does not exist is
            empty, as is a stream in which nothing is written. None: `dist/` in git, if `new` is None, too.
        new: the same. None: `dist/` in the work tree.
        base: the revision of git at whose merge base with HEAD `dist/` is compared; default: HEAD.

    Raises:
        Unreadable: a side cannot be read, or both are empty; with all errors that can be found.
    """
    if old is None and new is None:
        matches = _with_git(base)
    elif base is not None:
        raise Unreadable(["--base: it compares dist/ with git; leave out OLD and NEW, or --base"])
    elif not old or not new:
        raise Unreadable(["OLD and NEW: one of them is missing; give both, or neither to compare dist/ with git"])
    else:
        matches = _given(old, new)
    made = _read(matches)
    if not any(each.old or each.new for each in made):
        raise Unreadable(["neither side holds a Kubernetes object: there is nothing to compare"])
    return made


def _with_git(base: str | None) -> list[_Match]:
    commit = git.commit_of(base)
    if kind_of(_DIST) != "folder":
        raise Unreadable([f"{_DIST}: there is no such folder here; run `cdk8s synth`, or give OLD and NEW"])
    return _matched(git.sources_in(commit, _DIST), _manifests_in(_DIST))


def _given(old: str, new: str) -> list[_Match]:
    if old == new == STANDARD_INPUT:
        raise Unreadable(["OLD and NEW: only one of them can be standard input; give a file for the other"])
    kinds = [kind_of(old), kind_of(new)]
    if kinds == ["missing", "missing"]:
        raise Unreadable([f"{old} and {new}: neither exists; give at least one"])
    if "folder" not in kinds:
        return [(_name_of(old, new), _file(old), _file(new))]
    if not {"folder", "missing"}.issuperset(kinds):
        raise Unreadable([f"{old} and {new}: only one of them is a folder; give two files or two folders"])
    return _matched(_folder(old), _folder(new))


def _file(path: str) -> Source | None:
    return None if kind_of(path) == "missing" else source_at(path)


def _folder(path: str) -> dict[str, Source]:
    return {} if kind_of(path) == "missing" else _manifests_in(path)


def _name_of(old: str, new: str) -> str:
    """Return the environment of two files: the name of the new one, or of the old one where the new has no name."""
    named = [path for path in (new, old) if kind_of(path) == "file" or not os.path.exists(path)]
    return next((environment_of(os.path.basename(path)) for path in named if path != STANDARD_INPUT), "standard input")


def _manifests_in(folder: str) -> dict[str, Source]:
    found = sources_in(folder)
    if not found:
        raise Unreadable([f"{folder}: it holds no manifests (*.yaml, *.yml, *.json); give another folder"])
    return found


def _matched(old: dict[str, Source], new: dict[str, Source]) -> list[_Match]:
    """Return the environments of two folders. Names of files that mean the same environment are taken whole."""
    counted = [Counter(map(environment_of, side)) for side in (old, new)]
    ambiguous = {name for side in counted for name, times in side.items() if times > 1}

    def by_environment(side: dict[str, Source]) -> dict[str, Source]:
        names = {name: environment_of(name) for name in side}
        return {name if names[name] in ambiguous else names[name]: source for name, source in side.items()}

    left, right = by_environment(old), by_environment(new)
    return [(name, left.get(name), right.get(name)) for name in sorted(left.keys() | right.keys())]


def _read(matches: Iterable[_Match]) -> list[Pair]:
    made: list[Pair] = []
    errors: list[str] = []
    for name, old, new in matches:
        # A name that is not UTF-8 could not be printed.
        printable = visible_line(os.fsencode(name).decode(errors="replace"))
        # Most documents are the same on both sides, and are parsed once.
        known: dict[str, Document] = {}
        made.append(Pair(printable, _side(old, errors, known), _side(new, errors, known)))
    if errors:
        raise Unreadable(errors)
    return made


def _side(source: Source | None, errors: list[str], known: dict[str, Document]) -> Side:
    """Return the objects of a source, or none after adding why it cannot be read to the errors."""
    if source is None:
        return {}
    try:
        side = side_of(source.read(), source.label, known)
    except Unreadable as error:
        errors.extend(error.errors)
        return {}
    if not side and not source.stream:
        errors.append(f"{source.label}: it holds no Kubernetes object; write its manifests again, or remove the file")
    return side
