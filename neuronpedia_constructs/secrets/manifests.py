"""Secrets as manifests, and back."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class UnreadableError(Exception):
    """A file cannot be read as what it should be; the message says where, and never what stands there."""


def write_secrets(data: Mapping[str, Mapping[str, str]], namespace: str, labels: Mapping[str, str]) -> str:
    """Return Secrets as YAML for `kubectl apply -f -`, with their keys in order."""
    documents = [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
            "type": "Opaque",
            # Not stringData: a key that is gone from it would stay in the cluster.
            "data": {key: base64.b64encode(values[key].encode()).decode() for key in sorted(values)},
        }
        for name, values in sorted(data.items())
    ]
    return yaml.safe_dump_all(documents, sort_keys=False, width=10_000)


def read_secrets(text: str, namespace: str) -> dict[str, dict[str, str]]:
    """Return the Secrets of a namespace in what `kubectl get secrets -o yaml` printed, by name and key.

    Raises:
        UnreadableError: it is no YAML of Kubernetes objects, or none of them could be a Secret. To take that for a
            cluster without Secrets would be to choose new values for those that it has.
    """
    try:
        # Everything is a text: there are no dates and no numbers among the values of Secrets.
        documents = list(yaml.load_all(text, Loader=yaml.BaseLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        # Without the cause: it quotes the text.
        raise UnreadableError(f"it is no YAML{where}") from None
    documents = [document for document in documents if document]
    if not all(isinstance(document, dict) and isinstance(document.get("kind"), str) for document in documents):
        raise UnreadableError("it holds no Kubernetes object; write: kubectl get secrets -o yaml")
    if not {document["kind"] for document in documents} & {"List", "SecretList", "Secret"}:
        raise UnreadableError(
            "it holds no Secret and no List, as where kubectl failed; write: kubectl get secrets -o yaml"
        )
    return {
        secret["metadata"]["name"]: _values(secret)
        for secret in _secrets(documents)
        if (_given(secret["metadata"], "namespace") or namespace) == namespace
    }


def _secrets(documents: list[Any]) -> Iterator[dict[str, Any]]:
    for document in documents:
        if document["kind"] in ("List", "SecretList"):
            items = _given(document, "items") or []
            if not isinstance(items, list) or not all(isinstance(item, dict) and "kind" in item for item in items):
                raise UnreadableError("the items of its List are no Kubernetes objects")
            yield from _secrets(items)
        elif document["kind"] == "Secret":
            metadata = document.get("metadata")
            if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
                raise UnreadableError("it holds a Secret without a name")
            yield document


def _values(secret: dict[str, Any]) -> dict[str, str]:
    found = {}
    encoded, plain = (_given(secret, name) or {} for name in ("data", "stringData"))
    if not isinstance(encoded, dict) or not isinstance(plain, dict):
        raise UnreadableError("the values of a Secret in it are no dictionary")
    for key, value in encoded.items():
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, TypeError, ValueError):
            continue  # a binary file, such as a certificate: none of our values
    return {**found, **{key: str(value) for key, value in plain.items()}}


def _given(fields: dict[str, Any], name: str) -> Any:
    """Return a field, or None where it is null: to this loader, a text like any other."""
    value = fields.get(name)
    return None if value in ("", "~", "null") else value
