"""What kubectl takes for objects in a document, and what is wrong with one."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .syntax.tree import Document


def objects_in(document: Document) -> Iterator[tuple[Any, int]]:
    """Yield what should be objects, and the lines where they begin. A document of `null` has none, as for kubectl.

    What has `items` is a list, whatever its kind. Objects in it may lack a type, which then follows from that of the
    list: https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/unstructured/helpers.go
    """
    if document.value is not None:
        yield from _unfolded(document.value, document, document.line)


def _unfolded(value: Any, document: Document, line: int) -> Iterator[tuple[Any, int]]:
    if not isinstance(value, dict) or not isinstance(items := value.get("items", ""), list | NoneType):
        yield value, line
        return
    for item in items or ():
        at = document.line_of(item, line)
        untyped = isinstance(item, dict) and not item.get("kind") and not item.get("apiVersion")
        yield from _unfolded(item | _type_in(value) if untyped else item, document, at)


def _type_in(items: dict[str, Any]) -> dict[str, Any]:
    """Return the type of an object in a list that says none."""
    kind = items.get("kind")
    return {
        "apiVersion": items.get("apiVersion"),
        "kind": kind.removesuffix("List") if isinstance(kind, str) else kind,
    }


def wrong_with(manifest: Any) -> str | None:
    """Return what keeps kubectl from taking something for an object, and what to do, or None if nothing does."""
    if not isinstance(manifest, dict):
        return "this is no Kubernetes object, which is a map of fields; remove it"
    if "items" in manifest:
        return "items must be a list of objects"
    metadata = manifest.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        return "metadata must be a map of fields"
    return _wrong_field(manifest, metadata or {})


def _wrong_field(manifest: dict[str, Any], metadata: dict[str, Any]) -> str | None:
    fields = {
        "apiVersion": manifest.get("apiVersion"),
        "kind": manifest.get("kind"),
        "metadata.name": metadata.get("name"),
    }
    lacking = [path for path, value in fields.items() if value is None or value == ""]
    if lacking == ["metadata.name"] and metadata.get("generateName"):
        return "kubectl apply takes no object with metadata.generateName; give it metadata.name"
    if lacking:
        return f"this is no Kubernetes object: it lacks {' and '.join(lacking)}"
    fields["metadata.namespace"] = "" if metadata.get("namespace") is None else metadata["namespace"]
    for path, value in fields.items():
        if not isinstance(value, str):
            return f"{path} must be a text; put it in quotes"
    if not _is_version(str(fields["apiVersion"])):
        return "apiVersion must be a version, or a group and a version as `apps/v1`"
    return None


def _is_version(text: str) -> bool:
    """Return whether a text is "v1" or "apps/v1".

    https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/runtime/schema/group_version.go
    """
    group, slash, version = text.rpartition("/")
    return bool(version) and bool(group) == bool(slash) and "/" not in group
