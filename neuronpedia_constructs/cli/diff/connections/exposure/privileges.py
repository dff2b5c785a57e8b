"""Pods that may do more on their node: https://kubernetes.io/docs/concepts/security/pod-security-standards/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.cli.diff.connections.values import integer, maps, strings, text
from neuronpedia_constructs.cli.diff.objects import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.cli.diff.connections.workloads import Pods, Workload
    from neuronpedia_constructs.cli.diff.objects import Manifest

_POD: Final = (
    (("hostNetwork",), True, "its pods share the network of their node (hostNetwork)"),
    (("hostPID",), True, "its pods see the processes of their node (hostPID)"),
    (("hostIPC",), True, "its pods share the memory of their node's processes (hostIPC)"),
    (
        ("securityContext", "seccompProfile", "type"),
        "Unconfined",
        "its pods may use every system call (seccompProfile)",
    ),
    (("securityContext", "windowsOptions", "hostProcess"), True, "its pods are processes of their node (hostProcess)"),
)
"""What a pod has of its node: the field, the value, and what it means."""
_CONTAINER: Final = (
    (("privileged",), True, "is privileged"),
    (("procMount",), "Unmasked", "sees all of /proc (procMount)"),
    (("seccompProfile", "type"), "Unconfined", "may use every system call (seccompProfile)"),
    (("windowsOptions", "hostProcess"), True, "is a process of its node (hostProcess)"),
)
"""The same for the security context of a container."""
_HARMLESS: Final = {"NET_BIND_SERVICE"}
"""The capability that even the level restricted admits."""


def privileges(found: Sequence[Workload]) -> Iterator[str]:
    """Tell what the new side's pods may do that they could not before."""
    for workload in found:
        before = set(_all(workload.old))
        after = [told for told in dict.fromkeys(_all(workload.new)) if told not in before]
        yield from (f"{workload.label}: {told}" for told in after)
        yield from (f"{workload.label}: {told}" for told in _loosened(workload))


def _all(many: Iterable[Pods]) -> Iterator[str]:
    for pods in many:
        spec = at(pods.template, ("spec",))
        yield from (told for path, value, told in _POD if _is(at(spec, path), value))
        for path in _host_paths(spec):
            yield f"its pods see the files of their node at {path} (hostPath)"
        for container in _containers(spec):
            yield from (f"container {_name(container)} {told}" for told in _of_container(container, spec))


def _is(found: Any, value: object) -> bool:
    return type(found) is type(value) and found == value


def _host_paths(spec: Any) -> Iterator[str]:
    for volume in maps(at(spec, ("volumes",))):
        path = at(volume, ("hostPath", "path"))
        if isinstance(path, str):
            yield path


def _containers(spec: Any) -> list[Manifest]:
    return [each for field in ("initContainers", "containers") for each in maps(at(spec, (field,)))]


def _name(container: Manifest) -> str:
    return text(container.get("name")) or "without a name"


def _of_container(container: Manifest, spec: Any) -> Iterator[str]:
    context = container.get("securityContext")
    yield from (told for path, value, told in _CONTAINER if _is(at(context, path), value))
    for capability in strings(at(context, ("capabilities", "add"))):
        name = capability.upper().removeprefix("CAP_")
        if name not in _HARMLESS:
            yield "has all capabilities" if name == "ALL" else f"has the capability {name}"
    if at(spec, ("hostNetwork",)) is not True:
        for port in maps(container.get("ports")):
            number = integer(port.get("hostPort"))
            if number:
                yield f"can be reached at port {number} of its node (hostPort)"


def _loosened(workload: Workload) -> Iterator[str]:
    """Tell what containers of both sides may do no longer only on the new one. Other new ones are not held to it."""
    if not workload.old or not workload.new:
        return
    before, after = _lax(workload.old), _lax(workload.new)
    for name, told in after.items():
        yield from (f"container {name} {each}" for each in told if name in before and each not in before[name])


def _lax(many: Iterable[Pods]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pods in many:
        spec = at(pods.template, ("spec",))
        for container in _containers(spec):
            found.setdefault(_name(container), []).extend(_laxities(container, spec))
    return found


def _laxities(container: Manifest, spec: Any) -> Iterator[str]:
    context, shared = container.get("securityContext"), at(spec, ("securityContext",))
    if at(context, ("allowPrivilegeEscalation",)) is not False:
        yield "may gain privileges (allowPrivilegeEscalation)"
    if "ALL" not in strings(at(context, ("capabilities", "drop"))):
        yield "no longer drops all capabilities"
    user, safe = (_first(field, context, shared) for field in ("runAsUser", "runAsNonRoot"))
    if user == 0 or (safe is not True and not integer(user)):
        yield "may run as root"


def _first(field: str, context: Any, shared: Any) -> Any:
    own = at(context, (field,))
    return at(shared, (field,)) if own is None else own
