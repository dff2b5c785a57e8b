"""Where pods run: selectors of nodes, affinities, tolerations and spread constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, duplicate, forbidden, invalid, keyed, missing, one_of
from neuronpedia_constructs.cli.diff.admission.values.formats import FORMATS, is_label_value
from neuronpedia_constructs.cli.diff.admission.values.labels import key_faults, selector_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_OPERATORS = {"In": (1, None), "NotIn": (1, None), "Exists": (0, 0), "DoesNotExist": (0, 0), "Gt": (1, 1), "Lt": (1, 1)}
"""The fewest and the most values of an operator of a node selector."""
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def placement_faults(pod: Node) -> Iterator[Fault]:
    """Yield the faults of where a pod may run."""
    affinity = pod.child("affinity")
    node = affinity.child("nodeAffinity")
    for term in node.child(_REQUIRED).children("nodeSelectorTerms"):
        yield from _node_term_faults(term, is_required=True)
    for preferred in node.children(_PREFERRED):
        yield from _node_term_faults(preferred.child("preference"), is_required=False)
    for name in ("podAffinity", "podAntiAffinity"):
        pods = affinity.child(name)
        for term in pods.children(_REQUIRED):
            yield from _pod_term_faults(term)
        for preferred in pods.children(_PREFERRED):
            yield from _pod_term_faults(preferred.child("podAffinityTerm"))
    for toleration in pod.children("tolerations"):
        yield from _toleration_faults(toleration)
    yield from _spread_faults(pod)


def _node_term_faults(term: Node, *, is_required: bool) -> Iterator[Fault]:
    for each in term.children("matchExpressions"):
        operator, values = each.text("operator"), each.texts("values")
        yield from _operator_faults(each, operator, len(values))
        yield from key_faults(each.text("key"), each.at("key"))
        for index, value in enumerate(values):
            if is_required and not is_label_value(value):
                yield invalid(keyed(each.at("values"), index), value, FORMATS["label-value"].words)
    for each in term.children("matchFields"):
        if each.text("key") != "metadata.name":
            yield invalid(each.at("key"), each.text("key"), '"metadata.name"')
        if each.text("operator") not in ("In", "NotIn"):
            yield invalid(each.at("operator"), each.text("operator"), one_of(("In", "NotIn")))
        elif len(each.texts("values")) != 1:
            yield Fault(each.at("values"), "it must be one value")


def _operator_faults(expression: Node, operator: str, count: int) -> Iterator[Fault]:
    if operator not in _OPERATORS:
        yield invalid(expression.at("operator"), operator, one_of(tuple(_OPERATORS)))
        return
    fewest, most = _OPERATORS[operator]
    if most == 0 and count:
        yield forbidden(expression.at("values"), f"where the operator is {operator}")
    elif count < fewest or (most is not None and count > most):
        yield Fault(expression.at("values"), f"it must be {'one value' if most else 'at least one value'}")


def _pod_term_faults(term: Node) -> Iterator[Fault]:
    for name in ("labelSelector", "namespaceSelector"):
        yield from selector_faults(term.child(name))
    keys = {name: set(term.texts(name)) for name in ("matchLabelKeys", "mismatchLabelKeys")}
    for name, found in keys.items():
        if found and not term.has("labelSelector"):
            yield forbidden(term.at(name), "without a labelSelector")
    for key in sorted(keys["matchLabelKeys"] & keys["mismatchLabelKeys"]):
        yield duplicate(term.at("matchLabelKeys"), key, "matchLabelKeys and mismatchLabelKeys")


def _toleration_faults(toleration: Node) -> Iterator[Fault]:
    key, operator, value = toleration.text("key"), toleration.text("operator", "Equal"), toleration.text("value")
    if not key and operator != "Exists":
        yield invalid(toleration.at("operator"), operator, '"Exists" where there is no key')
    if operator == "Exists" and value:
        yield forbidden(toleration.at("value"), "where the operator is Exists")
    elif operator == "Equal" and not is_label_value(value):
        yield invalid(toleration.at("value"), value, FORMATS["label-value"].words)
    if toleration.has("tolerationSeconds") and toleration.text("effect") != "NoExecute":
        yield invalid(
            toleration.at("effect"), toleration.text("effect"), '"NoExecute" where there are tolerationSeconds'
        )


def _spread_faults(pod: Node) -> Iterator[Fault]:
    seen = set[tuple[str, str]]()
    for constraint in pod.children("topologySpreadConstraints"):
        pair = (constraint.text("topologyKey"), constraint.text("whenUnsatisfiable"))
        if pair in seen:
            yield duplicate(constraint.path, " and ".join(pair), "topologyKey and whenUnsatisfiable")
        seen.add(pair)
        selector = constraint.child("labelSelector")
        yield from selector_faults(selector)
        if constraint.has("minDomains") and pair[1] != "DoNotSchedule":
            yield forbidden(constraint.at("minDomains"), "unless whenUnsatisfiable is DoNotSchedule")
        keys = constraint.texts("matchLabelKeys")
        if keys and not constraint.has("labelSelector"):
            yield forbidden(constraint.at("matchLabelKeys"), "without a labelSelector")
        selected = {*selector.mapping("matchLabels"), *(e.text("key") for e in selector.children("matchExpressions"))}
        for key in keys:
            if key in selected:
                yield duplicate(constraint.at("matchLabelKeys"), key, "matchLabelKeys and the labelSelector")


def name_service_faults(pod: Node) -> Iterator[Fault]:
    """Yield what validatePodDNSConfig refuses."""
    config = pod.child("dnsConfig")
    servers, searches = config.texts("nameservers"), config.texts("searches")
    if pod.text("dnsPolicy") == "None" and not servers:
        yield missing(config.at("nameservers"), "at least one name server where dnsPolicy is None")
    for name, given, most in (("nameservers", servers, 3), ("searches", searches, 32)):
        if len(given) > most:
            yield Fault(config.at(name), f"it has {len(given)} items; at most {most} are allowed")
    for option in config.children("options"):
        if not option.text("name"):
            yield missing(option.at("name"))
