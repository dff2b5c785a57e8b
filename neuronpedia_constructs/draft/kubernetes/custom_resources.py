"""Custom resource kinds, whose typed bindings are in imports/."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cdk8s import ApiObject


class CustomKind(NamedTuple):
    """A custom resource kind, whose class is loaded only if an environment uses it."""

    api_version: str
    name: str
    module: str
    """The module in imports/."""

    def load(self) -> type[ApiObject]:
        """Import and return the class."""
        module = import_module(f"neuronpedia_constructs.draft.kubernetes.imports.{self.module}")
        found: type[ApiObject] = getattr(module, self.name.replace("HTTP", "Http"))
        return found


AUTHORIZATION_POLICY = CustomKind("security.istio.io/v1", "AuthorizationPolicy", "authorization_policy")
CLUSTER = CustomKind("postgresql.cnpg.io/v1", "Cluster", "cluster")
EXTERNAL_SECRET = CustomKind("external-secrets.io/v1", "ExternalSecret", "external_secret")
HTTP_ROUTE = CustomKind("gateway.networking.k8s.io/v1", "HTTPRoute", "http_route")
OBJECT_STORE = CustomKind("barmancloud.cnpg.io/v1", "ObjectStore", "object_store")
POD_MONITOR = CustomKind("monitoring.coreos.com/v1", "PodMonitor", "pod_monitor")
SCHEDULED_BACKUP = CustomKind("postgresql.cnpg.io/v1", "ScheduledBackup", "scheduled_backup")
