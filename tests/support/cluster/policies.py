"""What the NetworkPolicies among some manifests let through, by the rules of `networking.k8s.io/v1`.

Where Kubernetes leaves it to the network plug-in, this takes the narrow reading: an `ipBlock` is for what is outside of
the cluster and never matches a pod. Two exceptions of Kubernetes are not known here: a pod always reaches itself, and
its node always reaches it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, NamedTuple

from tests.support.building import Manifest

NAMESPACE_NAME = "kubernetes.io/metadata.name"
PORT_NAME = r"(?=.{1,15}\Z)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*"
PROTOCOLS = ("TCP", "UDP", "SCTP")


class Pod(NamedTuple):
    """A pod, by its labels and by those of its namespace, to which Kubernetes adds one with the name."""

    namespace: str
    labels: Mapping[str, str]
    namespace_labels: Mapping[str, str]


class Address(NamedTuple):
    """Something outside of the cluster's pods."""

    ip: str


class Traffic(NamedTuple):
    port: int
    protocol: str
    names: Mapping[str, int]


Endpoint = Pod | Address
Selector = Callable[[Mapping[str, str]], bool]
Rule = Callable[[Endpoint, Traffic], bool]


class Policies:
    """The NetworkPolicies among some manifests; others are left out.

    Every policy is read to the end, whether it matters or not: one that Kubernetes would refuse is a ValueError.
    """

    def __init__(self, manifests: list[Manifest]) -> None:
        self.read = [policy(manifest) for manifest in manifests if manifest.get("kind") == "NetworkPolicy"]

    def allow(
        self, source: Endpoint, target: Endpoint, port: int, protocol: str = "TCP", ports: Mapping[str, int] = {}
    ) -> bool:
        """Whether `source` may open a connection to `target`, whose container ports that have a name are `ports`."""
        check(is_port(port) and protocol in PROTOCOLS, "no port", (port, protocol))
        for end in (source, target):
            check(isinstance(end, Pod) or ip_address(end.ip), "no address", end)
        traffic = Traffic(port, protocol, ports if isinstance(target, Pod) else {})
        return self._passes("Egress", source, target, traffic) and self._passes("Ingress", target, source, traffic)

    def _passes(self, direction: str, here: Endpoint, there: Endpoint, traffic: Traffic) -> bool:
        isolating = [rules[direction] for isolates, rules in self.read if direction in rules and isolates(here)]
        return not isolating or any(rule(there, traffic) for rules in isolating for rule in rules)


def allowed(policies: list[Manifest], source: Endpoint, target: Endpoint, port: int, *more: Any, **others: Any) -> bool:
    """The same, in one call."""
    return Policies(policies).allow(source, target, port, *more, **others)


def policy(manifest: Manifest) -> tuple[Callable[[Endpoint], bool], Mapping[str, list[Rule]]]:
    """Whom a policy isolates, and its rules, if only an empty list, for each direction in which it does."""
    given = fields(manifest, "apiVersion", "kind", "metadata", "spec")
    check(given.get("apiVersion") == "networking.k8s.io/v1", "another kind of NetworkPolicy", given.get("apiVersion"))
    metadata = fields(given.get("metadata", {}), "name", "namespace", "labels", "annotations")
    namespace: Any = metadata.get("namespace")
    check(isinstance(namespace, str) and namespace, "no namespace", metadata)
    spec = fields(given.get("spec", {}), "podSelector", "policyTypes", "ingress", "egress")
    rules = {
        "Ingress": [rule(entry, "from", namespace) for entry in entries(spec, "ingress")],
        "Egress": [rule(entry, "to", namespace) for entry in entries(spec, "egress")],
    }
    # An empty list of egress rules does not count: Kubernetes isolates for egress only if there is a rule or the type.
    types = entries(spec, "policyTypes") or ["Ingress", *(["Egress"] if rules["Egress"] else [])]
    check(all(name in ("Ingress", "Egress") for name in types), "no policy type", types)
    selects = selector(spec.get("podSelector", {}))
    return (
        lambda end: isinstance(end, Pod) and end.namespace == namespace and selects(end.labels),
        {name: rules[name] for name in types},
    )


def rule(node: Any, side: str, namespace: str) -> Rule:
    given = fields(node, side, "ports")
    peers = [peer(entry, namespace) for entry in entries(given, side)] or [lambda _: True]
    ports = [port_entry(entry) for entry in entries(given, "ports")] or [lambda _: True]
    return lambda there, traffic: any(found(there) for found in peers) and any(found(traffic) for found in ports)


def peer(node: Any, namespace: str) -> Callable[[Endpoint], bool]:
    given = fields(node, "podSelector", "namespaceSelector", "ipBlock")
    check(given, "a peer that names nobody", node)
    if "ipBlock" in given:
        check(len(given) == 1, "a peer with an ipBlock and a selector", node)
        return ip_block(given["ipBlock"])
    of_pods = selector(given.get("podSelector", {}))
    of_namespaces = selector(given.get("namespaceSelector", {"matchLabels": {NAMESPACE_NAME: namespace}}))

    def matches(there: Endpoint) -> bool:
        if isinstance(there, Address):
            return False
        return of_pods(there.labels) and of_namespaces({**there.namespace_labels, NAMESPACE_NAME: there.namespace})

    return matches


def ip_block(node: Any) -> Callable[[Endpoint], bool]:
    given = fields(node, "cidr", "except")
    block, *exceptions = [network(text) for text in (given.get("cidr"), *entries(given, "except"))]
    for found in exceptions:
        check(found.prefixlen > block.prefixlen and found.network_address in block, "no part of it", node)

    def matches(there: Endpoint) -> bool:
        if isinstance(there, Pod):
            return False
        ip = ip_address(there.ip)
        return ip in block and not any(ip in found for found in exceptions)

    return matches


def network(text: Any) -> IPv4Network | IPv6Network:
    check(isinstance(text, str) and re.fullmatch(r"[0-9a-fA-F.:]+/[0-9]+", text), "no cidr", text)
    return ip_network(text, strict=False)


def port_entry(node: Any) -> Callable[[Traffic], bool]:
    given = fields(node, "port", "endPort", "protocol")
    protocol: Any = given.get("protocol", "TCP")
    first: Any = given.get("port")
    last: Any = given.get("endPort", first)
    check(protocol in PROTOCOLS, "no protocol", node)
    if isinstance(first, str):
        check(re.fullmatch(PORT_NAME, first) and "endPort" not in given, "no name of a port", node)
        return lambda traffic: traffic.protocol == protocol and traffic.names.get(first) == traffic.port
    if last is None:
        return lambda traffic: traffic.protocol == protocol
    check(is_port(first) and is_port(last) and first <= last, "no ports", node)
    return lambda traffic: traffic.protocol == protocol and first <= traffic.port <= last


def is_port(value: Any) -> bool:
    return type(value) is int and 1 <= value <= 65535


def selector(node: Any) -> Selector:
    given = fields(node, "matchLabels", "matchExpressions")
    wanted: Any = given.get("matchLabels", {})
    check(isinstance(wanted, dict) and {str}.issuperset(map(type, [*wanted, *wanted.values()])), "no labels", node)
    expressions = [expression(entry) for entry in entries(given, "matchExpressions")]
    return lambda labels: wanted.items() <= labels.items() and all(found(labels) for found in expressions)


def expression(node: Any) -> Selector:
    given = fields(node, "key", "operator", "values")
    key: Any = given.get("key")
    values = entries(given, "values")
    check({str}.issuperset(map(type, [key, *values])), "no labels", node)
    match given.get("operator"), bool(values):
        case "In", True:
            return lambda labels: key in labels and labels[key] in values
        case "NotIn", True:
            return lambda labels: key not in labels or labels[key] not in values
        case "Exists", False:
            return lambda labels: key in labels
        case "DoesNotExist", False:
            return lambda labels: key not in labels
    raise ValueError(f"no operator, or not with these values: {node!r}")


def fields(node: Any, *known: str) -> dict[str, Any]:
    """The fields of an object; null is the same as none. Any that is not known is an error."""
    check(isinstance(node, dict), "no object", node)
    check(node.keys() <= set(known), f"not all of it is one of {', '.join(known)}", node)
    return {name: value for name, value in node.items() if value is not None}


def entries(given: Mapping[str, Any], name: str) -> list[Any]:
    found = given.get(name, [])
    check(isinstance(found, list), f"{name} is no list", found)
    return list(found)


def check(good: object, wrong: str, node: Any) -> None:
    if not good:
        raise ValueError(f"{wrong}: {node!r}")
