"""The existing Secrets of an environment, as `kubectl get secrets -o yaml` prints them.

A value that is misread here is replaced in the cluster, while PostgreSQL keeps its old password. So every possible
value of ours is either read or refused, never skipped.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

import yaml

from .manifests import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_LISTS = ("List", "SecretList")
_ELSEWHERE = "(in a Secret of another name)"
"""Stands for a value from an earlier run that nothing reads under this name."""


class _Loader(yaml.BaseLoader):
    """Loads every value as a string, because Secrets hold no dates or numbers. Refuses repeated keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [str(key.value) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise UnreadableError(f"a key is repeated in the mapping that starts in line {node.start_mark.line + 1}")
        return super().construct_mapping(node, deep)


def read_secrets(text: str, namespace: str, keys: Collection[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Return the Secrets of a namespace in what `kubectl get secrets -o yaml` printed, by name and key.

    Args:
        text: YAML or JSON.
        namespace: the namespace of the Secrets.
        keys: names of Secrets with the keys to read; for any other Secret, only the name is read.

    Raises:
        UnreadableError: a value cannot be read, or the text is not the Secrets of that namespace. Treating it as a
            cluster without Secrets would replace the values that are in use.
    """
    documents = _documents(text)
    given = [(_namespace(secret), secret) for secret in _secrets(documents)]
    if not given:
        _check_empty(documents)
    named = {place for place, _ in given if place}
    if named and namespace not in named:
        shown = ", ".join([*sorted(named)[:3], *(["…"] if len(named) > 3 else [])])  # noqa: PLR2004
        raise UnreadableError(
            f"it has Secrets of {shown}, but none of {namespace}; write: kubectl -n {namespace} get secrets -o yaml"
        )
    ours = {secret for secret, _ in keys}
    found: dict[str, dict[str, str]] = {}
    for place, secret in given:
        name = secret["metadata"]["name"]
        if name in ours and not place and named:
            raise UnreadableError(f"Secret {name} has no namespace, although other Secrets do")
        if (place or namespace) != namespace:
            continue
        if name in ours and name in found:
            raise UnreadableError(f"it has Secret {name} twice; keep the one in the cluster")
        found[name] = _values(secret, {key for owner, key in keys if owner == name})
        if name not in ours and _is_made_by_the_command(secret):
            found[name] = dict.fromkeys(_given(secret, "data") or {}, _ELSEWHERE)
    return found


def _is_made_by_the_command(secret: dict[str, Any]) -> bool:
    labels = _given(secret["metadata"], "labels")
    return isinstance(labels, dict) and labels.get("app.kubernetes.io/part-of") == "neuronpedia"


def _documents(text: str) -> list[Any]:
    try:
        documents = list(yaml.load_all(text, Loader=_Loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        # Without the cause: it quotes the text.
        raise UnreadableError(f"it is not YAML{where}") from None
    documents = [document for document in documents if document]
    if not all(isinstance(document, dict) and isinstance(document.get("kind"), str) for document in documents):
        raise UnreadableError("it has no Kubernetes objects; write: kubectl get secrets -o yaml")
    if not {document["kind"] for document in documents} & {*_LISTS, "Secret"}:
        raise UnreadableError(
            "it has no Secret and no List, perhaps because kubectl failed; write: kubectl get secrets -o yaml"
        )
    return documents


def _secrets(documents: list[Any]) -> Iterator[dict[str, Any]]:
    for document in documents:
        metadata = document.get("metadata")
        if document["kind"] in _LISTS:
            items = _given(document, "items") or []
            if not isinstance(items, list) or not all(isinstance(item, dict) and "kind" in item for item in items):
                raise UnreadableError("the items of its List are not Kubernetes objects")
            if isinstance(metadata, dict) and _given(metadata, "continue"):
                raise UnreadableError("its List is only one page; write: kubectl get secrets -o yaml")
            yield from _secrets(items)
        elif document["kind"] == "Secret":
            if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
                raise UnreadableError("it has a Secret without a name")
            yield document


def _check_empty(documents: list[Any]) -> None:
    """Refuse a text without Secrets, unless it is an explicitly empty List."""
    if not any(document["kind"] in _LISTS and document.get("items") == [] for document in documents):
        raise UnreadableError("it has no Secret, and no List with `items: []`; write: kubectl get secrets -o yaml")


def _namespace(secret: dict[str, Any]) -> str | None:
    namespace = _given(secret["metadata"], "namespace")
    if namespace is not None and not isinstance(namespace, str):
        raise UnreadableError(f"the namespace of Secret {secret['metadata']['name']} in it is not text")
    return namespace


def _values(secret: dict[str, Any], keys: set[str]) -> dict[str, str]:
    """Return the values of our keys in a Secret; null becomes an empty string."""
    name = secret["metadata"]["name"]
    encoded, plain = (_given(secret, field) or {} for field in ("data", "stringData"))
    if not isinstance(encoded, dict) or not isinstance(plain, dict):
        raise UnreadableError(f"the values of Secret {name} in it are not a dictionary")
    if keys and not encoded and not plain:
        raise UnreadableError(f"Secret {name} in it has no values; if it has none in the cluster either, delete it")
    found = {}
    for key in sorted(keys & (encoded.keys() | plain.keys())):
        value = _given(plain, key) if key in plain else _given(encoded, key)
        text = _text(value if value is not None else "", is_encoded=key not in plain)
        if text is None:
            what = "a string" if key in plain else "base64-encoded UTF-8 text"
            raise UnreadableError(
                f"the value of {key} in Secret {name} is not {what}; a new value would replace the one in use. "
                "Correct it in the cluster, or remove the key there"
            )
        found[key] = text
    return found


def _text(value: object, *, is_encoded: bool) -> str | None:
    """Return a value as text, or None if it cannot be read."""
    if not isinstance(value, str):
        return None
    if not is_encoded:
        return value
    compact = "".join(value.split())
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return None


def _given(fields: dict[str, Any], name: str) -> Any:
    """Return a field, or None if it is null, which this loader reads as a string."""
    value = fields.get(name)
    return None if value in ("", "~", "null") else value
