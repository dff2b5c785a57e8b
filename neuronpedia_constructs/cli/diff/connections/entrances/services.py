"""Services: their type, their ports, and the pods behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.connections.model import Entrance
from neuronpedia_constructs.cli.diff.connections.network.pods import named_ports
from neuronpedia_constructs.cli.diff.connections.ranges import addresses
from neuronpedia_constructs.cli.diff.connections.ranges.spans import Spans, minus
from neuronpedia_constructs.cli.diff.connections.values import items, labels, several, strings, text, together
from neuronpedia_constructs.cli.diff.objects import Manifest, at

from .service_ports import ServicePort, service_ports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.cli.diff.connections.workloads import Pods, Workload
    from neuronpedia_constructs.cli.diff.objects import Key, Side

_OUTSIDE: Final = {
    "LoadBalancer": "reachable from outside the cluster",
    "NodePort": "reachable at the addresses of the nodes",
}
"""Types that open a Service: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types"""
_BALANCER: Final = "LoadBalancer"


@dataclass(frozen=True, eq=False)
class _Service:
    """A Service of one side."""

    manifest: Manifest
    selected: list[tuple[str, Pods]]
    """The pods that it selects, with the names of their workloads."""

    @property
    def pods(self) -> set[str]:
        return {name for name, _ in self.selected}

    @property
    def type(self) -> str:
        return text(at(self.manifest, ("spec", "type"))) or "ClusterIP"

    @property
    def selector(self) -> dict[str, str]:
        return labels(at(self.manifest, ("spec", "selector")))

    @property
    def addresses(self) -> set[str]:
        return set(strings(at(self.manifest, ("spec", "externalIPs"))))

    @property
    def callers(self) -> Spans:
        """Whom a load balancer lets in."""
        if self.type != _BALANCER:
            return ()
        ranges = items(at(self.manifest, ("spec", "loadBalancerSourceRanges")))
        return addresses.cidrs(ranges) if ranges else addresses.EVERYWHERE

    def target(self, port: ServicePort) -> tuple[int | str, ...]:
        """Return where a port leads at the pods: numbers, or a name that no pod has."""
        if isinstance(port.target, int):
            return (port.target,)
        numbers = (dict(named_ports(pods)).get((port.target, port.protocol)) for _, pods in self.selected)
        return tuple(sorted({each for each in numbers if each is not None})) or (port.target,)


def service_changes(old: Side, new: Side, found: Sequence[Workload]) -> Iterator[Entrance]:
    """Compare the Services of two sides."""
    index = _Index(found)
    for key in dict.fromkeys((*new, *old)):
        if key[:2] == ("", "Service"):
            yield from _changes(key, index.service(key, old, 0), index.service(key, new, 1), index.staying)


class _Index:
    """The pods of both sides, by namespace."""

    def __init__(self, found: Sequence[Workload]) -> None:
        self._pods: tuple[dict[str, list[tuple[str, Pods]]], ...] = ({}, {})
        for workload in found:
            for side, pods in zip(self._pods, (workload.old, workload.new), strict=True):
                side.setdefault(workload.namespace, []).extend((workload.name, each) for each in pods)
        self.staying = {workload.name for workload in found if workload.old and workload.new}

    def service(self, key: Key, side: Side, number: int) -> _Service | None:
        if key not in side:
            return None
        selector = labels(at(side[key], ("spec", "selector"))).items()
        pods = self._pods[number].get(key.namespace, ()) if selector else ()
        return _Service(side[key], [(name, each) for name, each in pods if selector <= each.labels.items()])


def _changes(key: Key, old: _Service | None, new: _Service | None, staying: set[str]) -> Iterator[Entrance]:
    if new is None:
        if old is not None and old.type in _OUTSIDE:
            yield Entrance(key.label, "closed", exposes=False, text=f"{key.label} of type {old.type} is gone")
        return
    yield from _type(key, old, new)
    yield from _doors(key, old, new)
    if old is not None:
        yield from _ports(key, old, new)
        yield from _pods(key, old, new, staying)


def _type(key: Key, old: _Service | None, new: _Service) -> Iterator[Entrance]:
    was = None if old is None else old.type
    if was == new.type:
        return
    if new.type in _OUTSIDE:
        told = f"{key.label} is now of type {new.type}: {_OUTSIDE[new.type]}"
        yield Entrance(key.label, "changed" if was == _BALANCER else "opened", was != _BALANCER, told)
    elif was is not None:
        told = f"{key.label} is now of type {new.type}, no longer {was}"
        yield Entrance(key.label, "closed" if was in _OUTSIDE else "changed", exposes=False, text=told)


def _doors(key: Key, old: _Service | None, new: _Service) -> Iterator[Entrance]:
    for each in sorted(new.addresses - (old.addresses if old else set())):
        yield Entrance(key.label, "opened", exposes=True, text=f"{key.label} is now reachable at the address {each}")
    for each in sorted((old.addresses if old else set()) - new.addresses):
        yield Entrance(
            key.label, "closed", exposes=False, text=f"{key.label} is no longer reachable at the address {each}"
        )
    if old is None or old.type != _BALANCER or new.type != _BALANCER:
        return
    if more := minus(new.callers, old.callers):
        told = f"{key.label}: the load balancer now lets {together(addresses.words(more))} in"
        yield Entrance(key.label, "opened", exposes=True, text=told)
    if fewer := minus(old.callers, new.callers):
        told = f"{key.label}: the load balancer no longer lets {together(addresses.words(fewer))} in"
        yield Entrance(key.label, "closed", exposes=False, text=told)


def _ports(key: Key, old: _Service, new: _Service) -> Iterator[Entrance]:
    before, after = ({each[1:3]: each for each in service_ports(side.manifest)} for side in (old, new))
    for number, port in after.items():
        if number not in before:
            yield Entrance(key.label, "opened", new.type in _OUTSIDE, f"{key.label} now listens on {port.text}")
            continue
        was, now = old.target(before[number]), new.target(port)
        if was != now and (new.pods or not old.pods):
            told = f"{key.label}: port {port.text} now leads to {_all(now)} of the pods, no longer to {_all(was)}"
            yield Entrance(key.label, "changed", exposes=False, text=told)
    for number, port in before.items():
        if number not in after:
            told = f"{key.label} no longer listens on {port.text}"
            yield Entrance(key.label, "closed", exposes=False, text=told)


def _all(targets: Sequence[int | str]) -> str:
    return ", ".join(map(str, targets))


def _pods(key: Key, old: _Service, new: _Service, staying: set[str]) -> Iterator[Entrance]:
    if old.pods and not new.pods and new.type != "ExternalName":
        selector = ",".join(f"{name}={value}" for name, value in sorted(new.selector.items()))
        why = f"none has {selector}" if selector else "it has no selector"
        told = f"{key.label}: no pod of the file answers any more, as {why}"
        yield Entrance(key.label, "closed", exposes=False, text=told, unanswered=True)
        return
    gone = sorted((old.pods - new.pods) & staying)
    come = sorted((new.pods - old.pods) & staying)
    words = [f"now leads to {several(come)}"] * bool(come) + [f"no longer to {several(gone)}"] * bool(gone)
    if words:
        yield Entrance(key.label, "changed", new.type in _OUTSIDE and bool(come), f"{key.label} {', '.join(words)}")
