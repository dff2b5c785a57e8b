"""Ingresses, NetworkPolicies and PodDisruptionBudgets.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/validation/validation.go,
https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/policy/validation/validation.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, forbidden, invalid, keyed, missing
from neuronpedia_constructs.cli.diff.admission.node import whole
from neuronpedia_constructs.cli.diff.admission.values.labels import selector_faults
from neuronpedia_constructs.cli.diff.admission.values.networks import address, network

from .workloads import share_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_SEQUENCES = ("//", "/./", "/../", "%2f", "%2F")
_ENDS = ("/..", "/.")
_MOST_TYPES = 2


def ingress_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateIngressSpec refuses of the whole."""
    spec = root.child("spec")
    if not spec.children("rules") and not spec.has("defaultBackend"):
        yield Fault("spec", "it has neither rules nor a defaultBackend; one must be given")


def ingress_rule_faults(rule: Node) -> Iterator[Fault]:
    """Yield a fault if the host of a rule is an address."""
    host = rule.text("host")
    if address(host) is not None:
        yield invalid(rule.at("host"), host, "a DNS name, not an address")


def ingress_path_faults(path: Node) -> Iterator[Fault]:
    """Yield what validateHTTPIngressPath refuses."""
    type_, text = path.text("pathType"), path.text("path")
    if (text or type_ in ("Exact", "Prefix")) and not text.startswith("/"):
        yield invalid(path.at("path"), text, "an absolute path")
    if type_ in ("Exact", "Prefix"):
        for wrong in [each for each in _SEQUENCES if each in text] + [each for each in _ENDS if text.endswith(each)]:
            yield invalid(path.at("path"), text, f"a path without {wrong!r}")


def ingress_backend_faults(backend: Node) -> Iterator[Fault]:
    """Yield what validateIngressBackend refuses."""
    if backend.has("service") == backend.has("resource"):
        yield Fault(backend.path, "it must have one of service and resource")
    elif backend.has("service"):
        port = backend.child("service", "port")
        if bool(port.text("name")) == bool(port.number("number")):
            yield Fault(port.path, "it must have one of name and number")


def network_policy_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateNetworkPolicySpec refuses of the whole."""
    spec = root.child("spec")
    yield from selector_faults(spec.child("podSelector"))
    types = spec.texts("policyTypes")
    if len(types) > _MOST_TYPES:
        yield Fault(spec.at("policyTypes"), f"it has {len(types)} types; at most {_MOST_TYPES} are allowed")


def network_peer_faults(peer: Node) -> Iterator[Fault]:
    """Yield what ValidateNetworkPolicyPeer refuses."""
    others = [name for name in ("podSelector", "namespaceSelector") if peer.has(name)]
    for name in others:
        yield from selector_faults(peer.child(name))
    if not others and not peer.has("ipBlock"):
        yield Fault(peer.path, "it must have a podSelector, a namespaceSelector or an ipBlock")
    elif others and peer.has("ipBlock"):
        yield forbidden(peer.at("ipBlock"), f"together with {' and '.join(others)}")


def ip_block_faults(block: Node) -> Iterator[Fault]:
    """Yield a fault for each network that is excepted from another one and not inside it (ValidateIPBlock)."""
    whole_network = network(block.text("cidr"))
    for index, each in enumerate(block.texts("except")):
        inner = network(each)
        if whole_network is None or inner is None:
            continue
        inside = inner.version == whole_network.version and inner.network_address in whole_network
        if not inside or inner.prefixlen <= whole_network.prefixlen:
            yield invalid(keyed(block.at("except"), index), each, f"a network inside {block.text('cidr')}, and smaller")


def network_port_faults(port: Node) -> Iterator[Fault]:
    """Yield what ValidateNetworkPolicyPort refuses of the end of a range."""
    first, last = port.get("port"), port.number("endPort")
    if last is None:
        return
    number = whole(first)
    if number is None:
        yield forbidden(port.at("endPort"), "without the number of a port before it")
    elif last < number:
        yield invalid(port.at("endPort"), last, f"at least port, {number}")


def disruption_budget_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidatePodDisruptionBudgetSpec refuses."""
    spec = root.child("spec")
    if spec.has("minAvailable") and spec.has("maxUnavailable"):
        yield forbidden(spec.at("maxUnavailable"), "together with minAvailable")
    for name in ("minAvailable", "maxUnavailable"):
        yield from share_faults(spec.get(name), spec.at(name))
    yield from selector_faults(spec.child("selector"))


def ingress_class_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateIngressClass refuses."""
    if not root.child("spec").text("controller"):
        yield missing("spec.controller", "the name of a controller: <domain>/<path>")
