"""Which pods a namespace does not admit: the Pod Security Standards, as their admission applies them.

https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .node import Node
from .standards import baseline, restricted
from .standards.template import Template

if TYPE_CHECKING:
    from collections.abc import Callable

    from neuronpedia_constructs.cli.diff.objects import Manifest

    Check = Callable[[Template], str | None]

_LABEL = "pod-security.kubernetes.io/enforce"

_BASELINE: dict[str, Check] = {
    "appArmorProfile": baseline.app_armor_profile,
    "capabilities_baseline": baseline.capabilities,
    "hostNamespaces": baseline.host_namespaces,
    "hostPathVolumes": baseline.host_path_volumes,
    "hostPorts": baseline.host_ports,
    "hostProbesAndHostLifecycle": baseline.host_probes,
    "privileged": baseline.privileged,
    "procMount": baseline.proc_mount,
    "seLinuxOptions": baseline.se_linux_options,
    "seccompProfile_baseline": baseline.seccomp_profile,
    "sysctls": baseline.sysctls,
    "windowsHostProcess": baseline.windows_host_process,
}
"""The checks of the level "baseline" by their names, in the order of the admission's answer."""
_RESTRICTED: dict[str, Check] = {
    "allowPrivilegeEscalation": restricted.allow_privilege_escalation,
    "capabilities_restricted": restricted.capabilities,
    "procMount_restricted": baseline.any_proc_mount,
    "restrictedVolumes": restricted.restricted_volumes,
    "runAsNonRoot": restricted.run_as_non_root,
    "runAsUser": restricted.run_as_user,
    "seccompProfile_restricted": restricted.seccomp_profile,
}
_OVERRIDDEN = {"capabilities_baseline", "hostPathVolumes", "procMount", "seccompProfile_baseline"}
"""Checks of "baseline" that stricter ones of "restricted" stand in for."""

_LEVELS: dict[str, tuple[Check, ...]] = {
    "privileged": (),
    "baseline": tuple(_BASELINE.values()),
    "restricted": (*(check for name, check in _BASELINE.items() if name not in _OVERRIDDEN), *_RESTRICTED.values()),
}


def level_of(namespace: Manifest | None) -> str:
    """Return the level that a namespace enforces: "privileged", "baseline" or "restricted".

    Without a label it is the default of the API server, "privileged". What is no level counts as "restricted":
    https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/pod-security-admission/api/helpers.go
    """
    label = Node(namespace, "").child("metadata").labels("labels").get(_LABEL)
    if label is None:
        return "privileged"
    return label if label in _LEVELS else "restricted"


def violations(template: Manifest, level: str) -> list[str]:
    """Return what keeps the pods of a template (a map with `metadata` and `spec`) out of a namespace of a level.

    Each is in the standard's own words: "privileged (container "web" must not set securityContext.privileged=true)".
    What is no level counts as "restricted".
    """
    pod = Template(template)
    checks = _LEVELS.get(level, _LEVELS["restricted"])
    return [found for check in checks if (found := check(pod)) is not None]
