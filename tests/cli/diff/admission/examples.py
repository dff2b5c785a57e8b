"""Objects without faults, and their neighbours."""

from __future__ import annotations

import copy
import itertools
import re
from typing import Any

from neuronpedia_constructs.cli.diff.admission.check import faults

ABSENT = object()
"""Stands for a field that is not given."""
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]|\[([^\]]+)\]")

CONTAINER: dict[str, Any] = {
    "name": "web",
    "image": "docker.io/library/nginx:1.27",
    "ports": [{"name": "http", "containerPort": 8080}],
    "env": [{"name": "MODE", "value": "fast"}],
    "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
    "volumeMounts": [{"name": "cache", "mountPath": "/cache"}],
}
POD: dict[str, Any] = {"containers": [CONTAINER], "volumes": [{"name": "cache", "emptyDir": {}}]}
TEMPLATE: dict[str, Any] = {"metadata": {"labels": {"app": "web"}}, "spec": POD}
CLAIM: dict[str, Any] = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Gi"}}}


def object_of(api_version: str, kind: str, **fields: Any) -> dict[str, Any]:
    return copy.deepcopy({"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, **fields})


def workload(kind: str, **spec: Any) -> dict[str, Any]:
    selector = {"matchLabels": {"app": "web"}}
    return object_of("apps/v1", kind, spec={"selector": selector, "template": TEMPLATE, **spec})


def deployment(**spec: Any) -> dict[str, Any]:
    return workload("Deployment", **spec)


def stateful_set() -> dict[str, Any]:
    found = workload("StatefulSet", serviceName="web")
    found["spec"]["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": copy.deepcopy(CLAIM)}]
    found["spec"]["template"]["spec"]["containers"][0]["volumeMounts"].append({"name": "data", "mountPath": "/data"})
    return found


def job(**spec: Any) -> dict[str, Any]:
    found = object_of("batch/v1", "Job", spec={"template": TEMPLATE, **spec})
    found["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    return found


def cron_job() -> dict[str, Any]:
    spec = {"schedule": "0 3 * * *", "jobTemplate": {"spec": job()["spec"]}}
    return object_of("batch/v1", "CronJob", spec=spec)


def service(**spec: Any) -> dict[str, Any]:
    ports = [{"name": "http", "port": 80, "targetPort": "http"}]
    return object_of("v1", "Service", spec={"selector": {"app": "web"}, "ports": ports, **spec})


def changed(manifest: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a copy of an object in which one field is another, or absent. Maps and lists on the way are made."""
    found = copy.deepcopy(manifest)
    steps: list[Any] = [int(index) if index else name or key for name, index, key in _STEP.findall(path)]
    place: Any = found
    for step, following in itertools.pairwise(steps):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            if step == len(place):
                place.append(empty)
            place = place[step]
        else:
            if place.get(step) is None:
                place[step] = empty
            place = place[step]
    last = steps[-1]
    if value is ABSENT:
        place.pop(last, None)
    elif isinstance(last, int) and last == len(place):
        place.append(copy.deepcopy(value))
    else:
        place[last] = copy.deepcopy(value)
    return found


def fault_paths(manifest: dict[str, Any]) -> list[str]:
    return [fault.path for fault in faults(manifest)]


def check(manifest: dict[str, Any], path: str, wrong: Any, right: Any, at: str | None = None) -> None:
    """Check that a value of a field is refused, where, and that its neighbour is not."""
    assert faults(manifest) == [], "the example has no faults"
    assert faults(changed(manifest, path, right)) == [], "the neighbour has no faults"
    found = fault_paths(changed(manifest, path, wrong))
    assert (path if at is None else at) in found, found
