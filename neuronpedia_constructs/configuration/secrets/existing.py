"""The Secrets of an environment that are in the cluster already, as `kubectl get secrets -o yaml` prints them.

What is read wrong here is replaced in the cluster, while PostgreSQL keeps its old password. So everything that may be
a value of ours is read or refused; it is never left out.
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
"""Stands for a value that an earlier run made, and that nothing reads under this name."""


class _Loader(yaml.BaseLoader):
    """Everything is a text: there are no dates and no numbers among the values of Secrets. No key is there twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [str(key.value) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise UnreadableError(f"a key is there twice, in what begins in line {node.start_mark.line + 1}")
        return super().construct_mapping(node, deep)


def read_secrets(text: str, namespace: str, keys: Collection[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Return the Secrets of a namespace in what `kubectl get secrets -o yaml` printed, by name and key.

    Args:
        text: YAML or JSON.
        namespace: the one whose Secrets are looked for.
        keys: names of Secrets with the keys that are read; of others, nothing but the name is looked at.

    Raises:
        UnreadableError: a value cannot be read, or the text is something else than the Secrets of that namespace. To
            take that for a cluster without Secrets would be to choose new values for those that it has.
    """
    documents = _documents(text)
    given = [(_namespace(secret), secret) for secret in _secrets(documents)]
    if not given:
        _check_empty(documents)
    named = {place for place, _ in given if place}
    if named and namespace not in named:
        shown = ", ".join([*sorted(named)[:3], *(["…"] if len(named) > 3 else [])])  # noqa: PLR2004
        raise UnreadableError(
            f"it holds Secrets of {shown}, and none of {namespace}; write: kubectl -n {namespace} get secrets -o yaml"
        )
    ours = {secret for secret, _ in keys}
    found: dict[str, dict[str, str]] = {}
    for place, secret in given:
        name = secret["metadata"]["name"]
        if name in ours and not place and named:
            raise UnreadableError(f"Secret {name} in it says no namespace, and other Secrets do")
        if (place or namespace) != namespace:
            continue
        if name in ours and name in found:
            raise UnreadableError(f"it holds Secret {name} twice; keep the one that is in the cluster")
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
        raise UnreadableError("it holds no Kubernetes object; write: kubectl get secrets -o yaml")
    if not {document["kind"] for document in documents} & {*_LISTS, "Secret"}:
        raise UnreadableError(
            "it holds no Secret and no List, as where kubectl failed; write: kubectl get secrets -o yaml"
        )
    return documents


def _secrets(documents: list[Any]) -> Iterator[dict[str, Any]]:
    for document in documents:
        metadata = document.get("metadata")
        if document["kind"] in _LISTS:
            items = _given(document, "items") or []
            if not isinstance(items, list) or not all(isinstance(item, dict) and "kind" in item for item in items):
                raise UnreadableError("the items of its List are no Kubernetes objects")
            if isinstance(metadata, dict) and _given(metadata, "continue"):
                raise UnreadableError("its List is one page of several; write: kubectl get secrets -o yaml")
            yield from _secrets(items)
        elif document["kind"] == "Secret":
            if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
                raise UnreadableError("it holds a Secret without a name")
            yield document


def _check_empty(documents: list[Any]) -> None:
    """Refuse what holds no Secret, unless it is a List that says so itself."""
    if not any(document["kind"] in _LISTS and document.get("items") == [] for document in documents):
        raise UnreadableError("it holds no Secret, and no List with `items: []`; write: kubectl get secrets -o yaml")


def _namespace(secret: dict[str, Any]) -> str | None:
    namespace = _given(secret["metadata"], "namespace")
    if namespace is not None and not isinstance(namespace, str):
        raise UnreadableError(f"the namespace of Secret {secret['metadata']['name']} in it is not text")
    return namespace


def _values(secret: dict[str, Any], keys: set[str]) -> dict[str, str]:
    """Return the values of a Secret that are ours; one that is null is empty."""
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
            what = "a text" if key in plain else "base64 of a text in UTF-8"
            raise UnreadableError(
                f"the value of {key} in Secret {name} is not {what}; a new one would not be the one that is in use. "
                "Correct it in the cluster, or remove the key there"
            )
        found[key] = text
    return found


def _text(value: object, *, is_encoded: bool) -> str | None:
    """Return a value as text, or None where it cannot be read."""
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
    """Return a field, or None where it is null: to this loader, a text like any other."""
    value = fields.get(name)
    return None if value in ("", "~", "null") else value
