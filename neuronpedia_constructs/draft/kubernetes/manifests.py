"""Kubernetes objects as they will be written: plain dictionaries, created without a call over the jsii bridge."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from cdk8s_plus_28 import k8s

from .bridge import SCALARS, Manifest, jsii_names, set_fields, unfolded
from .custom_resources import CustomKind

if TYPE_CHECKING:
    from .objects import KubeObject

_API_VERSIONS: Final = {
    "CronJob": "batch/v1",
    "Deployment": "apps/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "Ingress": "networking.k8s.io/v1",
    "Job": "batch/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
    "PodDisruptionBudget": "policy/v1",
    "StatefulSet": "apps/v1",
}
"""The API versions of built-in kinds, unless "v1"."""

_NAMES: Final = {
    "clientIp": "clientIP",
    "clusterIp": "clusterIP",
    "datasetUuid": "datasetUUID",
    "diskUri": "diskURI",
    "downwardApi": "downwardAPI",
    "enablePdb": "enablePDB",
    "endpointUrl": "endpointURL",
    "externalId": "externalID",
    "hostIp": "hostIP",
    "hostIpc": "hostIPC",
    "hostPid": "hostPID",
    "isWalArchiver": "isWALArchiver",
    "loadBalancerIp": "loadBalancerIP",
    "nodeId": "nodeID",
    "pdId": "pdID",
    "postInitApplicationSql": "postInitApplicationSQL",
    "scaleIo": "scaleIO",
    "setHostnameAsFqdn": "setHostnameAsFQDN",
    "storagePolicyId": "storagePolicyID",
    "targetWwNs": "targetWWNs",
    "volumeId": "volumeID",
}
"""Fields whose jsii names differ from Kubernetes' own."""

_OPEN: Final = frozenset({"annotations", "data", "labels", "limits", "matchLabels", "nodeSelector", "requests"})
"""Fields whose keys are data, not field names."""


KINDS: Final = (
    *_API_VERSIONS,
    "AuthorizationPolicy",
    "Cluster",
    "ConfigMap",
    "ExternalSecret",
    "HTTPRoute",
    "Namespace",
    "ObjectStore",
    "PersistentVolumeClaim",
    "PodMonitor",
    "ScheduledBackup",
    "Service",
    "ServiceAccount",
)
"""The kinds that an environment may have."""


def field_name(name: str) -> str:
    """Return Kubernetes' own name of a field, by its jsii name."""
    return _NAMES.get(name, name)


def kind_of(made: KubeObject) -> str:
    """Return the kind of an object, such as "Deployment"."""
    if isinstance(made.kind, CustomKind):
        return made.kind.name
    return made.kind.__name__.removeprefix("Kube").removesuffix("V2")


def manifest(made: KubeObject, namespace: str) -> Manifest:
    """Return an object as it will be written."""
    kind = kind_of(made)
    found: Manifest = plain(made.fields)
    if kind != "Namespace":
        found["metadata"]["namespace"] = namespace
    version = made.kind.api_version if isinstance(made.kind, CustomKind) else _API_VERSIONS.get(kind, "v1")
    return {"apiVersion": version, "kind": kind, **found}


def plain(value: Any) -> Any:
    """Return fields, or a typed struct, with Kubernetes' own field names and with plain values."""
    if type(value) in SCALARS:
        return value
    if isinstance(value, dict):
        fields: dict[str, Any] = value
        found: dict[str, Any] = {}
        for key, entry in fields.items():
            name = _NAMES.get(key, key)
            if type(entry) in SCALARS:
                if entry is not None:
                    found[name] = entry
            elif key in _OPEN and isinstance(entry, dict):
                found[name] = unfolded(entry, str)
            else:
                found[name] = plain(entry)
        return found
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    names = jsii_names(value)
    if names is not None:
        return plain({names[name]: entry for name, entry in set_fields(value).items()})
    return _value(value) if isinstance(value, (k8s.IntOrString, k8s.Quantity)) else unfolded(value, str)


@cache
def _value(value: k8s.IntOrString | k8s.Quantity) -> Any:
    return value.value
