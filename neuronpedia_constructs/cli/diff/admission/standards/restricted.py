"""The checks of the level "restricted", in the words of the standards. None means that a pod keeps to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .baseline import seccomp_profile as baseline_seccomp
from .template import allowed, named, plural, quoted

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.admission.node import Node

    from .template import Template


def allow_privilege_escalation(template: Template) -> str | None:
    """Privilege escalation that is not forbidden (check_allowPrivilegeEscalation.go)."""
    if template.is_windows:
        return None
    containers = template.named(lambda context: context.flag("allowPrivilegeEscalation") is not False)
    if not containers:
        return None
    must = "must set securityContext.allowPrivilegeEscalation=false"
    return f"allowPrivilegeEscalation != false ({named(containers)} {must})"


def capabilities(template: Template) -> str | None:
    """Capabilities that are not dropped, or added beyond one (check_capabilities_restricted.go)."""
    if template.is_windows:
        return None

    def added(context: Node) -> set[str]:
        return set(context.child("capabilities").texts("add")) - allowed()["capabilitiesRestricted"]

    keeping = template.named(lambda context: "ALL" not in context.child("capabilities").texts("drop"))
    adding = template.named(lambda context: bool(added(context)))
    details = [f'{named(keeping)} must set securityContext.capabilities.drop=["ALL"]'] if keeping else []
    if adding:
        values = sorted(set().union(*(added(context) for _, context in template.contexts())))
        details.append(f"{named(adding)} must not include {quoted(values)} in securityContext.capabilities.add")
    return f"unrestricted capabilities ({'; '.join(details)})" if details else None


def restricted_volumes(template: Template) -> str | None:
    """Volumes of the host or of a network (check_restrictedVolumes.go)."""
    volumes, types = list[str](), set[str]()
    for volume in template.pod.children("volumes"):
        given = [name for name in volume.value if name != "name" and volume.has(name)]
        if not allowed()["volumes"] & set(given):
            volumes.append(volume.text("name"))
            types.add(given[0] if given else "unknown")
    if not volumes:
        return None
    uses = f"{plural('uses', len(volumes), 'use')} {plural('restricted volume type', len(types))}"
    which = f"{plural('volume', len(volumes))} {quoted(volumes)}"
    return f"restricted volume types ({which} {uses} {quoted(sorted(types))})"


def run_as_non_root(template: Template) -> str | None:
    """Containers that may run as root, unless the pod has its own users (check_runAsNonRoot.go)."""
    if template.has_own_users:
        return None
    setters = template.setters(lambda context: context.flag("runAsNonRoot") is False)
    if setters:
        return f"runAsNonRoot != true ({' and '.join(setters)} must not set securityContext.runAsNonRoot=false)"
    if template.context.flag("runAsNonRoot"):
        return None
    containers = template.named(lambda context: context.flag("runAsNonRoot") is None)
    if not containers:
        return None
    return f"runAsNonRoot != true (pod or {named(containers)} must set securityContext.runAsNonRoot=true)"


def run_as_user(template: Template) -> str | None:
    """Containers that run as root, unless the pod has its own users (check_runAsUser.go)."""
    if template.has_own_users:
        return None
    setters = template.setters(lambda context: context.number("runAsUser") == 0)
    return f"runAsUser=0 ({' and '.join(setters)} must not set runAsUser=0)" if setters else None


def seccomp_profile(template: Template) -> str | None:
    """Profiles of seccomp that are not given, or others than allowed (check_seccompProfile_restricted.go)."""
    if template.is_windows:
        return None
    if (found := baseline_seccomp(template)) is not None:
        return found
    if template.context.has("seccompProfile"):
        return None
    containers = template.named(lambda context: not context.has("seccompProfile"))
    if not containers:
        return None
    must = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    return f"seccompProfile (pod or {named(containers)} {must})"
