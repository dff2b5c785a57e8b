"""The Pod Security Standard `restricted`: what it demands of pods, and the way out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from .draft import leaves
from .draft.image import OWN_IMAGES
from .problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .draft.workload import ContainerDraft, WorkloadDraft

RESTRICTED = "restricted"
BASELINE = "baseline"

_VOLUMES = {
    "config_map",
    "csi",
    "downward_api",
    "empty_dir",
    "ephemeral",
    "persistent_volume_claim",
    "projected",
    "secret",
}
"""The sources that a volume may have, as the typed struct calls them."""

_FIX = "leave the draft's security contexts as they are; RunAsImageUser(reason=…) lets one image run as its own user"


def namespace_labels(drafts: Iterable[WorkloadDraft] = ()) -> dict[str, str]:
    """Return the labels by which Kubernetes holds a namespace's pods to the standard.

    Pods that do not meet it are refused; `warn` says so of Deployments and Jobs, too, whose pods come later.
    """
    level = BASELINE if any(draft.image_user_reason is not None for draft in drafts) else RESTRICTED
    return {
        "pod-security.kubernetes.io/enforce": level,
        "pod-security.kubernetes.io/warn": RESTRICTED,
    }


def settle_user(draft: WorkloadDraft) -> None:
    """Let a workload's own image decide on its user, where a mixin says so."""
    context = draft.pod.security_context
    if draft.image_user_reason is None or context is None or context.run_as_user is None:
        return
    draft.pod.security_context = leaves.image_identity(int(context.run_as_user))
    for container in draft.all_containers():
        if container.image not in OWN_IMAGES:
            container.security_context = leaves.confined(int(context.run_as_user))


def check_pod_security(draft: WorkloadDraft) -> Iterator[Problem]:
    """List what Kubernetes would refuse a workload's pods for."""
    for name, volume in draft.pod.volumes.items():
        if isinstance(volume, k8s.Volume):
            sources = {*getattr(volume, "__jsii_name_mapping__", ())} - {"name"} - _VOLUMES
            if wrong := sorted(source for source in sources if getattr(volume, source) is not None):
                allowed = f"one of the sources {', '.join(sorted(_VOLUMES))}"
                yield Problem(f"volume {name}", ", ".join(wrong), allowed, "use another kind of volume")
    for container in draft.all_containers():
        for field, given, allowed in _violations(container, draft):
            yield Problem(f"{field} of container {container.name}", quoted(given), allowed, _FIX)


def _violations(container: ContainerDraft, draft: WorkloadDraft) -> Iterator[tuple[str, object, str]]:
    """Yield each field that the standard does not allow, what it is, and what it has to be."""
    pod, own = draft.pod.security_context, container.security_context
    capabilities = own.capabilities if own else None
    dropped, added = (capabilities.drop or [], capabilities.add or []) if capabilities else ([], [])
    if own and own.privileged:
        yield "privileged", own.privileged, "False"
    if own is None or own.allow_privilege_escalation is not False:
        yield "allowPrivilegeEscalation", own and own.allow_privilege_escalation, "False"
    if "ALL" not in dropped or set(added) - {"NET_BIND_SERVICE"}:
        yield "capabilities", f"drop {dropped}, add {added}", 'drop ["ALL"], and at most NET_BIND_SERVICE added'
    if own and own.proc_mount not in (None, "Default"):
        yield "procMount", own.proc_mount, "Default"
    profile = _either(own, pod, "seccomp_profile")
    if getattr(profile, "type", None) not in ("RuntimeDefault", "Localhost"):
        yield "seccompProfile", getattr(profile, "type", None), "RuntimeDefault or Localhost"
    by_image = draft.image_user_reason is not None and container.image in OWN_IMAGES
    if not by_image and _either(own, pod, "run_as_non_root") is not True:
        yield "runAsNonRoot", _either(own, pod, "run_as_non_root"), "True"
    if not by_image and not _either(own, pod, "run_as_user"):
        yield "runAsUser", _either(own, pod, "run_as_user"), "a number other than 0"


def _either(own: k8s.SecurityContext | None, pod: k8s.PodSecurityContext | None, field: str) -> object:
    """Return a field of a container's context, or else of its pod's."""
    value = getattr(own, field, None)
    return getattr(pod, field, None) if value is None else value
