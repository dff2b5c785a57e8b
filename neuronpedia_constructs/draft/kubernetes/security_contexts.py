"""Security contexts that the Pod Security Standard `restricted` admits, each created once."""

from __future__ import annotations

from functools import cache

from cdk8s_plus_28 import k8s


@cache
def pod_identity(uid: int) -> k8s.PodSecurityContext:
    """Return a context that runs all containers of a pod as one numeric user and group, which also owns its volumes.

    With `run_as_non_root`, the kubelet rejects images whose user is root, or a name: the number overrides it.
    """
    return k8s.PodSecurityContext(
        run_as_user=uid,
        run_as_group=uid,
        run_as_non_root=True,
        fs_group=uid,
        fs_group_change_policy="OnRootMismatch",
        seccomp_profile=k8s.SeccompProfile(type="RuntimeDefault"),
    )


@cache
def confined() -> k8s.SecurityContext:
    """Return a context without privileges, in which only volumes are writable."""
    return k8s.SecurityContext(
        allow_privilege_escalation=False,
        capabilities=k8s.Capabilities(drop=["ALL"]),
        read_only_root_filesystem=True,
    )
