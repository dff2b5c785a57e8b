"""How two stored objects differ, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.validation.quantities import amount

from .schema import element_of, fields_of, is_list, is_map, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest

    from .schema import Field

ORDER: Final = "(order)"
"""The last part of a path whose elements are the same in another order."""

Path = tuple[str, ...]
"""Names of fields and, for the elements of a list, the name or number in brackets: ("env", "[HF_HOME]")."""


@dataclass(frozen=True)
class Difference:
    """A field whose value differs. None: it is not there."""

    path: Path
    old: Any
    new: Any

    @property
    def place(self) -> str:
        """The path as text: `spec.template.spec.containers[inference].image`."""
        return ".".join(f"[{part}]" if _is_odd(part) else part for part in self.path).replace(".[", "[")


def _is_odd(part: str) -> bool:
    """Return whether a part must be set apart: the key of a label, or of a file."""
    return not part.startswith("[") and ("." in part or "/" in part)


def differences(old: Manifest, new: Manifest) -> tuple[Difference, ...]:
    """Return how two stored objects of the same kind differ.

    Quantities are compared as numbers, and the elements of a list by name where Kubernetes has names for them.
    """
    kind = kind_of(new.get("apiVersion"), new.get("kind")) or kind_of(old.get("apiVersion"), old.get("kind"))
    return tuple(_differences(old, new, kind.type if kind else "object", ()))


def _differences(old: Any, new: Any, type_: str, path: Path) -> Iterator[Difference]:
    if old is new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        fields = fields_of(type_)
        element = element_of(type_) or "object"
        for name in [*old, *(name for name in new if name not in old)]:
            field = fields.get(name)
            one, other = old.get(name), new.get(name)
            kind = field.type if field else element
            if is_map(kind):
                one, other = one or {}, other or {}
            if isinstance(one, list) and isinstance(other, list):
                yield from _of_lists(one, other, kind, field, (*path, name))
            else:
                yield from _differences(one, other, kind, (*path, name))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old, new, type_, None, path)
    elif not _same(old, new, type_):
        yield Difference(path, old, new)


def _of_lists(old: list[Any], new: list[Any], type_: str, field: Field | None, path: Path) -> Iterator[Difference]:
    element = element_of(type_) or "object" if is_list(type_) else "object"
    key = (field.merge if field else None) or ("name" if "name" in fields_of(element) else None)
    ones, others = _named(old, key), _named(new, key)
    if ones is None or others is None:
        if any(isinstance(each, (dict, list)) for each in (*old, *new)) and len(old) == len(new):
            for index, (one, other) in enumerate(zip(old, new, strict=True)):
                yield from _differences(one, other, element, (*path, f"[{index}]"))
        elif old != new:
            yield Difference(path, old, new)
        return
    for name in [*ones, *(name for name in others if name not in ones)]:
        yield from _differences(ones.get(name), others.get(name), element, (*path, f"[{name}]"))
    kept = [name for name in ones if name in others]
    moved = [name for name in others if name in ones]
    if kept != moved:
        yield Difference((*path, ORDER), kept, moved)


def _named(values: list[Any], key: str | None) -> dict[str, Any] | None:
    """Return the elements of a list by name, or None if they have no names, or not each one of its own."""
    if not key:
        return None
    found = {each[key]: each for each in values if isinstance(each, dict) and isinstance(each.get(key), (str, int))}
    return {str(name): each for name, each in found.items()} if len(found) == len(values) else None


def _same(old: Any, new: Any, type_: str) -> bool:
    if type_ == "quantity" and old is not None and new is not None:
        one, other = amount(str(old)), amount(str(new))
        if one is not None and other is not None:
            return one == other
    return type(old) is type(new) and bool(old == new)
