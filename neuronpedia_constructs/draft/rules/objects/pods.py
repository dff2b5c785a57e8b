"""What belongs together in a pod: names that must differ, and volumes that mounts refer to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.validation.problems import Problem, quoted

from .places import containers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_HANDLERS: Final = ("exec", "grpc", "httpGet", "tcpSocket")
_PROBES: Final = ("startupProbe", "readinessProbe", "livenessProbe")


def pod_problems(spec: dict[str, Any], claims: Collection[str] = ()) -> Iterator[Problem]:
    """Yield the problems of a pod's containers and volumes with each other.

    Args:
        spec: the specification of the pod.
        claims: names of volumes that do not stand in it, because each pod has a claim of its own.
    """
    found = containers(spec)
    yield from _repeated("containers", "name", (container.get("name") for container in found))
    yield from _repeated("volumes", "name", (volume.get("name") for volume in spec.get("volumes") or ()))
    volumes = {*(volume.get("name") for volume in spec.get("volumes") or ()), *claims}
    for container in found:
        yield from _container_problems(container, volumes)


def _container_problems(container: dict[str, Any], volumes: set[Any]) -> Iterator[Problem]:
    name = container.get("name")
    of = f"of container {name}"
    ports = container.get("ports") or ()
    mounts = container.get("volumeMounts") or ()
    yield from _repeated(f"env {of}", "name", (variable.get("name") for variable in container.get("env") or ()))
    yield from _repeated(f"ports {of}", "name", (port["name"] for port in ports if port.get("name")))
    yield from _repeated(f"volumeMounts {of}", "mountPath", (mount.get("mountPath") for mount in mounts))
    for mount in mounts:
        if mount.get("name") not in volumes:
            place = f"mount {mount.get('mountPath')} {of}"
            allowed = f"one of the pod's volumes: {', '.join(sorted(map(str, volumes)))}"
            fix = "add the volume to the draft's pod.volumes, or correct its name"
            yield Problem.invalid("workload.volume-missing", place, mount.get("name"), allowed, fix)
    named = {port.get("name") for port in ports}
    for probe in _PROBES:
        if container.get(probe):
            yield from _probe_problems(f"{probe} {of}", container[probe], named)


def _probe_problems(place: str, probe: dict[str, Any], ports: set[Any]) -> Iterator[Problem]:
    handlers = [handler for handler in _HANDLERS if probe.get(handler)]
    if len(handlers) != 1:
        cause = f"it has {' and '.join(handlers) or 'no check'}"
        yield Problem("pod.probe-handlers", place, cause, f"one of {', '.join(_HANDLERS)}", "keep one of them")
    for handler in handlers:
        port = probe[handler].get("port") if isinstance(probe[handler], dict) else None
        if isinstance(port, str) and port not in ports:
            allowed = f"a number, or a port of the container: {', '.join(sorted(map(str, ports - {None}))) or 'none'}"
            yield Problem.invalid("pod.port-missing", f"{handler} port in {place}", port, allowed, "correct the port")


def _repeated(place: str, field: str, values: Iterable[object]) -> Iterator[Problem]:
    for value, count in Counter(map(str, values)).items():
        if count > 1:
            cause = f"{quoted(value)} is there {count} times"
            yield Problem("pod.repeated", f"{place}: {field}", cause, "each of them once", "rename or remove one")
