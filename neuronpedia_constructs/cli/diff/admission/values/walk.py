"""Walks through an object and applies the rules for the types that it holds."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from neuronpedia_constructs.cli.diff.admission.fault import Fault, keyed
from neuronpedia_constructs.cli.diff.admission.node import Node
from neuronpedia_constructs.cli.diff.kubernetes.schema import element_of, fields_of, is_list, kind_of

from .kinds import access, autoscaling, data, jobs, metadata, networking, services, storage, workloads
from .leaf import Rule, leaf_faults, rules
from .pods import spec as pods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from neuronpedia_constructs.cli.diff.objects import Manifest

_RULES: Mapping[str, Callable[[Node], Iterator[Fault]]] = {
    "apps.v1.DaemonSet": workloads.daemon_set_faults,
    "apps.v1.Deployment": workloads.deployment_faults,
    "apps.v1.ReplicaSet": workloads.replica_set_faults,
    "apps.v1.StatefulSet": workloads.stateful_set_faults,
    "autoscaling.v1.HorizontalPodAutoscaler": autoscaling.autoscaler_faults,
    "autoscaling.v2.HPAScalingRules": autoscaling.scaling_faults,
    "autoscaling.v2.HorizontalPodAutoscaler": autoscaling.autoscaler_faults,
    "autoscaling.v2.MetricSpec": autoscaling.metric_faults,
    "batch.v1.CronJob": jobs.cron_job_faults,
    "batch.v1.Job": jobs.job_faults,
    "batch.v1.JobSpec": jobs.job_spec_faults,
    "core.v1.ConfigMap": data.config_map_faults,
    "core.v1.LimitRange": access.limit_range_faults,
    "core.v1.Namespace": access.namespace_faults,
    "core.v1.PersistentVolume": storage.volume_faults,
    "core.v1.PersistentVolumeClaimSpec": storage.claim_spec_faults,
    "core.v1.Pod": pods.pod_faults,
    "core.v1.PodTemplateSpec": pods.template_faults,
    "core.v1.ReplicationController": workloads.replication_controller_faults,
    "core.v1.ResourceQuota": access.quota_faults,
    "core.v1.Secret": data.secret_faults,
    "core.v1.Service": services.service_faults,
    "networking.v1.HTTPIngressPath": networking.ingress_path_faults,
    "networking.v1.IPBlock": networking.ip_block_faults,
    "networking.v1.Ingress": networking.ingress_faults,
    "networking.v1.IngressBackend": networking.ingress_backend_faults,
    "networking.v1.IngressClass": networking.ingress_class_faults,
    "networking.v1.IngressRule": networking.ingress_rule_faults,
    "networking.v1.NetworkPolicy": networking.network_policy_faults,
    "networking.v1.NetworkPolicyPeer": networking.network_peer_faults,
    "networking.v1.NetworkPolicyPort": networking.network_port_faults,
    "policy.v1.PodDisruptionBudget": networking.disruption_budget_faults,
    "rbac.v1.ClusterRoleBinding": access.binding_faults,
    "rbac.v1.RoleBinding": access.binding_faults,
    "scheduling.v1.PriorityClass": storage.priority_class_faults,
    "storage.v1.StorageClass": storage.storage_class_faults,
}
"""What is checked of a map by its type, apart from single fields."""

_RULES_OF_OBJECT: Mapping[str, Callable[[Node, Node], Iterator[Fault]]] = {
    "core.v1.PodSpec": pods.pod_spec_faults,
    "rbac.v1.PolicyRule": access.rule_faults,
}
"""What depends on the object too, which is the second argument."""


def value_faults(manifest: Manifest) -> list[Fault]:
    """Return what the validation of Kubernetes refuses of an object. Its schema must be kept."""
    kind = kind_of(manifest.get("apiVersion"), manifest.get("kind"))
    if kind is None:
        return []
    root = Node(manifest, "")
    found = list(metadata.object_faults(kind.type, root))
    _check_map(kind.type, root, root, found)
    return found


class _Plan(NamedTuple):
    """What to look at in a map of a type: single fields, and fields that hold maps with rules below them."""

    leaves: Mapping[str, Rule]
    inner: Mapping[str, str]


@cache
def _plan(type_: str) -> _Plan:
    inner = {name: field.type for name, field in fields_of(type_).items() if _has_rules(field.type)}
    inner.pop("status", None)
    return _Plan(rules().get(type_, {}), inner)


@cache
def _has_rules(type_: str) -> bool:
    waiting, seen = [type_], set[str]()
    while waiting:
        name = waiting.pop()
        while (element := element_of(name)) is not None:
            name = element
        if name in _RULES or name in _RULES_OF_OBJECT or name in rules():
            return True
        if name not in seen:
            seen.add(name)
            waiting += [field.type for field in fields_of(name).values()]
    return False


def _check_map(type_: str, node: Node, root: Node, found: list[Fault]) -> None:
    plan = _plan(type_)
    for name, value in node.value.items():
        if value is None:
            continue
        rule = plan.leaves.get(name)
        if rule is not None:
            found += leaf_faults(rule, value, node.at(name))
        inner = plan.inner.get(name)
        if inner is not None:
            _check(inner, value, node.at(name), root, found)
    if type_ in _RULES:
        found += _RULES[type_](node)
    if type_ in _RULES_OF_OBJECT:
        found += _RULES_OF_OBJECT[type_](node, root)


def _check(type_: str, value: Any, path: str, root: Node, found: list[Fault]) -> None:
    element = element_of(type_)
    if element is None:
        if isinstance(value, dict):
            _check_map(type_, Node(value, path), root, found)
    elif is_list(type_) and isinstance(value, list):
        for index, each in enumerate(value):
            _check(element, {} if each is None else each, keyed(path, index), root, found)
    elif isinstance(value, dict):
        for key, each in value.items():
            _check(element, each, keyed(path, key), root, found)
