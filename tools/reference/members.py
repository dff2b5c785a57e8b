"""The attributes and methods of a class: its own, those that it overrides, and those that it inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import griffe

from .arguments import bases, paragraphs, sections

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

Member = griffe.Attribute | griffe.Function


class Members(NamedTuple):
    """The public members of a class that are no arguments."""

    attributes: dict[str, griffe.Attribute]
    plain: dict[str, griffe.Function]
    """Methods of which a line says everything."""
    methods: dict[str, griffe.Function]
    """Those with arguments or errors to be told of, or more than a paragraph."""
    overridden: dict[str, Member]
    """Those that a public base has an entry for."""
    inherited: dict[str, list[str]]
    """Names of the others, by the public base that has them."""


def members(made: griffe.Class, names: Mapping[str, str], arguments: Container[str]) -> Members:
    """Return the members of a class.

    Args:
        made: the class.
        names: the public name of what is at a path. Members of a base without one count as the class's own.
        arguments: names of the class's arguments.
    """
    own = {name: member for name, member in _own(made, names).items() if name not in arguments}
    inherited: dict[str, list[str]] = {}
    known: dict[str, str] = {}
    for base in bases(made):
        if base.path in names:
            for name, member in _own(base, names).items():
                if name not in known and (member.docstring or name in own):
                    known[name] = names[base.path]
                    if name not in own and name not in arguments:
                        inherited.setdefault(names[base.path], []).append(name)
    fresh = {name: member for name, member in own.items() if name not in known and member.docstring}
    functions = {name: member for name, member in fresh.items() if isinstance(member, griffe.Function)}
    return Members(
        {name: member for name, member in fresh.items() if isinstance(member, griffe.Attribute)},
        {name: member for name, member in functions.items() if _is_plain(member)},
        {name: member for name, member in functions.items() if not _is_plain(member)},
        {name: member for name, member in own.items() if name in known},
        inherited,
    )


def _own(made: griffe.Class, names: Mapping[str, str]) -> dict[str, Member]:
    """Return the public members of a class and of its bases that have no entry."""
    found: dict[str, Member] = {}
    for owner in [made, *(base for base in bases(made) if base.path not in names)]:
        for name, member in _public(owner):
            found.setdefault(name, member)
    return found


def _public(made: griffe.Class) -> Iterator[tuple[str, Member]]:
    for name, member in made.members.items():
        if not name.startswith("_") and isinstance(member, Member) and not _is_internal(member):
            yield name, member


def _is_internal(member: Member) -> bool:
    """Tell whether a member is for the library itself: its docstring says so."""
    return member.docstring is not None and member.docstring.value.rstrip().endswith("Internal.")


def _is_plain(made: griffe.Function) -> bool:
    return len(sections(made)) == len(paragraphs(made)) == 1
