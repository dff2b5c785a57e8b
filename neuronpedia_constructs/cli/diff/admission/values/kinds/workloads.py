"""Workloads that keep pods running.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/apps/validation/validation.go
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.admission.fault import Fault, forbidden, invalid, missing
from neuronpedia_constructs.cli.diff.admission.node import Node, whole
from neuronpedia_constructs.cli.diff.admission.values.labels import is_empty, label_faults, matches, selector_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

_PERCENT = re.compile(r"[0-9]+%")
_MOST_PERCENT = 100
_PROGRESS_DEADLINE = 600
"""The default of a Deployment's progressDeadlineSeconds."""


def deployment_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateDeploymentSpec refuses."""
    spec = root.child("spec")
    yield from _template_faults(root)
    strategy = spec.child("strategy")
    rolling = strategy.child("rollingUpdate")
    if strategy.text("type") == "Recreate" and strategy.has("rollingUpdate"):
        yield forbidden(rolling.path, "where the strategy is Recreate")
    elif strategy.text("type", "RollingUpdate") == "RollingUpdate":
        yield from share_faults(rolling.get("maxUnavailable"), rolling.at("maxUnavailable"))
        yield from share_faults(rolling.get("maxSurge"), rolling.at("maxSurge"), most=None)
        if _share(rolling.get("maxUnavailable"), 25) == 0 and _share(rolling.get("maxSurge"), 25) == 0:
            yield invalid(rolling.at("maxUnavailable"), rolling.get("maxUnavailable"), "above 0 where maxSurge is 0")
    deadline = spec.number("progressDeadlineSeconds")
    ready = spec.number("minReadySeconds") or 0
    if (_PROGRESS_DEADLINE if deadline is None else deadline) <= ready:
        yield invalid(
            spec.at("progressDeadlineSeconds"), deadline or _PROGRESS_DEADLINE, f"above minReadySeconds, {ready}"
        )


def daemon_set_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateDaemonSetSpec refuses."""
    yield from _template_faults(root)
    strategy = root.child("spec", "updateStrategy")
    if strategy.text("type", "RollingUpdate") != "RollingUpdate":
        return
    rolling = strategy.child("rollingUpdate")
    for name in ("maxUnavailable", "maxSurge"):
        yield from share_faults(rolling.get(name), rolling.at(name))
    unavailable, surge = _share(rolling.get("maxUnavailable"), 1), _share(rolling.get("maxSurge"), 0)
    if unavailable and surge:
        yield forbidden(rolling.at("maxSurge"), "unless maxUnavailable is 0; its default is 1")
    elif not unavailable and not surge:
        yield invalid(rolling.at("maxUnavailable"), rolling.get("maxUnavailable"), "above 0 where maxSurge is 0")


def stateful_set_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateStatefulSetSpec refuses."""
    yield from _template_faults(root)
    strategy = root.child("spec", "updateStrategy")
    rolling = strategy.child("rollingUpdate")
    if strategy.text("type") == "OnDelete" and strategy.has("rollingUpdate"):
        yield forbidden(rolling.path, "where the strategy is OnDelete")
    elif rolling.has("maxUnavailable"):
        yield from share_faults(rolling.get("maxUnavailable"), rolling.at("maxUnavailable"))
        if _share(rolling.get("maxUnavailable"), 1) == 0:
            yield invalid(rolling.at("maxUnavailable"), rolling.get("maxUnavailable"), "above 0")


def replica_set_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateReplicaSetSpec refuses."""
    yield from _template_faults(root)


def replication_controller_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateReplicationControllerSpec refuses. Its selector is a map, by default the template's labels."""
    spec = root.child("spec")
    labels = spec.child("template", "metadata").labels("labels")
    selector = spec.labels("selector")
    if not spec.has("template"):
        yield missing(spec.at("template"))
    elif not selector and not labels:
        yield missing(spec.at("selector"))
    elif any(labels.get(key) != value for key, value in selector.items()):
        yield _mismatch(spec)
    yield from label_faults(selector, spec.at("selector"))
    yield from _always_faults(root)


def _template_faults(root: Node) -> Iterator[Fault]:
    """Yield the faults of a selector, and of what it says of the template."""
    spec = root.child("spec")
    selector = spec.child("selector")
    found = list(selector_faults(selector))
    yield from found
    if spec.has("selector") and is_empty(selector):
        yield Fault(selector.path, "it is empty; it must select the pods of the template")
    elif not found and not matches(selector, spec.child("template", "metadata").labels("labels")):
        yield _mismatch(spec)
    yield from _always_faults(root)


def _mismatch(spec: Node) -> Fault:
    given = spec.child("template", "metadata").labels("labels")
    selected = spec.child("selector").labels("matchLabels") or spec.labels("selector")
    wrong = [f"{key}={value}" for key, value in selected.items() if given.get(key) != value]
    lacks = f", which lack {', '.join(wrong)}" if wrong else ""
    return Fault(spec.at("template", "metadata", "labels"), f"the selector does not match these labels{lacks}; it must")


def _always_faults(root: Node) -> Iterator[Fault]:
    pod = root.child("spec", "template", "spec")
    policy = pod.text("restartPolicy", "Always")
    kind = root.text("kind")
    if policy in ("Never", "OnFailure"):
        yield invalid(pod.at("restartPolicy"), policy, f'"Always" in a {kind}')
    if pod.has("activeDeadlineSeconds"):
        yield forbidden(pod.at("activeDeadlineSeconds"), f"in a {kind}")


def share_faults(value: Any, path: str, most: int | None = _MOST_PERCENT) -> Iterator[Fault]:
    """Yield a fault if a number of pods is not one from 0, or a percentage (ValidatePositiveIntOrPercent)."""
    if isinstance(value, str):
        if not _PERCENT.fullmatch(value):
            yield invalid(path, value, 'a number or a percentage, such as "25%"')
        elif most is not None and int(value[:-1][:9]) > most:
            yield invalid(path, value, f'at most "{most}%"')
    elif (whole(value) or 0) < 0:
        yield invalid(path, value, "at least 0")


def _share(value: Any, default: int) -> int:
    """Return a number or a percentage as a number. What is neither is 0 for Kubernetes too."""
    if value is None:
        return default
    if isinstance(value, str):
        return int(value[:-1][:9]) if _PERCENT.fullmatch(value) else 0
    return whole(value) or 0
