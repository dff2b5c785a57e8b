"""Probes and lifecycle hooks (validateProbe, validateLifecycle)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, forbidden, invalid, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_OF_PROBES = ("exec", "grpc", "httpGet", "tcpSocket")
_OF_HOOKS = ("exec", "httpGet", "sleep", "tcpSocket")
_ALONE = ("livenessProbe", "startupProbe")
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def probe_faults(container: Node) -> Iterator[Fault]:
    """Yield the faults of the probes of a container."""
    for name in PROBES:
        if not container.has(name):
            continue
        probe = container.child(name)
        yield from _handler_faults(probe, _OF_PROBES)
        successes = probe.number("successThreshold") or 1
        if name in _ALONE and successes != 1 and successes > 0:
            yield invalid(probe.at("successThreshold"), successes, f"1 for a {name}")
        if name == "readinessProbe" and probe.has("terminationGracePeriodSeconds"):
            yield forbidden(probe.at("terminationGracePeriodSeconds"), "for a readinessProbe")


def lifecycle_faults(container: Node, grace: int) -> Iterator[Fault]:
    """Yield the faults of the hooks of a container, given the seconds that its pod has to stop."""
    lifecycle = container.child("lifecycle")
    for name in ("postStart", "preStop"):
        if lifecycle.has(name):
            hook = lifecycle.child(name)
            yield from _handler_faults(hook, _OF_HOOKS)
            seconds = hook.child("sleep").number("seconds")
            if seconds is not None and not 0 <= seconds <= grace:
                allowed = f"from 0 to terminationGracePeriodSeconds, {grace}"
                yield invalid(hook.at("sleep", "seconds"), seconds, allowed)


def _handler_faults(place: Node, handlers: tuple[str, ...]) -> Iterator[Fault]:
    given = [name for name in handlers if place.has(name)]
    if len(given) != 1:
        has = f"; it has {' and '.join(given)}" if given else ""
        yield Fault(place.path, f"it must have one of {', '.join(handlers)}{has}")
    if "exec" in given and not place.child("exec").texts("command"):
        yield missing(place.at("exec", "command"), "a list of at least one")
