"""What belongs together in a pod: names that must differ, and volumes that mounts refer to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.validation.problems import Problem, quoted

from .places import containers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_HANDLERS: Final = ("exec", "grpc", "httpGet", "tcpSocket")
_ENDING: Final = ("CronJob", "Job")
"""The kinds whose pods run to completion."""
_PROBES: Final = ("startupProbe", "readinessProbe", "livenessProbe")


def pod_problems(kind: str, spec: dict[str, Any], claims: Collection[str] = ()) -> Iterator[Problem]:
    """Yield the problems of fields of a pod that do not fit each other.

    Args:
        kind: the kind of the object that creates the pod.
        spec: the specification of the pod.
        claims: names of volumes that do not stand in it, because each pod has a claim of its own.
    """
    found = containers(spec)
    yield from _repeated("containers", "name", (container.get("name") for container in found))
    yield from _repeated("volumes", "name", (volume.get("name") for volume in spec.get("volumes") or ()))
    volumes = {*(volume.get("name") for volume in spec.get("volumes") or ()), *claims}
    for container in found:
        yield from _container_problems(container, volumes)
    for volume in spec.get("volumes") or ():
        if len(sources := sorted(volume.keys() - {"name"})) != 1:
            cause = f"it has {' and '.join(sources) or 'no source'}"
            fix = "give the volume one source, such as emptyDir"
            yield Problem("pod.volume-source", f"volume {volume.get('name')}", cause, "exactly one source", fix)
    for index, toleration in enumerate(spec.get("tolerations") or ()):
        yield from _toleration_problems(f"tolerations[{index}]", toleration)
    ends = ("OnFailure", "Never") if kind in _ENDING else ("Always",)
    if (policy := spec.get("restartPolicy", "Always")) not in ends:
        allowed = f"{' or '.join(ends)} for a {kind}"
        yield Problem.invalid("pod.restart-policy", "restartPolicy", policy, allowed, "leave it unchanged")
    if spec.get("dnsPolicy") == "None" and not (spec.get("dnsConfig") or {}).get("nameservers"):
        cause, fix = "the pod has no nameserver", 'add nameservers, or leave dnsPolicy "None" out'
        yield Problem("pod.nameservers-missing", "dnsConfig.nameservers", cause, "at least one address", fix)


def _toleration_problems(place: str, toleration: dict[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a toleration.

    https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
    """
    operator, value = toleration.get("operator", "Equal"), toleration.get("value")
    if operator == "Exists" and value:
        fix = 'leave the value out, or write operator="Equal"'
        yield Problem.invalid("pod.toleration", f"{place}.value", value, "no value with the operator Exists", fix)
    if operator != "Exists" and not toleration.get("key"):
        cause, fix = "the key is missing", 'name the key of the taint, or write operator="Exists"'
        yield Problem("pod.toleration", f"{place}.key", cause, "a key, unless the operator is Exists", fix)
    if toleration.get("tolerationSeconds") is not None and toleration.get("effect") != "NoExecute":
        given = toleration["tolerationSeconds"]
        fix = 'write effect="NoExecute", or leave the seconds out'
        yield Problem.invalid("pod.toleration", f"{place}.tolerationSeconds", given, "seconds only for NoExecute", fix)


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
            if probe != "readinessProbe" and container[probe].get("successThreshold", 1) != 1:
                given = container[probe]["successThreshold"]
                field = f"successThreshold of {probe} {of}"
                yield Problem.invalid("pod.success-threshold", field, given, "1", "leave it out")


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
