"""Environments without constructs: what they would be synthesized to, made without a call over the jsii bridge."""

from __future__ import annotations

from functools import cache
from typing import Any

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.render import KubeObject
from neuronpedia_constructs.draft.wire import unfolded
from neuronpedia_constructs.plan import Plan
from neuronpedia_constructs.problems import Problem
from neuronpedia_constructs.resolution import Reach, check_scope
from neuronpedia_constructs.secrets import external

from .building import Manifest

API_VERSIONS = {
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "CronJob": "batch/v1",
    "Job": "batch/v1",
    "Ingress": "networking.k8s.io/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
}
NAMES = {"clusterIp": "clusterIP"}
"""Fields whose names in jsii are not Kubernetes' own."""


def problems(plan: Plan) -> list[Problem]:
    """What keeps the environment from being synthesized."""
    reach = Reach()
    found = plan.resolve(reach)[1]
    wider = plan.mixins.parent
    found += check_scope(wider, reach) if wider else ()
    return [problem.at("Neuronpedia") for problem in found if not problem.warning]


def manifests(plan: Plan) -> list[Manifest]:
    """The manifests of a valid environment."""
    finals = plan.resolve(Reach())[0]
    objects = (found for service, draft in finals for found in service.objects(draft))
    made = [plan.namespace, plan.ingress, *plan.connections, *objects]
    return [*(_manifest(found, plan) for found in made), *_external_secrets(plan, [draft for _, draft in finals])]


def _external_secrets(plan: Plan, drafts: list[Any]) -> list[Manifest]:
    api_version, kind = external.TYPE
    metadata = {"namespace": plan.settings.namespace, "labels": plan.settings.common_labels("secrets")}
    return [
        {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **metadata}, "spec": spec}
        for name, spec in plan.external_secrets(drafts)
    ]


def _manifest(made: KubeObject, plan: Plan) -> Manifest:
    kind = made.kind.__name__.removeprefix("Kube")
    found: Manifest = _plain(unfolded(made.fields, str))
    if kind != "Namespace":
        found["metadata"]["namespace"] = plan.settings.namespace
    return {"apiVersion": API_VERSIONS.get(kind, "v1"), "kind": kind, **found}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {NAMES.get(key, key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return _value(value) if isinstance(value, (k8s.IntOrString, k8s.Quantity)) else value


@cache
def _value(value: k8s.IntOrString | k8s.Quantity) -> Any:
    return value.value
