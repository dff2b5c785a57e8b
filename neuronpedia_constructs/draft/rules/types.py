"""The rule that each value in a draft has the type that its field declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft import pod, volumes, workload
from neuronpedia_constructs.draft.address import Address
from neuronpedia_constructs.draft.image import ImageSource
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTS = (
    workload.WorkloadDraft,
    pod.PodDraft,
    pod.ContainerDraft,
    pod.Resources,
    pod.SecretKey,
    volumes.ClaimSpec,
    volumes.ConfigMapVolume,
    volumes.EmptyDir,
    volumes.VolumeClaim,
)
"""The classes whose fields are checked. Those of subclasses are filled by the library alone."""

_NAMES = {part.__name__: part for part in (*_PARTS, Address, ImageSource)} | {"Mapping": Mapping, "k8s": k8s}
"""The names in annotations."""

_SCALARS = {str: "a string", int: "a whole number", float: "a number", bool: "True or False", NoneType: "None"}


def type_problems(draft: workload.WorkloadDraft) -> Iterator[Problem]:
    """Yield a problem for each value of a wrong type, and for a workload without containers."""
    for place, hint, value in _of_fields("draft", draft):
        # Text may be secret.
        shown = quoted(value) if isinstance(value, (bool, float, int)) else "a value"
        cause = f"{shown} has type {type(value).__name__}"
        if any(get_origin(option) is Literal for option in _options(hint)):
            cause = f"{quoted(value)} is not allowed"
        yield Problem("draft.type", place, cause, _phrase(hint), _fix(hint, value))
    for place, key, name in _names(draft):
        if name != key:
            allowed, fix = f"{key!r}, its key", "use one name for both"
            yield Problem.invalid("draft.key-differs", place, name, allowed, fix)


def _names(draft: workload.WorkloadDraft) -> Iterator[tuple[str, str, object]]:
    """Yield the place, the key and the own name of each entry that has both."""
    if not isinstance(draft.pod, pod.PodDraft):
        return
    for group in ("containers", "init_containers", "volumes"):
        entries = getattr(draft.pod, group)
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, (pod.ContainerDraft, k8s.Volume)):
                yield f"draft.pod.{group}[{key!r}].name", key, entry.name


def _of_fields(place: str, part: object) -> Iterator[tuple[str, Any, object]]:
    """Yield the place, the declared type and the value of each field that has another type."""
    for name, hint in _hints(_class_of(part)):
        value = getattr(part, name, None)
        if type(value) not in _scalars(hint):
            yield from _wrong(f"{place}.{name}", hint, value)


def _class_of(part: object) -> type:
    return next(known for known in _PARTS if isinstance(part, known))


@cache
def _hints(kind: type) -> list[tuple[str, Any]]:
    """Return the fields of a class with their types."""
    hints = get_type_hints(kind, localns=_NAMES)
    return [(field.name, hints[field.name]) for field in fields(kind)]


def _wrong(place: str, hint: Any, value: object) -> Iterator[tuple[str, Any, object]]:
    """Yield the places in a value that do not have their declared type."""
    matching = [option for option in _options(hint) if _is_of(option, value)]
    if not matching:
        yield place, hint, value
        return
    option = matching[0]
    if get_origin(option) in (dict, Mapping) and isinstance(value, Mapping):
        expected = get_args(option)[1]
        for key, entry in value.items():
            if not isinstance(key, str):
                yield f"a key of {place}", str, key
            elif type(entry) not in _scalars(expected):
                yield from _wrong(f"{place}[{key!r}]", expected, entry)
    elif get_origin(option) in (list, set, tuple) and isinstance(value, (list, set, tuple)):
        for entry in value:
            yield from _wrong(f"an entry of {place}", get_args(option)[0], entry)
    elif option in _PARTS:
        yield from _of_fields(place, value)


@cache
def _scalars(hint: Any) -> frozenset[type]:
    """Return the types of plain values that a type accepts: of most values, nothing else need be known."""
    return frozenset(_SCALARS.keys() & set(_options(hint)))


@cache
def _options(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _is_of(option: Any, value: object) -> bool:
    """Return whether a value has a type, which is not a union. What the value contains does not matter."""
    origin = get_origin(option)
    if origin is Literal:
        return value in get_args(option)
    if origin in (list, tuple):
        return isinstance(value, (list, tuple))
    if option in (int, float):
        return isinstance(value, option) and not isinstance(value, bool)
    return isinstance(value, origin or option)


def _phrase(hint: Any) -> str:
    """Return a type as it is named in a message."""
    options = _options(hint)
    if len(options) > 1:
        named = [_phrase(option) for option in options]
        return f"{', '.join(named[:-1])} or {named[-1]}"
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " or ".join(f'"{word}"' for word in arguments)
    if origin in (dict, Mapping):
        return f"a dictionary, each value {_phrase(arguments[1])}"
    if origin in (list, set, tuple):
        return f"a {'set' if origin is set else 'list'}, each entry {_phrase(arguments[0])}"
    if hint in _SCALARS:
        return _SCALARS[hint]
    name = f"k8s.{hint.__name__}" if hint.__module__ == k8s.__name__ else hint.__name__
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}"


def _fix(hint: Any, value: object) -> str:
    """Return how to write a value that has a wrong type."""
    origins = {get_origin(option) or option for option in _options(hint)}
    if isinstance(value, (int, float)) and str in origins:
        return f'write it as "{str(value).lower() if isinstance(value, bool) else value}"'
    if isinstance(value, str) and origins & {list, set, tuple}:
        return f"write {{{value!r}}}" if set in origins else f"write [{value!r}]"
    if isinstance(value, (list, tuple)) and dict in origins:
        return "write a dictionary, with the name of each entry as its key"
    return "correct the value"
