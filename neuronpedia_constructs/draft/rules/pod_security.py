"""The Pod Security Standard `restricted`: its requirements for pods, and whom they run as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.image import OWN_IMAGES
from neuronpedia_constructs.draft.kubernetes.bridge import set_fields
from neuronpedia_constructs.draft.kubernetes.manifests import plain
from neuronpedia_constructs.draft.kubernetes.security_contexts import confined
from neuronpedia_constructs.validation.problems import Problem

from .objects.places import containers

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from neuronpedia_constructs.draft.workload import WorkloadDraft

RESTRICTED = "restricted"
BASELINE = "baseline"

_VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
"""The permitted types of volumes."""

_NUMBERS = ("run_as_user", "run_as_group", "fs_group")

_POD_FIELDS = ("runAsNonRoot", "runAsUser", "seccompProfile")
"""What a container has from its pod, unless it sets it itself."""


_UNSET = "none: RunAsAssignedUser leaves the numbers to the cluster, which refuses others than its own"
_ASSIGNED = "remove the number"


def namespace_labels(drafts: Iterable[WorkloadDraft] = ()) -> dict[str, str]:
    """Return the labels that make Kubernetes enforce the standard in a namespace.

    `enforce` rejects pods that violate it. `warn` also covers Deployments and Jobs, whose pods are created later.
    """
    level = BASELINE if any(draft.image_user_reason is not None for draft in drafts) else RESTRICTED
    return {
        "pod-security.kubernetes.io/enforce": level,
        "pod-security.kubernetes.io/warn": RESTRICTED,
    }


def finalize_contexts(draft: WorkloadDraft) -> None:
    """Confine each container as far as its own security context does not say otherwise."""
    for container in draft.all_containers():
        own = container.security_context
        if own is None:
            container.security_context = confined()
        elif isinstance(own, k8s.SecurityContext) and own is not confined():
            given = set_fields(own)
            strict = {"allow_privilege_escalation": False, "capabilities": k8s.Capabilities(drop=["ALL"])}
            if strict.keys() - given.keys():
                container.security_context = k8s.SecurityContext(**{**strict, **given})


def finalize_user(draft: WorkloadDraft) -> None:
    """Leave the user to the workload's image, if a mixin says so."""
    context = draft.pod.security_context
    if draft.image_user_reason is None or context is None:
        return
    user = {name: getattr(context, name) for name in ("run_as_group", "run_as_non_root", "run_as_user")}
    draft.pod.security_context = k8s.PodSecurityContext(**{**set_fields(context), **dict.fromkeys(user)})
    for container in draft.all_containers():
        own = container.security_context
        if container.image not in OWN_IMAGES and own is not None:
            container.security_context = k8s.SecurityContext(**{**user, **set_fields(own)})


def without_numbers(context: k8s.PodSecurityContext | None) -> k8s.PodSecurityContext | None:
    """Return a context in which the cluster assigns the user and the group of volumes.

    Without a group, processes belong to the root group, whose files images for assigned users are made readable for.
    """
    if context is None:
        return None
    return k8s.PodSecurityContext(**{**set_fields(context), **dict.fromkeys(_NUMBERS)})


def check_pod_security(draft: WorkloadDraft) -> Iterator[Problem]:
    """Return the violations for which Kubernetes would reject a workload's pods."""
    volumes = {name: volume for name, volume in draft.pod.volumes.items() if isinstance(volume, k8s.Volume)}
    contexts = {container.name: container.security_context for container in draft.all_containers()}
    spec = {
        "securityContext": plain(draft.pod.security_context) or {},
        "containers": [{"name": name, "securityContext": plain(own) or {}} for name, own in contexts.items()],
        "volumes": [{**plain(volume), "name": name} for name, volume in volumes.items()],
    }
    return pod_security_problems(spec, own_users(draft), assigned=draft.user_is_assigned)


def own_users(draft: WorkloadDraft) -> list[str]:
    """Return the names of the containers that run as the user of their image."""
    if draft.image_user_reason is None:
        return []
    return [container.name for container in draft.all_containers() if container.image in OWN_IMAGES]


def pod_security_problems(
    spec: Mapping[str, Any], own_users: Container[str], *, assigned: bool = False
) -> Iterator[Problem]:
    """Yield the violations for which Kubernetes would reject pods.

    Args:
        spec: the specification of the pods.
        own_users: the names of the containers that run as the user of their image.
        assigned: whether the cluster assigns the numbers of user and group.
    """
    for volume in spec.get("volumes") or ():
        if wrong := sorted(volume.keys() - _VOLUMES - {"name"}):
            allowed = f"one of {', '.join(sorted(_VOLUMES))}"
            yield Problem(
                "pod-security.volume",
                f"volume {volume['name']}",
                f"{', '.join(wrong)} is not allowed",
                allowed,
                "use another type of volume",
            )
    for field in ("hostIPC", "hostNetwork", "hostPID"):
        if spec.get(field):
            yield Problem.invalid("pod-security.host", field, spec[field], "False", "leave it out")
    pod = spec.get("securityContext") or {}
    if assigned and pod.get("fsGroup") is not None:
        yield Problem.invalid("pod-security.number", "fsGroup", pod["fsGroup"], _UNSET, _ASSIGNED)
    for container in containers(spec):
        name, own = container["name"], container.get("securityContext") or {}
        for field, given, allowed in _violations(own, pod):
            yield _violation(name, field, given, allowed, own)
        if name in own_users:
            continue
        both = {**pod, **own}
        if both.get("runAsNonRoot") is not True:
            yield _violation(name, "runAsNonRoot", both.get("runAsNonRoot"), "True", own)
        given = both.get("runAsUser")
        if assigned and given is not None:
            yield Problem.invalid("pod-security.number", f"runAsUser of container {name}", given, _UNSET, _ASSIGNED)
        elif not assigned and not given:
            yield _violation(name, "runAsUser", given, "a number other than 0", own)


def _violation(container: str, field: str, given: object, allowed: str, own: Mapping[str, Any]) -> Problem:
    place, fix = f"{field} of container {container}", _fix(field, own, allowed)
    return Problem.invalid("pod-security.container", place, given, allowed, fix)


def _fix(field: str, own: Mapping[str, Any], allowed: str) -> str:
    """Return what to do about a field of a container that violates the standard."""
    if field in own:
        of_image = ", or add RunAsImageUser(reason=…) if one of Neuronpedia's images starts as root"
        return f"leave it out of the container's security context{of_image if field in _POD_FIELDS[:2] else ''}"
    if field in _POD_FIELDS:
        return "keep the security context of the pod, which its containers share"
    return f"add it to the container's security context ({field}: {allowed}), or add the container as a ContainerDraft"


def _violations(own: Mapping[str, Any], pod: Mapping[str, Any]) -> Iterator[tuple[str, object, str]]:
    """Yield each field, except those of the user, that violates the standard, with its value and what is allowed."""
    both = {**pod, **own}
    capabilities = own.get("capabilities") or {}
    dropped, added = capabilities.get("drop") or [], capabilities.get("add") or []
    if own.get("privileged"):
        yield "privileged", own["privileged"], "False"
    if own.get("allowPrivilegeEscalation") is not False:
        yield "allowPrivilegeEscalation", own.get("allowPrivilegeEscalation"), "False"
    if "ALL" not in dropped or set(added) - {"NET_BIND_SERVICE"}:
        yield "capabilities", f"drop {dropped}, add {added}", 'drop ["ALL"], and add nothing but NET_BIND_SERVICE'
    if own.get("procMount") not in (None, "Default"):
        yield "procMount", own["procMount"], "Default"
    profile = (both.get("seccompProfile") or {}).get("type")
    if profile not in ("RuntimeDefault", "Localhost"):
        yield "seccompProfile", profile, "RuntimeDefault or Localhost"
