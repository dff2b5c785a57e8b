"""What NetworkPolicies allow, one connection at a time, as their documentation says.

https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from neuronpedia_constructs.cli.diff.objects import Manifest, Side


class Pod(NamedTuple):
    name: str
    namespace: str
    labels: dict[str, str]
    namespace_labels: dict[str, str]
    ports: dict[str, int]


class Address(NamedTuple):
    text: str


End = Pod | Address


def pods(side: Side) -> list[Pod]:
    """Return the pods of the Deployments of a side."""
    spaces = {key.name: each["metadata"]["labels"] for key, each in side.items() if key.kind == "Namespace"}
    found = []
    for key, each in side.items():
        if key.kind == "Deployment":
            template = each["spec"]["template"]
            named = {port["name"]: port["containerPort"] for port in template["spec"]["containers"][0]["ports"]}
            labels = {**spaces.get(key.namespace, {}), "kubernetes.io/metadata.name": key.namespace}
            found.append(Pod(key.name, key.namespace, template["metadata"]["labels"], labels, named))
    return found


def connects(side: Side, source: End, destination: End, port: tuple[str, int]) -> bool:
    """Both ends must allow a connection; an address allows everything."""
    return _allows(side, source, destination, port, "egress") and _allows(side, destination, source, port, "ingress")


def _allows(side: Side, pod: End, other: End, port: tuple[str, int], direction: str) -> bool:
    if isinstance(pod, Address) or pod not in pods(side):
        return True
    specs = [
        each["spec"]
        for key, each in side.items()
        if key.kind == "NetworkPolicy"
        and key.namespace == pod.namespace
        and _selects(each["spec"]["podSelector"], pod.labels)
        and _isolates(each["spec"], direction)
    ]
    server = other if direction == "egress" else pod
    rules = [rule for spec in specs for rule in spec.get(direction) or []]
    peers = "to" if direction == "egress" else "from"
    return not specs or any(
        _has_port(rule.get("ports"), port, server) and _has_peer(rule.get(peers), other, pod.namespace)
        for rule in rules
    )


def _isolates(spec: Manifest, direction: str) -> bool:
    default = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]
    return direction in [each.lower() for each in spec.get("policyTypes") or default]


def _has_port(entries: list[Manifest] | None, port: tuple[str, int], server: End) -> bool:
    if not entries:
        return True
    protocol, number = port
    for entry in entries:
        first = entry.get("port")
        if entry.get("protocol", "TCP") != protocol:
            continue
        if first is None:
            return True
        if isinstance(first, str):
            if isinstance(server, Pod) and protocol == "TCP" and server.ports.get(first) == number:
                return True
        elif first <= number <= (entry.get("endPort") or first):
            return True
    return False


def _has_peer(peers: list[Manifest] | None, other: End, namespace: str) -> bool:
    return not peers or any(_is_peer(peer, other, namespace) for peer in peers)


def _is_peer(peer: Manifest, other: End, namespace: str) -> bool:
    if "ipBlock" in peer:
        block = peer["ipBlock"]
        return (
            isinstance(other, Address)
            and _in(other, block["cidr"])
            and not any(_in(other, hole) for hole in block.get("except", []))
        )
    if isinstance(other, Address):
        return False
    if "namespaceSelector" not in peer and other.namespace != namespace:
        return False
    spaces = _selects(peer.get("namespaceSelector", {}), other.namespace_labels)
    return spaces and _selects(peer.get("podSelector", {}), other.labels)


def _in(address: Address, cidr: str) -> bool:
    found, network = ip_address(address.text), ip_network(cidr)
    return found.version == network.version and found in network


def _selects(selector: Any, labels: dict[str, str]) -> bool:
    pairs = selector.get("matchLabels", {}).items()
    return pairs <= labels.items() and all(_meets(each, labels) for each in selector.get("matchExpressions", []))


def _meets(expression: Manifest, labels: dict[str, str]) -> bool:
    key, operator = expression["key"], expression["operator"]
    if operator == "Exists":
        return key in labels
    if operator == "DoesNotExist":
        return key not in labels
    found = labels.get(key) in expression["values"]
    return found if operator == "In" else not found
