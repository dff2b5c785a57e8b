"""Kubernetes objects, as they are passed over the jsii bridge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from cdk8s import ApiObject, ApiObjectMetadata, JsonPatch

from .bridge import Fields, Manifest, create, escaped, is_chart
from .custom_resources import CustomKind

if TYPE_CHECKING:
    from constructs import Construct


@dataclass(frozen=True)
class KubeObject:
    """A Kubernetes object, as it is passed over the jsii bridge."""

    kind: type[ApiObject] | CustomKind
    """A `cdk8s_plus_28.k8s` class, such as `KubeDeployment`, or a custom resource kind."""
    id: str
    """Id of its construct."""
    fields: Fields
    amended: Manifest | None = None
    """The object as amended by mixins, if they changed more than its metadata."""

    def create(self, scope: Construct) -> ApiObject:
        """Create the object, in a single call over the bridge unless it is amended."""
        if self.amended is not None:
            return _untyped(scope, self.id, self.amended)
        kind = self.kind.load() if isinstance(self.kind, CustomKind) else self.kind
        return create(kind, scope, self.id, self.fields)


def update(created: ApiObject, made: KubeObject, before: Fields) -> None:
    """Apply the changes of mixins to an object that was created before they were applied.

    Args:
        created: the object. Labels and annotations may have been added to it since.
        made: the object with the changes of mixins.
        before: the metadata that it was created with.
    """
    wanted = (made.amended or made.fields)["metadata"]
    given = created.metadata.to_json()
    metadata = {**given, **wanted}
    for field in ("labels", "annotations"):
        metadata[field] = _merged(before.get(field) or {}, wanted.get(field) or {}, given.get(field) or {})
    if made.amended is not None:
        scope = cast("Construct", created.node.scope)
        scope.node.try_remove_child(created.node.id)
        plain = {field: value for field, value in metadata.items() if value}
        _untyped(scope, created.node.id, {**made.amended, "metadata": plain})
        return
    for field in (field for field in metadata if (metadata[field] or None) != given.get(field)):
        place, value = f"/metadata/{field}", _in_order(metadata[field])
        created.add_json_patch(JsonPatch.add(place, value) if value else JsonPatch.remove(place))


def _merged(before: Fields, wanted: Fields, given: Fields) -> Fields:
    """Return labels or annotations with the changes of mixins and those made on the construct.

    If both change the same key, the mixins win.
    """
    own = {
        key: value for key, value in given.items() if before.get(key) != value and wanted.get(key) == before.get(key)
    }
    return {**wanted, **own}


def _untyped(scope: Construct, id: str, manifest: Manifest) -> ApiObject:  # noqa: A002
    """Create an object with fields that its typed class may not know and would drop."""
    plain = _in_order(escaped(manifest) if is_chart() else manifest)
    name = ApiObjectMetadata(name=plain["metadata"]["name"])
    created = ApiObject(scope, id, api_version=plain["apiVersion"], kind=plain["kind"], metadata=name)
    others = {field: value for field, value in plain.items() if field not in ("apiVersion", "kind")}
    created.add_json_patch(*(JsonPatch.add(f"/{field}", value) for field, value in others.items()))
    return created


def _in_order(value: Any) -> Any:
    """Return a manifest with its fields in the order that cdk8s writes them in."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(entry) for entry in value] if isinstance(value, list) else value
