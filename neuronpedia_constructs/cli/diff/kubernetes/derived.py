"""What an API server fills in from other fields of the same object."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.cli.diff.objects import at

if TYPE_CHECKING:
    from collections.abc import Callable

    from neuronpedia_constructs.cli.diff.objects import Manifest


def _container(container: Manifest) -> None:
    """SetDefaults_Container: an image without a tag, or with `latest`, is always pulled."""
    image = container.get("image")
    if isinstance(image, str):
        container.setdefault("imagePullPolicy", _pull_policy(image))


def _pull_policy(image: str) -> str:
    """Return the default of an image. ParseImageName in pkg/util/parsers: without tag and digest, it is `latest`."""
    name, _, digest = image.rpartition("/")[2].partition("@")
    tag = name.partition(":")[2] or ("" if digest else "latest")
    return "Always" if tag == "latest" else "IfNotPresent"


def _pod(pod: Manifest) -> None:
    """SetDefaults_Pod: what only a Pod gets, and no template of one."""
    spec = pod.get("spec")
    if not isinstance(spec, dict):
        return
    for container in [*_maps(spec.get("containers")), *_maps(spec.get("initContainers"))]:
        resources = container.get("resources")
        if isinstance(resources, dict) and isinstance(limits := resources.get("limits"), dict):
            given = resources.get("requests")
            resources["requests"] = {**limits, **(given if isinstance(given, dict) else {})}
        for port in _maps(container.get("ports")) if spec.get("hostNetwork") else ():
            if "containerPort" in port:
                port.setdefault("hostPort", port["containerPort"])


def _pod_spec(spec: Manifest) -> None:
    """Convert_v1_PodSpec_To_core_PodSpec: the field has an old name."""
    if (account := spec.pop("serviceAccount", None)) is not None:
        spec.setdefault("serviceAccountName", account)


def _volume(volume: Manifest) -> None:
    """SetDefaults_Volume."""
    if volume.keys() <= {"name"}:
        volume["emptyDir"] = {}
    image = volume.get("image")
    if isinstance(image, dict):
        image.setdefault("pullPolicy", _pull_policy(str(image.get("reference") or "")))


def _strategy(strategy: Manifest) -> None:
    """SetDefaults_Deployment."""
    if strategy.get("type") == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        if isinstance(rolling, dict):
            rolling.setdefault("maxUnavailable", "25%")
            rolling.setdefault("maxSurge", "25%")


def _stateful_strategy(strategy: Manifest) -> None:
    """SetDefaults_StatefulSet: without a type, and without `rollingUpdate`, it has both."""
    if "type" not in strategy:
        strategy["type"] = "RollingUpdate"
        strategy.setdefault("rollingUpdate", {})
    rolling = strategy.get("rollingUpdate")
    if strategy["type"] == "RollingUpdate" and isinstance(rolling, dict):
        rolling.setdefault("partition", 0)
        rolling.setdefault("maxUnavailable", 1)


def _daemon_strategy(strategy: Manifest) -> None:
    """SetDefaults_DaemonSet."""
    if strategy.get("type") == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        if isinstance(rolling, dict):
            rolling.setdefault("maxUnavailable", 1)
            rolling.setdefault("maxSurge", 0)


def _stateful_spec(spec: Manifest) -> None:
    """Remove what a claim template says of itself: the server stores it as a claim in any case."""
    for claim in _maps(spec.get("volumeClaimTemplates")):
        for field in ("apiVersion", "kind", "status"):
            claim.pop(field, None)


def _job(job: Manifest) -> None:
    """SetDefaults_Job."""
    spec = job.get("spec")
    if not isinstance(spec, dict):
        return
    if spec.get("completions") is None and "parallelism" not in spec:
        spec["completions"] = 1
    if "podFailurePolicy" in spec:
        spec.setdefault("podReplacementPolicy", "Failed")
    if "backoffLimitPerIndex" in spec:
        spec.setdefault("backoffLimit", 2**31 - 1)


def _service_port(port: Manifest) -> None:
    """SetDefaults_Service."""
    if "port" in port and port.get("targetPort", 0) in {0, ""}:
        port["targetPort"] = port["port"]


def _service_spec(spec: Manifest) -> None:
    """SetDefaults_Service."""
    kind = spec.get("type", "ClusterIP")
    if spec.get("sessionAffinity") == "ClientIP":
        if at(spec, ("sessionAffinityConfig", "clientIP", "timeoutSeconds")) is None:
            spec["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": 10800}}
    elif spec.get("sessionAffinity") == "None":
        spec.pop("sessionAffinityConfig", None)
    if kind in {"NodePort", "LoadBalancer"} or (kind == "ClusterIP" and spec.get("externalIPs")):
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if kind in {"ClusterIP", "NodePort", "LoadBalancer"}:
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if kind == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)


def _namespace(namespace: Manifest) -> None:
    """SetDefaults_Namespace: its name is one of its labels."""
    metadata = namespace.get("metadata")
    if isinstance(metadata, dict) and isinstance(labels := metadata.setdefault("labels", {}), dict):
        labels["kubernetes.io/metadata.name"] = metadata.get("name")


def _limit(item: Manifest) -> None:
    """SetDefaults_LimitRangeItem."""
    if item.get("type") != "Container":
        return
    lists = [item.get(name) for name in ("max", "default", "defaultRequest", "min")]
    most, default, request, least = (each if isinstance(each, dict) else {} for each in lists)
    item["default"] = {**most, **default}
    item["defaultRequest"] = {**least, **item["default"], **request}


def _network_policy(spec: Manifest) -> None:
    """SetDefaults_NetworkPolicy."""
    spec.setdefault("policyTypes", ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])


def _secret(secret: Manifest) -> None:
    """`stringData` is written into `data`: https://kubernetes.io/docs/concepts/configuration/secret/."""
    written = secret.pop("stringData", None)
    if not isinstance(written, dict):
        return
    data = secret.get("data")
    secret["data"] = (data if isinstance(data, dict) else {}) | {
        key: base64.b64encode(value.encode("utf-8", "surrogatepass")).decode() if isinstance(value, str) else value
        for key, value in written.items()
    }


def _subject(subject: Manifest) -> None:
    """SetDefaults_ClusterRoleBinding and SetDefaults_RoleBinding."""
    if subject.get("kind") in {"User", "Group"}:
        subject.setdefault("apiGroup", "rbac.authorization.k8s.io")


def _maps(value: Any) -> list[Manifest]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


DERIVED: Final[dict[str, Callable[[Manifest], None]]] = {
    "apps.v1.DaemonSetUpdateStrategy": _daemon_strategy,
    "apps.v1.DeploymentStrategy": _strategy,
    "apps.v1.StatefulSetSpec": _stateful_spec,
    "apps.v1.StatefulSetUpdateStrategy": _stateful_strategy,
    "batch.v1.Job": _job,
    "core.v1.Container": _container,
    "core.v1.LimitRangeItem": _limit,
    "core.v1.Namespace": _namespace,
    "core.v1.Pod": _pod,
    "core.v1.PodSpec": _pod_spec,
    "core.v1.Secret": _secret,
    "core.v1.ServicePort": _service_port,
    "core.v1.ServiceSpec": _service_spec,
    "core.v1.Volume": _volume,
    "networking.v1.NetworkPolicySpec": _network_policy,
    "rbac.v1.Subject": _subject,
}
"""What fills in a type: functions of pkg/apis in https://github.com/kubernetes/kubernetes, by the type's name."""
