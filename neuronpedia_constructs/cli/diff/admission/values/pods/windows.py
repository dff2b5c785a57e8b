"""Windows: fields of another operating system, and processes of the host (validateWindows, validateLinux)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, forbidden, invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_HOST = ("hostNetwork", "hostPID", "hostIPC")
_LINUX_POD = (
    "appArmorProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "runAsGroup",
    "runAsUser",
    "seLinuxChangePolicy",
    "seLinuxOptions",
    "seccompProfile",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "sysctls",
)
_LINUX_SPEC = ("hostIPC", "hostPID", "hostUsers", "shareProcessNamespace")
_LINUX_CONTAINER = (
    "allowPrivilegeEscalation",
    "appArmorProfile",
    "capabilities",
    "privileged",
    "procMount",
    "readOnlyRootFilesystem",
    "runAsGroup",
    "runAsUser",
    "seLinuxOptions",
    "seccompProfile",
)
"""Fields that no pod of Windows has."""


def windows_faults(pod: Node, context: Node, contexts: list[Node]) -> Iterator[Fault]:
    """Yield the faults of a pod, given its security context and those of its containers."""
    yield from _system_faults(pod, context, contexts)
    yield from _host_process_faults(pod, context, contexts)


def _system_faults(pod: Node, context: Node, contexts: list[Node]) -> Iterator[Fault]:
    """Yield the fields that the pod's operating system does not have."""
    system = pod.child("os").text("name")
    if system == "linux":
        for each in (context, *contexts):
            if each.has("windowsOptions"):
                yield forbidden(each.at("windowsOptions"), "in a pod of Linux")
    elif system == "windows":
        given = [(pod, _LINUX_SPEC), (context, _LINUX_POD), *((each, _LINUX_CONTAINER) for each in contexts)]
        for place, names in given:
            for name in names:
                if place.has(name) and not (name in _HOST and not place.flag(name)):
                    yield forbidden(place.at(name), "in a pod of Windows")


def _host_process_faults(pod: Node, context: Node, contexts: list[Node]) -> Iterator[Fault]:
    """Yield what validateWindowsHostProcessPod refuses."""
    of_pod = context.child("windowsOptions").flag("hostProcess")
    effective = list[bool]()
    for each in contexts:
        options = each.child("windowsOptions")
        given = options.flag("hostProcess")
        if of_pod is not None and given is not None and given != of_pod:
            yield invalid(options.at("hostProcess"), given, f"as for the pod, {str(of_pod).lower()}")
        effective.append(bool(of_pod if given is None else given))
    if not any(effective):
        return
    if not all(effective):
        yield Fault(pod.path, "some containers are processes of the host (hostProcess) and others are not")
    if not pod.flag("hostNetwork"):
        yield invalid(pod.at("hostNetwork"), False, "true where containers are processes of the host (hostProcess)")
