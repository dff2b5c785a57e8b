"""What must be in the cluster first: what the new file refers to, and neither of the files contains."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .parts.pods import family
from .references.contained import contained
from .references.kinds import is_always_there
from .references.wanted import wanted

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Key, Side

    from .references.contained import Keys

_FEW = 3


@dataclass(frozen=True)
class Need:
    """An object, or keys of one, that the new file refers to and does not contain."""

    target: Key
    """A `Node` stands for nodes with a label or a resource, a `CustomResourceDefinition` for a kind."""
    keys: tuple[str, ...] = ()
    """The keys without which pods do not start (Secret, ConfigMap), listeners (Gateway), or versions (a kind)."""
    optional_keys: tuple[str, ...] = ()
    """The keys that pods start without."""
    optional: bool = False
    """Whether nothing of it must exist."""
    known: bool = False
    """Whether the old file referred to the object already, so that it is there and only these keys are new."""
    lacking: bool = False
    """Whether the new file contains the object, but without these keys."""
    was_optional: bool = False
    """Whether the old file referred to all of this, but could do without it."""
    left_behind: bool = False
    """Whether the object is one of the old file: it is there until somebody removes it."""
    users: tuple[Key, ...] = ()
    """The objects that refer to it. Empty for a namespace."""

    @property
    def text(self) -> str:
        """The need in one line."""
        parts = [f"{self._what}{self._which}", self._state]
        return "; ".join(part for part in parts if part) + self._who

    @property
    def _what(self) -> str:
        target = self.target
        if target.kind == "CustomResourceDefinition":
            kind, _, group = target.name.partition(".")
            versions = " and ".join(f"{group}/{version}" for version in self.keys)
            return f"the kind {kind} of {versions}: install its CustomResourceDefinition"
        if target.kind == "Node":
            return f"nodes with {target.name}"
        return f"{target.kind} {f'{target.namespace}/' if target.namespace else ''}{target.name}"

    @property
    def _which(self) -> str:
        if self.target.kind == "CustomResourceDefinition":
            return ""
        noun = "listener" if self.target.kind == "Gateway" else "key"
        found = [f"{noun}{'' if len(self.keys) == 1 else 's'} {', '.join(self.keys)}"] if self.keys else []
        if self.optional_keys:
            found.append(f"optional {_listed(self.optional_keys)}")
        return f": {'; '.join(found)}" if found else ""

    @property
    def _state(self) -> str:
        if self.lacking:
            return "the new file has it without"
        if self.left_behind:
            return "left behind by the old file, so do not remove it"
        if self.was_optional:
            return "optional so far"
        return "optional" if self.optional and not self.optional_keys else ""

    @property
    def _who(self) -> str:
        return f" ({_listed(tuple(family(user) for user in self.users))})" if self.users else ""


def _listed(names: tuple[str, ...]) -> str:
    unique = list(dict.fromkeys(names))
    rest = f" and {len(unique) - _FEW} more" if len(unique) > _FEW + 1 else ""
    return ", ".join(unique[:_FEW] if rest else unique) + rest


@dataclass
class _Want:
    """What a file wants of an object: by key, or by "" the object itself, who does, and whether pods start without."""

    users: dict[str, dict[Key, bool]] = field(default_factory=dict)

    def add(self, name: str, user: Key, *, optional: bool) -> None:
        """Note one reference."""
        users = self.users.setdefault(name, {})
        users[user] = users.get(user, True) and optional

    def is_optional(self, name: str) -> bool:
        """Return whether all references are optional."""
        return all(self.users[name].values())


@dataclass(frozen=True)
class _Files:
    """What the new file has, the old one had, and the old one wanted."""

    has: dict[Key, Keys]
    had: dict[Key, Keys]
    before: dict[Key, _Want]

    def news(self, target: Key, want: _Want) -> list[str]:
        """Return what the new file wants of an object and lacks, unlike before."""
        unmet = [name for name in sorted(want.users) if not _meets(self.has, target, name)]
        return [name for name in unmet if self._is_new(target, name, want)]

    def _is_new(self, target: Key, name: str, want: _Want) -> bool:
        """Return whether the old file did not want it, or contained it, or could do without it."""
        before = self.before.get(target)
        if before is None or name not in before.users or _meets(self.had, target, name):
            return True
        return before.is_optional(name) and not want.is_optional(name)

    def need(self, target: Key, names: list[str], want: _Want) -> Need:
        """Return what is wanted of an object in words."""
        before = self.before.get(target)
        keys = [name for name in names if name]
        optional = all(want.is_optional(name) for name in names)
        users = {user for name in names for user, may_lack in want.users[name].items() if optional or not may_lack}
        return Need(
            target,
            keys=tuple(name for name in keys if not want.is_optional(name)),
            optional_keys=tuple(name for name in keys if want.is_optional(name)),
            optional=optional,
            known="" not in names and target not in self.has,
            lacking=target in self.has,
            was_optional=target not in self.had and set(names) <= set(before.users if before else ()),
            left_behind=target in self.had and target not in self.has,
            users=() if target.kind == "Namespace" else tuple(sorted(users)),
        )


def needed(old: Side, new: Side) -> tuple[Need, ...]:
    """Return what must be there before the new file is applied, by kind and name.

    What the old file referred to is taken to be there; what it contains stays, as `kubectl apply` removes nothing.
    """
    files = _Files(contained(new), contained(old), _wants(old))
    wants = _wants(new).items()
    news = ((target, files.news(target, want), want) for target, want in wants if not is_always_there(target))
    needs = [files.need(target, names, want) for target, names, want in news if names]
    return tuple(sorted(needs, key=lambda need: (need.target.kind, need.target)))


def _wants(side: Side) -> dict[Key, _Want]:
    wants: dict[Key, _Want] = {}
    for user, reference in wanted(side):
        want = wants.setdefault(reference.target, _Want())
        for name in ("", *reference.keys):
            want.add(name, user, optional=reference.optional)
    return wants


def _meets(has: dict[Key, Keys], target: Key, name: str) -> bool:
    keys = has.get(target, frozenset())
    return target in has and (not name or keys is None or name in keys)
