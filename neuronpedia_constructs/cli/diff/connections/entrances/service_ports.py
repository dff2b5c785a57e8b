"""The ports of Services."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from neuronpedia_constructs.cli.diff.connections.values import integer, maps, text
from neuronpedia_constructs.cli.diff.objects import Key, at

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest, Side


class ServicePort(NamedTuple):
    """A port of a Service."""

    name: str
    protocol: str
    port: int
    target: int | str
    """A number, or the name of a port of the pods."""
    node_port: int | None

    @property
    def text(self) -> str:
        """The port as a person writes it: `80`, `UDP 53`."""
        return str(self.port) if self.protocol == "TCP" else f"{self.protocol} {self.port}"


def service_ports(service: Manifest | None) -> list[ServicePort]:
    """Return the ports of a Service, with what the API server sets where nothing is said.

    https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec
    """
    found: list[ServicePort] = []
    for each in maps(at(service, ("spec", "ports"))):
        number, target = integer(each.get("port")), each.get("targetPort")
        if number is not None:
            kept = target if isinstance(target, str) and target else integer(target) or number
            protocol = text(each.get("protocol")) or "TCP"
            found.append(ServicePort(text(each.get("name")), protocol, number, kept, integer(each.get("nodePort"))))
    return found


def backend(side: Side, namespace: str, name: str, port: object) -> str:
    """Return a Service and its port in words, the port by its number where the file tells it."""
    service = side.get(Key("", "Service", namespace, name))
    numbers = [each.port for each in service_ports(service) if each.name == port and each.name]
    told = numbers[0] if numbers else port
    return f"Service {name}" if told is None else f"Service {name}:{told}"
