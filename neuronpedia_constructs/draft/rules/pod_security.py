"""The Pod Security Standard `restricted`: what it demands of pods, and the way out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.image import OWN_IMAGES
from neuronpedia_constructs.draft.kubernetes.bridge import set_fields
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.draft.pod import ContainerDraft
    from neuronpedia_constructs.draft.workload import WorkloadDraft

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
    if draft.image_user_reason is None or context is None:
        return
    user = {name: getattr(context, name) for name in ("run_as_group", "run_as_non_root", "run_as_user")}
    draft.pod.security_context = k8s.PodSecurityContext(**{**set_fields(context), **dict.fromkeys(user)})
    for container in draft.all_containers():
        own = container.security_context
        if container.image not in OWN_IMAGES and own is not None:
            container.security_context = k8s.SecurityContext(**{**user, **set_fields(own)})


def check_pod_security(draft: WorkloadDraft) -> Iterator[Problem]:
    """List what Kubernetes would refuse a workload's pods for."""
    for name, volume in draft.pod.volumes.items():
        sources = set_fields(volume).keys() - {"name"} if isinstance(volume, k8s.Volume) else set()
        if wrong := sorted(sources - _VOLUMES):
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
