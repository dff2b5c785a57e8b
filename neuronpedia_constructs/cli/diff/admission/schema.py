"""What the schema of a kind refuses: unknown fields, values of another type, and fields that are missing.

`kubectl apply` has the server refuse unknown fields (`--validate=strict`, its default), and the server decodes no value
of another type: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from neuronpedia_constructs.cli.diff.kubernetes.schema import element_of, fields_of, is_list, kind_of

from .fault import Fault, below, keyed, missing, shown
from .scalars import scalar_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest

    from .scalars import Scalar

_HIDDEN = {"data", "stringData"}
"""The fields of a Secret whose values no message shows."""

_ACCEPTED_EMPTY = frozenset(
    {
        ("batch.v1.PodFailurePolicy", "rules"),
        ("core.v1.EvictionResponder", "priority"),
        ("core.v1.HTTPHeader", "value"),
        ("core.v1.ISCSIPersistentVolumeSource", "lun"),
        ("core.v1.ISCSIVolumeSource", "lun"),
        ("core.v1.LimitRangeSpec", "limits"),
        ("core.v1.PreferredSchedulingTerm", "preference"),
        ("core.v1.SleepAction", "seconds"),
        ("core.v1.Sysctl", "value"),
        ("flowcontrol.v1.LimitedPriorityLevelConfiguration", "limitResponse"),
        ("resource.v1.ResourcePool", "generation"),
        ("storage.v1.CSIDriver", "spec"),
        ("storage.v1.CSINode", "spec"),
        ("storage.v1.CSINodeSpec", "drivers"),
    }
)
"""Fields that the published schema calls required, and without which the server's validation accepts an object."""


def schema_faults(manifest: Manifest) -> Iterator[Fault]:
    """Yield what the schema of an object's kind refuses. A kind that is not Kubernetes' own has no schema here."""
    kind = kind_of(manifest.get("apiVersion"), manifest.get("kind"))
    if kind is None:
        return
    found: list[_Found] = []
    _shape(kind.type).check(manifest, None, found)
    for each in found:
        names = _steps(each.trail)
        # The server ignores the status of what is applied, but decodes it.
        if not (each.is_missing and names[0] == "status"):
            is_hidden = manifest.get("kind") == "Secret" and names[0] in _HIDDEN
            yield Fault(_path(names), each.hidden if is_hidden else each.message)


_Trail = tuple[Any, "str | int | _Key"] | None
"""The way to a value: that to what holds it, and a field, an index or a key. None is the way to the object."""


class _Key(str):
    """A key of a map whose keys are data."""

    __slots__ = ()


def _steps(trail: _Trail) -> list[str | int | _Key]:
    steps: list[str | int | _Key] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return steps[::-1] or [""]


def _path(steps: list[str | int | _Key]) -> str:
    path = ""
    for step in steps:
        path = keyed(path, step) if isinstance(step, (int, _Key)) else below(path, step)
    return path


class _Found(NamedTuple):
    trail: _Trail
    message: str
    hidden: str
    """The message without the value."""
    is_missing: bool = False


class _Shape:
    """What a type accepts. This one accepts everything."""

    def check(self, value: Any, trail: _Trail, found: list[_Found]) -> None:
        """Add what the type refuses of a value that is not null."""

    def check_null(self, trail: _Trail, found: list[_Found]) -> None:
        """Add what the type refuses of null in a list or a map, which Go decodes as an empty value."""


class _ScalarShape(_Shape):
    def __init__(self, scalar: Scalar) -> None:
        self.scalar = scalar

    def check(self, value: Any, trail: _Trail, found: list[_Found]) -> None:
        if not self.scalar.accepts(value):
            found.append(_wrong(trail, value, self.scalar.words))


class _ListShape(_Shape):
    def __init__(self, element: str) -> None:
        self.element = element

    def check(self, value: Any, trail: _Trail, found: list[_Found]) -> None:
        if isinstance(value, list):
            _check_all(self.element, enumerate(value), trail, found)
        else:
            found.append(_wrong(trail, value, "a list"))


class _MapShape(_Shape):
    def __init__(self, element: str) -> None:
        self.element = element

    def check(self, value: Any, trail: _Trail, found: list[_Found]) -> None:
        if isinstance(value, dict):
            _check_all(self.element, ((_Key(key), each) for key, each in value.items()), trail, found)
        else:
            found.append(_wrong(trail, value, "a map"))


def _check_all(type_: str, pairs: Iterable[tuple[int | _Key, Any]], trail: _Trail, found: list[_Found]) -> None:
    shape = _shape(type_)
    for key, each in pairs:
        if each is None:
            shape.check_null((trail, key), found)
        else:
            shape.check(each, (trail, key), found)


class _StructShape(_Shape):
    def __init__(self, type_: str) -> None:
        self.fields = {name: field.type for name, field in fields_of(type_).items()}
        self.required = tuple(
            name
            for name, field in fields_of(type_).items()
            if field.required and field.type != "boolean" and (type_, name) not in _ACCEPTED_EMPTY
        )

    def check(self, value: Any, trail: _Trail, found: list[_Found]) -> None:
        if not isinstance(value, dict):
            found.append(_wrong(trail, value, "a map"))
            return
        for name, each in value.items():
            type_ = self.fields.get(name)
            if type_ is None:
                found.append(_unknown((trail, str(name)), self.fields))
            elif each is not None:
                _shape(type_).check(each, (trail, name), found)
        for name in self.required:
            if _is_missing(value.get(name), self.fields[name]):
                message = missing("").message
                found.append(_Found((trail, name), message, message, is_missing=True))

    def check_null(self, trail: _Trail, found: list[_Found]) -> None:
        self.check({}, trail, found)


@cache
def _shape(type_: str) -> _Shape:
    element = element_of(type_)
    if element is not None:
        return _ListShape(element) if is_list(type_) else _MapShape(element)
    if fields_of(type_):
        return _StructShape(type_)
    scalar = scalar_of(type_)
    return _Shape() if scalar is None else _ScalarShape(scalar)


def _is_missing(value: Any, type_: str) -> bool:
    """Return whether Go has the same value for what is given as for nothing."""
    if isinstance(value, (bool, dict)):
        return False
    return value is None or (type_ != "quantity" and value in ("", [], 0))


def _unknown(trail: _Trail, known: dict[str, str]) -> _Found:
    name = str(trail[1]) if trail else ""
    close = [each for each in known if each.lower() == name.lower()] or get_close_matches(name, known, 1)
    meant = f"; did you mean {close[0]}?" if close else ""
    message = f"Kubernetes has no field {shown(name)} here{meant}"
    return _Found(trail, message, message)


def _wrong(trail: _Trail, value: Any, allowed: str) -> _Found:
    what = {dict: "a map", list: "a list", bool: "true or false", str: "text"}.get(type(value), "a number")
    given = what if isinstance(value, (dict, list)) else f"{shown(value)} ({what})"
    return _Found(
        trail, f"{given} is not allowed; it must be {allowed}", f"{what} is not allowed; it must be {allowed}"
    )
