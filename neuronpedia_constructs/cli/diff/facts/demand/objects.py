"""What one object of a file demands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.facts.parts.amounts import quantity
from neuronpedia_constructs.cli.diff.facts.parts.fields import first, mapping, maps, text, whole
from neuronpedia_constructs.cli.diff.facts.parts.pods import claim_templates, pod_spec

from .amounts import Amounts, Resource, times, total
from .requests import claim, pod_requests
from .scaling import NO_PODS, Range, job_pods, pod_count

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Key, Manifest

_JOBS = {"Job": "spec", "CronJob": "spec.jobTemplate.spec"}


@dataclass(frozen=True)
class Demand:
    """What an object demands."""

    pods: Range = NO_PODS
    """How many pods it has all the time."""
    pod: Amounts | None = None
    """What each of them demands."""
    claims: Amounts | None = None
    """Storage, for as long as its claims exist."""
    job: Amounts | None = None
    """What the pods of a Job demand while it runs."""

    def steady(self, count: int) -> Amounts:
        """Return what it demands all the time with a number of pods."""
        return total([times(count, self.pod or {}), self.claims or {}])


def demand(key: Key, manifest: Manifest, scaled: dict[Key, Range]) -> Demand:
    """Return what an object demands."""
    if (key.group, key.kind) == ("", "PersistentVolumeClaim"):
        return Demand(claims=claim(manifest))
    if (key.group, key.kind) == ("postgresql.cnpg.io", "Cluster"):
        return _of_cluster(manifest)
    spec = pod_spec(manifest)
    if spec is None:
        return Demand()
    pod = pod_requests(spec)
    if key.kind in _JOBS:
        suspended = key.kind == "CronJob" and first(manifest, "spec.suspend") is True
        return Demand(job=times(0 if suspended else job_pods(first(manifest, _JOBS[key.kind])), pod))
    if key.kind == "DaemonSet":
        return Demand(Range(1, 1), {each._replace(per_node=True): size for each, size in pod.items()})
    return Demand(pod_count(key, manifest, scaled), pod, _of_templates(manifest))


def _of_templates(manifest: Manifest) -> Amounts:
    replicas = whole(first(manifest, "spec.replicas"), 1)
    return times(replicas, total(claim(template) for template in claim_templates(manifest).values()))


def _of_cluster(manifest: Manifest) -> Demand:
    """Return the demand of CloudNativePG's instances: https://cloudnative-pg.io/documentation/current/storage/."""
    spec = mapping(manifest.get("spec"))
    instances = whole(spec.get("instances"), 1)
    pod = {"containers": [{"resources": spec.get("resources")}], "nodeSelector": first(spec, "affinity.nodeSelector")}
    volumes = [
        spec.get("storage"),
        spec.get("walStorage"),
        *(each.get("storage") for each in maps(spec.get("tablespaces"))),
    ]
    storage = total(
        {Resource("storage", text(first(volume, "storageClass"))): quantity(first(volume, "size"))}
        for volume in volumes
    )
    return Demand(Range(instances, instances), pod_requests(pod), times(instances, storage))
