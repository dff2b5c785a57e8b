"""What one pod demands, as the scheduler computes it."""

from __future__ import annotations

from typing import Any

from neuronpedia_constructs.cli.diff.facts.parts.amounts import quantity
from neuronpedia_constructs.cli.diff.facts.parts.fields import first, found, mapping, maps, text
from neuronpedia_constructs.cli.diff.facts.parts.selection import selection

from .amounts import Amounts, Resource, most, total

_EVERYWHERE = ("cpu", "memory", "ephemeral-storage")
_OF_PODS = ("cpu", "memory")


def pod_requests(spec: dict[str, Any]) -> Amounts:
    """Return the demand of a pod: its containers' together, or that of a container that runs before them, if larger.

    One that starts before them and stays (`restartPolicy: Always`) counts with both. Requests that are missing equal
    the limits. The overhead comes on top:
    https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/component-helpers/resource/helpers.go
    """
    where = ", ".join(selection(spec))
    running = [_requests(container) for container in maps(spec.get("containers"))]
    steps, staying = [], []
    for container in maps(spec.get("initContainers")):
        requests = _requests(container)
        if container.get("restartPolicy") == "Always":
            staying.append(requests)
            steps.append(total(staying))
        else:
            steps.append(total([*staying, requests]))
    containers = most([total([*running, *staying]), *steps])
    whole = total([containers | _of_pod(spec), _amounts(spec.get("overhead"))])
    return {_placed(resource, where): size for resource, size in whole.items() if size} | _volumes(spec)


def _requests(part: dict[str, Any]) -> Amounts:
    """Return the requests of a container. A limit without a request is one."""
    return _amounts(first(part, "resources.limits")) | _amounts(first(part, "resources.requests"))


def _of_pod(spec: dict[str, Any]) -> Amounts:
    """Return what the pod as a whole requests, which counts instead of the containers' sum.

    https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
    """
    amounts = _requests(spec)
    return {
        resource: size
        for resource, size in amounts.items()
        if resource.name in _OF_PODS or resource.name.startswith("hugepages-")
    }


def _amounts(given: Any) -> Amounts:
    return {Resource(str(name)): quantity(size) for name, size in mapping(given).items()}


def _placed(resource: Resource, where: str) -> Resource:
    return resource if resource.name in _EVERYWHERE else resource._replace(where=where)


def _volumes(spec: dict[str, Any]) -> Amounts:
    """Return the storage of the claims that each pod gets for itself."""
    return total(claim(each) for each in found(spec, "volumes[].ephemeral.volumeClaimTemplate"))


def claim(manifest: Any) -> Amounts:
    """Return the storage that a claim, or a template of one, requests."""
    where = text(first(manifest, "spec.storageClassName"))
    return {Resource("storage", where): quantity(first(manifest, "spec.resources.requests.storage"))}
