"""The fields that an object may have, and their types, as cdk8s knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.manifests import field_name
from neuronpedia_constructs.validation.problems import Problem

from .places import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest

    from .places import Trail

_ACCEPTED: Final = {
    str: ((str,), "a string"),
    bool: ((bool,), "True or False"),
    int: ((int, float), "a number"),
    k8s.IntOrString: ((int, str), "a number or a string"),
    k8s.Quantity: ((int, float, str), "a quantity"),
}
"""The Python types of a plain value, by its type in cdk8s."""

_STRUCT: Final = "__jsii_name_mapping__"
"""The attribute of a struct with the names of its fields."""


class _Field(NamedTuple):
    hint: Any
    is_required: bool


def structure_problems(manifest: Manifest) -> Iterator[Problem]:
    """Yield a problem for each field that is missing or of a wrong type, for Kubernetes' own kinds.

    An unknown one is a warning, because a newer version may have it.
    """
    kind = manifest["kind"]
    props = getattr(k8s, f"Kube{kind}V2Props", None) or getattr(k8s, f"Kube{kind}Props", None)
    if props is not None:
        own = {key: value for key, value in manifest.items() if key not in ("apiVersion", "kind")}
        yield from _struct((), props, own)


def _struct(trail: Trail, kind: type, value: dict[str, Any]) -> Iterator[Problem]:
    known = _fields(kind)
    for name, entry in value.items():
        if name not in known:
            nearest = get_close_matches(name, known, n=1, cutoff=0.5)
            fix = f"write {nearest[0]!r}, if you mean that" if nearest else "check that your cluster's version has it"
            cause, allowed = "Kubernetes 1.28 has no such field", f"one of {', '.join(known)}"
            yield Problem("object.field-unknown", shown((*trail, name)), cause, allowed, fix, warning=True)
        elif entry is not None:
            yield from _value((*trail, name), known[name].hint, entry)
    for name, field in known.items():
        if field.is_required and value.get(name) is None:
            yield Problem("object.field-missing", shown((*trail, name)), "it is missing", "a value", "do not remove it")


def _value(trail: Trail, hint: Any, value: Any) -> Iterator[Problem]:
    kind: Any = get_origin(hint) or hint
    arguments = get_args(hint)
    expected, phrase = _expected(kind)
    if not _is_of(expected, value):
        cause = f"it has type {type(value).__name__}"
        yield Problem("object.type", shown(trail), cause, phrase, "correct the value")
    elif kind is Sequence:
        for index, entry in enumerate(value):
            name = entry.get("name", index) if isinstance(entry, dict) else index
            yield from _value((*trail, f"[{name}]"), _plain_option(arguments[0]), entry)
    elif kind is Mapping:
        for key, entry in value.items():
            yield from _value((*trail, key), _plain_option(arguments[1]), entry)
    elif hasattr(kind, _STRUCT):
        yield from _struct(trail, kind, value)


def _is_of(expected: tuple[type, ...], value: object) -> bool:
    # A truth value is a number in Python, but not in a manifest.
    return isinstance(value, expected) and (not isinstance(value, bool) or bool({bool, object} & {*expected}))


def _expected(kind: Any) -> tuple[tuple[type, ...], str]:
    """Return the Python types of a plain value of a kind, and how they are called."""
    if kind is Sequence:
        return (list,), "a list"
    if kind is Mapping or hasattr(kind, _STRUCT):
        return (dict,), "a dictionary"
    return _ACCEPTED.get(kind, ((object,), "anything"))


@cache
def _fields(kind: type) -> dict[str, _Field]:
    """Return the fields of a struct by Kubernetes' own names."""
    hints = get_type_hints(kind.__init__)  # type: ignore[misc]
    names: Mapping[str, str] = kind.__jsii_name_mapping__  # type: ignore[attr-defined]
    return {
        field_name(names[name]): _Field(_plain_option(hints[name]), NoneType not in get_args(hints[name]))
        for name in names
    }


def _plain_option(hint: Any) -> Any:
    """Return the type in an optional type, or the struct that a dictionary may stand for."""
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    structs = [option for option in options if hasattr(option, _STRUCT)]
    return next(iter(structs or [option for option in options if option is not NoneType]))
