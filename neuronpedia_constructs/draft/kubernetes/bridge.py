"""How Kubernetes objects cross the jsii bridge.

`create` does what the generated constructors of `cdk8s_plus_28.k8s` do, but takes an object's fields as one dictionary.
The constructors check and copy every field of every nested struct, even unset ones, which is five times as slow. The
JavaScript side still builds the typed object, and silently drops fields that its type does not know; a test compares
what goes in with what comes out.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import jsii
from cdk8s_plus_28 import k8s
from jsii._runtime import kernel

from neuronpedia_constructs.validation.plain import plain as taken_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cdk8s import ApiObject
    from constructs import Construct

    Created = TypeVar("Created", bound=ApiObject)

Fields = dict[str, Any]
"""Fields of an object by their jsii names, which are Kubernetes' own except for runs of capitals (`clusterIp`)."""


Manifest = dict[str, Any]
"""An object with Kubernetes' own field names: apiVersion, kind, metadata, and so on."""


SCALARS = frozenset({bool, float, int, str, type(None)})
"""Types of values that stay what they are."""


class Amount(str):
    """A quantity in a field whose type is `Quantity` in JavaScript."""

    __slots__ = ()


def create(kind: type[Created], scope: Construct, id: str, fields: Fields) -> Created:  # noqa: A002
    """Create a Kubernetes object of a `cdk8s_plus_28.k8s` class, in one call over the bridge."""
    created = kind.__new__(kind)
    plain = unfolded(fields, quantity)
    jsii.create(kind, created, [scope, id, escaped(plain) if is_chart() else plain])
    return created


def pass_by_reference(kind: type) -> None:
    """Make objects of a class cross the bridge by reference, even if they are dataclasses.

    jsii serializes requests with cattrs, which treats a dataclass as a plain dictionary.
    """
    provider: Any = kernel.provider
    provider._process._serializer.register_unstructure_hook(kind, lambda passed: passed)


def is_chart() -> bool:
    """Return whether the manifests become the templates of a Helm chart, as with `cdk8s synth --format helm`."""
    folder = Path(os.environ.get("CDK8S_OUTDIR", ""))
    return folder.name == "templates" and (folder.parent / "Chart.yaml").is_file()


def escaped(value: Any) -> Any:
    """Return fields whose strings Helm's template engine leaves unchanged."""
    if isinstance(value, str):
        return value.replace("{{", "{{ `{{` }}")
    if isinstance(value, dict):
        return {key: escaped(entry) for key, entry in value.items()}
    return [escaped(entry) for entry in value] if isinstance(value, list) else value


def digest(content: object) -> str:
    """Return a short hash of `content`, which may be fields or plain values."""
    plain = unfolded(content, str)
    try:
        return _digest(marshal.dumps(plain, 2))
    except ValueError:
        return _hashed(plain)


@lru_cache(maxsize=1000)
def _digest(plain: bytes) -> str:
    """Return the hash of what is hashed for every environment again: scripts, and the pods of Jobs."""
    return _hashed(marshal.loads(plain))


def _hashed(plain: object) -> str:
    text = json.dumps(plain, sort_keys=True, default=_scalar)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def quantity(amount: str) -> k8s.Quantity:
    """Return an amount of a resource, such as `26Gi`, as a JavaScript `Quantity`."""
    return k8s.Quantity.from_string(amount)


@cache
def named_port(name: str) -> k8s.IntOrString:
    """Return a reference to a container port by name."""
    return k8s.IntOrString.from_string(name)


@cache
def port_number(port: int) -> k8s.IntOrString:
    """Return a reference to a port by number."""
    return k8s.IntOrString.from_number(port)


def number_or_text(value: int | str | None) -> k8s.IntOrString | None:
    """Return a number, or a string such as a percentage, in typed form. None stays None."""
    if value is None:
        return None
    return named_port(value) if isinstance(value, str) else port_number(value)


def unfolded(value: Any, amount: Callable[[str], object]) -> Any:
    """Return typed structs as dictionaries, without unset fields, and with amounts converted by `amount`."""
    if type(value) in SCALARS:
        return value
    if isinstance(value, Amount):
        return amount(value)
    # Most entries are scalars, for which a call would take longer than the look.
    if isinstance(value, dict):
        return {
            key: entry if type(entry) in SCALARS else unfolded(entry, amount)
            for key, entry in value.items()
            if entry is not None
        }
    if isinstance(value, (list, tuple)):
        return [unfolded(entry, amount) for entry in value]
    names = jsii_names(value)
    if names is None:
        return taken_plain(value)
    return {names[name]: unfolded(entry, amount) for name, entry in set_fields(value).items()}


def set_fields(struct: object) -> dict[str, Any]:
    """Return the fields of a typed struct that are set, by their Python names."""
    # What its properties read; to ask each of them takes ten times as long.
    values: dict[str, Any] = vars(struct).get("_values", {})
    return {name: value for name, value in values.items() if value is not None}


def jsii_names(value: object) -> Mapping[str, str] | None:
    """Return the jsii names of a struct's fields by their Python names, or None if the value is not a struct."""
    names: Mapping[str, str] | None = getattr(value, "__jsii_name_mapping__", None)
    return names


def _scalar(value: object) -> object:
    """Return the value in a `Quantity` or an `IntOrString`."""
    if isinstance(value, (k8s.Quantity, k8s.IntOrString)):
        return value.value
    raise TypeError(f"{type(value).__name__} has no plain form")
