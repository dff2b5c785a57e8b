"""Security contexts (ValidateSecurityContext, validatePodSpecSecurityContext)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, duplicate, forbidden, invalid, missing

from .windows import windows_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_HOST = ("hostNetwork", "hostPID", "hostIPC")


def pod_security_faults(pod: Node, containers: list[Node]) -> Iterator[Fault]:
    """Yield the faults of the security of a pod and of its containers."""
    context = pod.child("securityContext")
    yield from _profile_faults(context)
    if context.has("sysctls"):
        yield from _sysctl_faults(context)
    if pod.flag("shareProcessNamespace") and pod.flag("hostPID"):
        yield forbidden(pod.at("shareProcessNamespace"), "as true where hostPID is true")
    if pod.flag("hostUsers") is False:
        for name in _HOST:
            if pod.flag(name):
                yield forbidden(pod.at(name), "as true where hostUsers is false")
    for container in containers:
        yield from _container_faults(container.child("securityContext"), pod)
    yield from windows_faults(pod, context, [container.child("securityContext") for container in containers])


def _container_faults(context: Node, pod: Node) -> Iterator[Fault]:
    yield from _profile_faults(context)
    if context.text("procMount") == "Unmasked" and pod.flag("hostUsers") is not False:
        yield invalid(context.at("procMount"), "Unmasked", '"Default" unless hostUsers of the pod is false')
    if context.flag("allowPrivilegeEscalation") is False:
        if context.flag("privileged"):
            yield forbidden(context.at("allowPrivilegeEscalation"), "as false where privileged is true")
        if "CAP_SYS_ADMIN" in context.child("capabilities").texts("add"):
            yield forbidden(context.at("allowPrivilegeEscalation"), "as false where CAP_SYS_ADMIN is added")


def _profile_faults(context: Node) -> Iterator[Fault]:
    for name in ("seccompProfile", "appArmorProfile"):
        profile = context.child(name)
        is_local = profile.text("type") == "Localhost"
        if is_local and not profile.text("localhostProfile"):
            yield missing(profile.at("localhostProfile"), "given where the type is Localhost")
        elif profile.has("localhostProfile") and not is_local:
            yield forbidden(profile.at("localhostProfile"), "unless the type is Localhost")


def _sysctl_faults(context: Node) -> Iterator[Fault]:
    names = set[str]()
    for each in context.children("sysctls"):
        name = each.text("name")
        if name and name in names:
            yield duplicate(each.at("name"), name, "kernel parameters")
        names.add(name)
