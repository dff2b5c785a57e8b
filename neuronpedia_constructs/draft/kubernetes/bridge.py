"""How Kubernetes objects cross the jsii bridge.

`create` does what the generated constructors of `cdk8s_plus_28.k8s` do, except that it takes the object's fields as one
dictionary: the constructors check and copy every field of every nested struct, those that are not set too, which is
five times as slow. The other side still builds the typed object, and silently leaves out what its type does not know;
a test compares what was handed over with what came out.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import jsii
from cdk8s_plus_28 import k8s
from jsii._runtime import kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cdk8s import ApiObject
    from constructs import Construct

    Created = TypeVar("Created", bound=ApiObject)

Fields = dict[str, Any]
"""Fields of an object by their names in jsii: Kubernetes' own, but for runs of capitals (`clusterIp`)."""


Manifest = dict[str, Any]
"""An object with Kubernetes' own names: apiVersion, kind, metadata, and the rest."""


_SCALARS = frozenset({bool, float, int, str, type(None)})


class Amount(str):
    """A quantity in a field whose type on the other side is `Quantity`."""

    __slots__ = ()


def create(kind: type[Created], scope: Construct, id: str, fields: Fields) -> Created:  # noqa: A002
    """Create a Kubernetes object of a class of `cdk8s_plus_28.k8s`, in one call over the bridge."""
    created = kind.__new__(kind)
    plain = unfolded(fields, quantity)
    jsii.create(kind, created, [scope, id, escaped(plain) if is_chart() else plain])
    return created


def pass_by_reference(kind: type) -> None:
    """Have objects of a class cross the bridge by reference, where they are dataclasses, too.

    jsii serializes its requests with cattrs, which would take a dataclass for a plain dictionary.
    """
    provider: Any = kernel.provider
    provider._process._serializer.register_unstructure_hook(kind, lambda passed: passed)


def is_chart() -> bool:
    """Tell whether the manifests become the templates of a Helm chart, as with `cdk8s synth --format helm`."""
    folder = Path(os.environ.get("CDK8S_OUTDIR", ""))
    return folder.name == "templates" and (folder.parent / "Chart.yaml").is_file()


def escaped(value: Any) -> Any:
    """Return fields of which Helm's templates leave every text as it is."""
    if isinstance(value, str):
        return value.replace("{{", "{{ `{{` }}")
    if isinstance(value, dict):
        return {key: escaped(entry) for key, entry in value.items()}
    return [escaped(entry) for entry in value] if isinstance(value, list) else value


def digest(content: object) -> str:
    """Return a short hash that changes when `content`, fields or plain values, changes."""
    plain = json.dumps(unfolded(content, str), sort_keys=True, default=_scalar)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


@cache
def quantity(amount: str) -> k8s.Quantity:
    """Return an amount of a resource, such as `26Gi`, as the object that stands for it on the other side."""
    return k8s.Quantity.from_string(amount)


@cache
def named_port(name: str) -> k8s.IntOrString:
    """Return a container port, by its name."""
    return k8s.IntOrString.from_string(name)


@cache
def port_number(port: int) -> k8s.IntOrString:
    """Return a port, by its number."""
    return k8s.IntOrString.from_number(port)


def number_or_text(value: int | str | None) -> k8s.IntOrString | None:
    """Return a number or a text, such as a percentage, where there is one."""
    if value is None:
        return None
    return named_port(value) if isinstance(value, str) else port_number(value)


def unfolded(value: Any, amount: Callable[[str], object]) -> Any:
    """Return typed structs as dictionaries, without the fields that are not set, and amounts as `amount` makes them."""
    if type(value) in _SCALARS:
        return value
    if isinstance(value, Amount):
        return amount(value)
    if isinstance(value, dict):
        return {key: unfolded(entry, amount) for key, entry in value.items() if entry is not None}
    if isinstance(value, (list, tuple)):
        return [unfolded(entry, amount) for entry in value]
    names = _names(value)
    if names is None:
        return value
    return {names[name]: unfolded(entry, amount) for name, entry in set_fields(value).items()}


def set_fields(struct: object) -> dict[str, Any]:
    """Return the fields of a typed struct that are set, by their names in Python."""
    found = {name: getattr(struct, name) for name in _names(struct) or {}}
    return {name: value for name, value in found.items() if value is not None}


def _names(value: object) -> Mapping[str, str] | None:
    """Return the names of a struct's fields in jsii by those in Python; None where it is no struct."""
    names: Mapping[str, str] | None = getattr(value, "__jsii_name_mapping__", None)
    return names


def _scalar(value: object) -> object:
    """Return what a `Quantity` or an `IntOrString` holds."""
    if isinstance(value, (k8s.Quantity, k8s.IntOrString)):
        return value.value
    raise TypeError(f"{type(value).__name__} has no plain form")
