"""ConfigMaps and Secrets. Messages never hold their values.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go (ValidateConfigMap,
ValidateSecret)
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.admission.fault import Fault, duplicate, invalid, keyed, missing
from neuronpedia_constructs.cli.diff.admission.values.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_LARGEST = 1024 * 1024
_KEYS = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}
"""The keys that Secrets of a type must have."""
_JSON = {"kubernetes.io/dockercfg", "kubernetes.io/dockerconfigjson"}
_ACCOUNT = "kubernetes.io/service-account.name"


def config_map_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateConfigMap refuses."""
    data, binary = root.labels("data"), root.labels("binaryData")
    for field, values in (("data", data), ("binaryData", binary)):
        yield from _key_faults(values, field)
    for key in sorted(data.keys() & binary.keys()):
        yield duplicate(keyed("data", key), key, "the keys of data and binaryData")
    yield from _size_faults(sum(map(_bytes, data.values())) + sum(map(_decoded_size, binary.values())))


def secret_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateSecret refuses. `stringData` is written over `data` before."""
    data, plain = root.labels("data"), root.labels("stringData")
    yield from _key_faults(data, "data")
    yield from _key_faults(plain, "stringData")
    kept = {key: value for key, value in data.items() if key not in plain}
    yield from _size_faults(sum(map(_bytes, plain.values())) + sum(map(_decoded_size, kept.values())))
    type_ = root.text("type")
    for key in _KEYS.get(type_, ()):
        if key not in kept and key not in plain:
            yield missing(keyed("data", key), f"given in a Secret of the type {type_}")
        elif type_ in _JSON and not _is_json(plain[key] if key in plain else _decoded(kept[key])):
            yield Fault(keyed("data", key), "it is not JSON, which a Secret of this type must have there")
    if type_ == "kubernetes.io/basic-auth" and not {"username", "password"} & {*kept, *plain}:
        yield missing("data[username]", "given, or data[password], in a Secret of this type")
    if type_ == "kubernetes.io/service-account-token":
        annotations = root.child("metadata").labels("annotations")
        if not annotations.get(_ACCOUNT):
            yield missing(keyed("metadata.annotations", _ACCOUNT), "the name of the ServiceAccount")


def _key_faults(values: dict[str, str], field: str) -> Iterator[Fault]:
    for key in values:
        if not FORMATS["config-key"].accepts(key):
            yield invalid(keyed(field, key), key, FORMATS["config-key"].words)


def _size_faults(size: int) -> Iterator[Fault]:
    if size > _LARGEST:
        yield Fault("data", f"its values have {size} bytes; at most {_LARGEST} are allowed")


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _decoded_size(text: str) -> int:
    return len(text.replace("\n", "").rstrip("=")) * 3 // 4


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _is_json(text: str | bytes) -> bool:
    try:
        found: Any = json.loads(text)
    except ValueError:
        return False
    return isinstance(found, dict) or found is None
