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
        UnreadableError: it is no YAML of Kubernetes objects.
    """
    try:
        documents = list(yaml.safe_load_all(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        # Without the cause: it quotes the text.
        raise UnreadableError(f"it is no YAML{where}") from None
    return {
        secret["metadata"]["name"]: _values(secret)
        for secret in _secrets(documents)
        if secret["metadata"].get("namespace", namespace) == namespace
    }


def _secrets(documents: list[Any]) -> Iterator[dict[str, Any]]:
    for document in documents:
        if document is None:
            continue
        if not isinstance(document, dict) or "kind" not in document:
            raise UnreadableError("it holds no Kubernetes object; write: kubectl get secrets -o yaml")
        if document["kind"] in ("List", "SecretList"):
            yield from _secrets(document.get("items") or [])
        elif document["kind"] == "Secret":
            if not isinstance(document.get("metadata"), dict) or "name" not in document["metadata"]:
                raise UnreadableError("it holds a Secret without a name")
            yield document


def _values(secret: dict[str, Any]) -> dict[str, str]:
    name = secret["metadata"]["name"]
    found = {}
    for key, value in (secret.get("data") or {}).items():
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, TypeError, ValueError):
            continue  # a binary file, such as a certificate: none of our values
    plain = secret.get("stringData") or {}
    if not isinstance(plain, dict):
        raise UnreadableError(f"stringData of Secret {name} is no dictionary")
    return {**found, **{key: str(value) for key, value in plain.items()}}
