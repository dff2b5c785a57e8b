"""Services.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go (ValidateService)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, duplicate, forbidden, invalid, keyed, missing, one_of
from neuronpedia_constructs.cli.diff.admission.values.formats import FORMATS
from neuronpedia_constructs.cli.diff.admission.values.labels import label_faults
from neuronpedia_constructs.cli.diff.admission.values.networks import address, special

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_NODE_PORTS = range(30000, 32768)
"""The default of the API server's --service-node-port-range."""
_POLICIES = ("Cluster", "Local")


def service_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateService refuses."""
    spec = root.child("spec")
    type_ = spec.text("type", "ClusterIP")
    yield from label_faults(spec.labels("selector"), spec.at("selector"))
    yield from _port_faults(spec, type_)
    if type_ == "ExternalName":
        yield from _external_name_faults(spec)
    else:
        yield from _address_faults(spec, type_)
    yield from _affinity_faults(spec)
    yield from _traffic_faults(spec, type_)
    yield from _balancer_faults(spec, type_)
    for index, each in enumerate(spec.texts("externalIPs")):
        place = keyed(spec.at("externalIPs"), index)
        if not FORMATS["ip"].accepts(each):
            yield invalid(place, each, FORMATS["ip"].words)
        elif (kind := special(each)) is not None:
            yield Fault(place, f"it is {kind}, which is not allowed")


def _addresses(spec: Node) -> list[str]:
    return spec.texts("clusterIPs") or [each for each in [spec.text("clusterIP")] if each]


def _port_faults(spec: Node, type_: str) -> Iterator[Fault]:
    ports = spec.children("ports")
    if not ports and type_ != "ExternalName" and _addresses(spec) != ["None"]:
        yield missing(spec.at("ports"), "at least one port, unless clusterIP is None")
    names, numbers, node_ports = set[str](), set[tuple[str, int]](), set[tuple[str, int]]()
    for port in ports:
        name, protocol = port.text("name"), port.text("protocol", "TCP")
        number, node_port = port.number("port") or 0, port.number("nodePort") or 0
        if not name and len(ports) > 1:
            yield missing(port.at("name"), "given where there are several ports")
        if name and name in names:
            yield duplicate(port.at("name"), name, "names of ports")
        if (protocol, number) in numbers:
            yield duplicate(port.path, f"{protocol} {number}", "ports")
        if node_port:
            if type_ == "ClusterIP":
                yield forbidden(port.at("nodePort"), "where the type is ClusterIP")
            elif node_port not in _NODE_PORTS:
                allowed = "from 30000 to 32767, unless the API server has another --service-node-port-range"
                yield invalid(port.at("nodePort"), node_port, allowed)
            if (protocol, node_port) in node_ports:
                yield duplicate(port.at("nodePort"), node_port, "ports of nodes")
        names.add(name)
        numbers.add((protocol, number))
        node_ports.add((protocol, node_port))


def _external_name_faults(spec: Node) -> Iterator[Fault]:
    name = spec.text("externalName").removesuffix(".")
    if not name:
        yield missing(spec.at("externalName"), "the DNS name that the Service stands for")
    elif not FORMATS["dns-subdomain"].accepts(name):
        yield invalid(spec.at("externalName"), name, FORMATS["dns-subdomain"].words)
    for field in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
        if spec.get(field):
            yield forbidden(spec.at(field), "where the type is ExternalName")


def _address_faults(spec: Node, type_: str) -> Iterator[Fault]:
    first, all_ = spec.text("clusterIP"), spec.texts("clusterIPs")
    if all_ and first and all_[0] != first:
        yield invalid(spec.at("clusterIPs"), all_, f'a list that begins with clusterIP, "{first}"')
    given = _addresses(spec)
    if given == ["None"]:
        if type_ in ("LoadBalancer", "NodePort"):
            yield invalid(spec.at("clusterIP"), "None", f"an address where the type is {type_}")
        return
    for each in given:
        if address(each) is None:
            yield invalid(spec.at("clusterIP"), each, f'{FORMATS["ip"].words}, or "None"')
    families = [found.version for each in given if (found := address(each)) is not None]
    if len(families) != len(set(families)):
        yield invalid(spec.at("clusterIPs"), given, "at most one address of each IP family")
    policies = spec.texts("ipFamilies")
    if len(policies) != len(set(policies)):
        yield duplicate(spec.at("ipFamilies"), policies, "families")


def _affinity_faults(spec: Node) -> Iterator[Fault]:
    if spec.text("sessionAffinity", "None") == "None" and spec.has("sessionAffinityConfig"):
        yield forbidden(spec.at("sessionAffinityConfig"), "where sessionAffinity is None")


def _traffic_faults(spec: Node, type_: str) -> Iterator[Fault]:
    policy = spec.text("externalTrafficPolicy")
    reachable = type_ in ("LoadBalancer", "NodePort") or (type_ == "ClusterIP" and bool(spec.texts("externalIPs")))
    if policy and not reachable:
        yield forbidden(
            spec.at("externalTrafficPolicy"), f"where the type is {type_}: the Service is not reached from outside"
        )
    elif policy and policy not in _POLICIES:
        yield invalid(spec.at("externalTrafficPolicy"), policy, one_of(_POLICIES))
    if spec.number("healthCheckNodePort") and not (type_ == "LoadBalancer" and policy == "Local"):
        yield forbidden(
            spec.at("healthCheckNodePort"), "unless the type is LoadBalancer and externalTrafficPolicy is Local"
        )


def _balancer_faults(spec: Node, type_: str) -> Iterator[Fault]:
    if type_ != "LoadBalancer":
        for name in ("allocateLoadBalancerNodePorts", "loadBalancerClass", "loadBalancerSourceRanges"):
            if spec.has(name) and spec.get(name) != []:
                yield forbidden(spec.at(name), "unless the type is LoadBalancer")
        return
    class_ = spec.get("loadBalancerClass")
    if isinstance(class_, str) and not FORMATS["qualified-name"].accepts(class_):
        yield invalid(spec.at("loadBalancerClass"), class_, FORMATS["qualified-name"].words)
    for index, each in enumerate(spec.texts("loadBalancerSourceRanges")):
        if not FORMATS["cidr"].accepts(each.strip()):
            yield invalid(keyed(spec.at("loadBalancerSourceRanges"), index), each, FORMATS["cidr"].words)
