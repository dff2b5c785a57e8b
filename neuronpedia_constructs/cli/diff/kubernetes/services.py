"""What an API server keeps of a Service that changes, as it gave it, and what goes with the old type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.cli.diff.objects import at, key_group

if TYPE_CHECKING:
    from collections.abc import Callable

    from neuronpedia_constructs.cli.diff.objects import Manifest

Spec = dict[str, Any]
_NODE_PORTS: Final = {"NodePort", "LoadBalancer"}


def updated_service(live: Manifest, asked: Manifest) -> Manifest:
    """Return a Service as the server makes it of a live one, or another object as it is.

    It keeps the address and the node ports that the new object does not give (patchAllocatedValues in
    pkg/registry/core/service/storage/alloc.go), and drops what is the same as before and does not belong to the new
    type (dropTypeDependentFields in pkg/registry/core/service/strategy.go).

    Args:
        live: the Service as it was.
        asked: the Service that is asked for: as the server would store it, or a manifest.
    """
    before, after = at(live, ("spec",)), at(asked, ("spec",))
    if (
        (key_group(live), live["kind"]) != ("", "Service")
        or not isinstance(before, dict)
        or not isinstance(after, dict)
    ):
        return asked
    spec = dict(after)
    _keep(before, spec)
    _drop(before, spec)
    return asked if spec == after else {**asked, "spec": spec}


def _keep(before: Spec, spec: Spec) -> None:
    if _has_address(before) and _has_address(spec):
        for name in ("clusterIP", "clusterIPs", "ipFamilyPolicy"):
            if before.get(name) and not spec.get(name):
                spec[name] = before[name]
        # initIPFamilyFields: without a policy, a Service has one address.
        if "ipFamilyPolicy" not in before and spec.get("ipFamilyPolicy") == _policy(spec):
            del spec["ipFamilyPolicy"]
        # normalizeClusterIPs: the list has the address in any case.
        if "clusterIPs" not in before and before.get("clusterIP") and spec.get("clusterIPs") == [before["clusterIP"]]:
            del spec["clusterIPs"]
    if _has_node_ports(before) and _has_node_ports(spec):
        given = _numbers(before) & _numbers(spec)
        old = {port.get("name"): port.get("nodePort") for port in _ports(before)}
        for index, port in enumerate(_ports(spec)):
            number = old.get(port.get("name"))
            if number and not port.get("nodePort") and number not in given:
                spec["ports"] = [*spec["ports"][:index], {**port, "nodePort": number}, *spec["ports"][index + 1 :]]
    if _has_health_check(before) and _has_health_check(spec) and before.get("healthCheckNodePort"):
        spec.setdefault("healthCheckNodePort", before["healthCheckNodePort"])


def _policy(spec: Spec) -> str:
    return "RequireDualStack" if spec.get("clusterIP") == "None" and not spec.get("selector") else "SingleStack"


def _drop(before: Spec, spec: Spec) -> None:
    for needs, names in _DEPENDENT:
        if needs(before) and not needs(spec):
            for name in names:
                if spec.get(name) == before.get(name):
                    spec.pop(name, None)
    if _has_node_ports(before) and not _has_node_ports(spec) and _numbers(spec) and _numbers(before) >= _numbers(spec):
        spec["ports"] = [{name: each for name, each in port.items() if name != "nodePort"} for port in _ports(spec)]


def _type(spec: Spec) -> Any:
    return spec.get("type") or "ClusterIP"


def _has_address(spec: Spec) -> bool:
    return bool(_type(spec) != "ExternalName")


def _has_node_ports(spec: Spec) -> bool:
    return _type(spec) in _NODE_PORTS if isinstance(_type(spec), str) else False


def _has_health_check(spec: Spec) -> bool:
    return _is_balanced(spec) and spec.get("externalTrafficPolicy") == "Local"


def _is_balanced(spec: Spec) -> bool:
    return bool(_type(spec) == "LoadBalancer")


def _is_reached(spec: Spec) -> bool:
    """ExternallyAccessible in pkg/api/service/util.go."""
    return _has_node_ports(spec) or (_type(spec) == "ClusterIP" and bool(spec.get("externalIPs")))


_DEPENDENT: Final[tuple[tuple[Callable[[Spec], bool], tuple[str, ...]], ...]] = (
    (_has_address, ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")),
    (_has_health_check, ("healthCheckNodePort",)),
    (_is_balanced, ("allocateLoadBalancerNodePorts", "loadBalancerClass")),
    (_is_reached, ("externalTrafficPolicy",)),
)
"""Fields that belong to some types of Services only, and which."""


def _ports(spec: Spec) -> list[Manifest]:
    ports = spec.get("ports")
    return ports if isinstance(ports, list) and all(isinstance(each, dict) for each in ports) else []


def _numbers(spec: Spec) -> set[int]:
    return {number for port in _ports(spec) if isinstance(number := port.get("nodePort"), int) and number}
