"""Kubernetes objects, as they are handed over the bridge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .bridge import Fields, create
from .custom_resources import CustomKind

if TYPE_CHECKING:
    from cdk8s import ApiObject
    from constructs import Construct


@dataclass(frozen=True)
class KubeObject:
    """A Kubernetes object as it is handed over the bridge."""

    kind: type[ApiObject] | CustomKind
    """A class of `cdk8s_plus_28.k8s`, such as `KubeDeployment`, or a kind that is not Kubernetes' own."""
    id: str
    """Id of its construct."""
    fields: Fields

    def create(self, scope: Construct) -> ApiObject:
        """Create the object, in one call over the bridge."""
        kind = self.kind.load() if isinstance(self.kind, CustomKind) else self.kind
        return create(kind, scope, self.id, self.fields)
