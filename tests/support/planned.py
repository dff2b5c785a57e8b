"""Environments without constructs: what they would be synthesized to, made without a call over the jsii bridge."""

from __future__ import annotations

from functools import cache
from typing import Any

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.bridge import unfolded
from neuronpedia_constructs.draft.kubernetes.custom_resources import CustomKind
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.environment.plan import Plan
from neuronpedia_constructs.mixins.application import Reach, check_scope
from neuronpedia_constructs.mixins.sync_waves import kind_of
from neuronpedia_constructs.validation.problems import Problem

from .building import Manifest

API_VERSIONS = {
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "CronJob": "batch/v1",
    "Job": "batch/v1",
    "Ingress": "networking.k8s.io/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "PodDisruptionBudget": "policy/v1",
}
NAMES = {
    "clusterIp": "clusterIP",
    "enablePdb": "enablePDB",
    "endpointUrl": "endpointURL",
    "isWalArchiver": "isWALArchiver",
    "postInitApplicationSql": "postInitApplicationSQL",
}
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
    drafts = [draft for _, draft in finals]
    around = [plan.namespace(drafts), *plan.surroundings(drafts), *plan.in_order(plan.ways_in, drafts)]
    made = [*around, *objects]
    return [_manifest(found, plan) for found in made]


def _manifest(made: KubeObject, plan: Plan) -> Manifest:
    kind = kind_of(made).removesuffix("V2")
    found: Manifest = _plain(unfolded(made.fields, str))
    if kind != "Namespace":
        found["metadata"]["namespace"] = plan.settings.namespace
    version = made.kind.api_version if isinstance(made.kind, CustomKind) else API_VERSIONS.get(kind, "v1")
    return {"apiVersion": version, "kind": kind, **found}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {NAMES.get(key, key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return _value(value) if isinstance(value, (k8s.IntOrString, k8s.Quantity)) else value


@cache
def _value(value: k8s.IntOrString | k8s.Quantity) -> Any:
    return value.value
