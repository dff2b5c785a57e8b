"""HorizontalPodAutoscalers.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/autoscaling/validation/validation.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, forbidden, invalid, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_SOURCES = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
"""The field of each type of metric."""
_TARGETS = {
    "containerResource": ("averageUtilization", "averageValue"),
    "external": ("value", "averageValue"),
    "object": ("value", "averageValue"),
    "pods": ("averageValue",),
    "resource": ("averageUtilization", "averageValue"),
}
"""The targets of metrics, of which one must be given."""
_TOGETHER = {"object"}
"""Metrics that may have both targets."""


def autoscaler_faults(root: Node) -> Iterator[Fault]:
    """Yield what validateHorizontalPodAutoscalerSpec refuses of the whole."""
    spec = root.child("spec")
    least, most = spec.number("minReplicas"), spec.number("maxReplicas")
    if least is not None and most is not None and most < least:
        yield invalid(spec.at("maxReplicas"), most, f"at least minReplicas, {least}")
    if least == 0 and not {each.text("type") for each in spec.children("metrics")} & {"External", "Object"}:
        yield invalid(spec.at("minReplicas"), 0, "at least 1, unless there is an External or Object metric")


def metric_faults(metric: Node) -> Iterator[Fault]:
    """Yield what validateMetricSpec refuses."""
    expected = _SOURCES.get(metric.text("type"))
    for source in _SOURCES.values():
        if source != expected and metric.has(source):
            yield forbidden(metric.at(source), f"where the type of the metric is {metric.text('type')}")
    if expected is None:
        return
    if not metric.has(expected):
        yield missing(metric.at(expected), f"given where the type of the metric is {metric.text('type')}")
        return
    target = metric.child(expected, "target")
    given = [name for name in _TARGETS[expected] if target.has(name)]
    if not given:
        yield Fault(target.path, f"it must have {' or '.join(_TARGETS[expected])}")
    elif len(given) > 1 and expected not in _TOGETHER:
        yield forbidden(target.at(given[1]), f"together with {given[0]}")


def scaling_faults(rules: Node) -> Iterator[Fault]:
    """Yield what validateScalingRules refuses of the whole. Policies that are not given have defaults."""
    if rules.get("policies") == []:
        yield missing(rules.at("policies"), "at least one policy, or not given")
