"""Pods that no policy tells apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.cli.diff.connections.values import integer, maps, text
from neuronpedia_constructs.cli.diff.objects import at

from .policies import label_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from neuronpedia_constructs.cli.diff.connections.ranges.ports import Named
    from neuronpedia_constructs.cli.diff.connections.workloads import Pods, Workload

    from .policies import Policy

_LAST_PORT: Final = 65535


@dataclass(frozen=True, eq=False)
class Alike:
    """What policies see of pods. There is one for all pods of both sides that look the same."""

    namespace: str
    labels: tuple[tuple[str, str], ...]
    """Those that any policy looks at."""
    ports: Named
    """The numbers of its named ports, if any policy names one."""


@dataclass(frozen=True, eq=False)
class Row:
    """A workload with pods that are all alike, or not there, on each side."""

    namespace: str
    name: str
    app: str | None
    old: Alike | None
    new: Alike | None


def rows(found: Iterable[Workload], policies: Sequence[Policy]) -> list[Row]:
    """Return the workloads as policies see them; one whose pods are not all alike in several parts."""
    keys = label_keys(policies)
    named = any(
        port.name
        for policy in policies
        for rule in (*(policy.ingress or ()), *(policy.egress or ()))
        for port in rule.ports or ()
    )

    @cache
    def one(namespace: str, labels: tuple[tuple[str, str], ...], ports: Named) -> Alike:
        return Alike(namespace, labels, ports)

    def alike(pods: Pods) -> Alike:
        labels = tuple(sorted((key, value) for key, value in pods.labels.items() if key in keys))
        return one(pods.key.namespace, labels, named_ports(pods) if named else ())

    return [row for workload in found for row in _rows(workload, alike)]


def named_ports(pods: Pods) -> Named:
    """Return the named ports of a pod's containers, of those beside them too.

    https://github.com/kubernetes/kubernetes/blob/master/pkg/api/v1/pod/util.go FindPort
    """
    spec = at(pods.template, ("spec",))
    containers = [*maps(at(spec, ("containers",))), *filter(_stays, maps(at(spec, ("initContainers",))))]
    found: dict[tuple[str, str], int] = {}
    for port in (port for container in containers for port in maps(container.get("ports"))):
        name, number = text(port.get("name")), integer(port.get("containerPort"))
        protocol = port.get("protocol") or "TCP"
        if name and number and 0 < number <= _LAST_PORT and isinstance(protocol, str):
            found.setdefault((name, protocol), number)
    return tuple(sorted(found.items()))


def _stays(container: dict[str, Any]) -> bool:
    return container.get("restartPolicy") == "Always"


def _rows(workload: Workload, alike: Callable[[Pods], Alike]) -> Iterator[Row]:
    split = _split(workload, "{name}", alike)
    for part in _PARTS:
        if all(len(side) <= 1 for _, *sides in split for side in sides):
            break
        split = _split(workload, part, alike)
    for name, old, new in split:
        yield Row(workload.namespace, name, workload.app, next(iter(old), None), next(iter(new), None))


_Split = list[tuple[str, set[Alike], set[Alike]]]


def _split(workload: Workload, part: str, alike: Callable[[Pods], Alike]) -> _Split:
    found: dict[str, tuple[set[Alike], set[Alike]]] = {}
    for index, side in enumerate((workload.old, workload.new)):
        for pods in side:
            name = part.format(name=workload.name, kind=pods.key.kind, object=pods.key.name)
            found.setdefault(name, (set(), set()))[index].add(alike(pods))
    return [(name, *sides) for name, sides in found.items()]


_PARTS: Final = ("{name} ({kind})", "{object}", "{object} ({kind})")
"""Names for a workload's parts if its pods are not all alike, up to one for each object."""
