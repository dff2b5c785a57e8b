"""Roles and their bindings, namespaces, quotas and limits.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/rbac/validation/validation.go,
https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, duplicate, forbidden, invalid, keyed, missing, one_of
from neuronpedia_constructs.cli.diff.admission.values.amounts import amount
from neuronpedia_constructs.cli.diff.admission.values.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_GROUP = "rbac.authorization.k8s.io"
_SUBJECTS = ("ServiceAccount", "User", "Group")
_MODES = ("enforce", "audit", "warn")
_LEVELS = ("privileged", "baseline", "restricted")
_VERSION = re.compile(r"latest|v1\.(0|[1-9][0-9]{0,9})")


def rule_faults(rule: Node, root: Node) -> Iterator[Fault]:
    """Yield what validatePolicyRule refuses."""
    if rule.texts("nonResourceURLs"):
        if root.text("kind") == "Role":
            yield forbidden(rule.at("nonResourceURLs"), "in a Role")
        if any(rule.texts(name) for name in ("apiGroups", "resources", "resourceNames")):
            yield forbidden(rule.at("nonResourceURLs"), "together with apiGroups, resources or resourceNames")
        return
    for name in ("apiGroups", "resources"):
        if not rule.texts(name):
            yield missing(rule.at(name), "a list of at least one")


def binding_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateRoleBinding and ValidateClusterRoleBinding refuse."""
    is_cluster = root.text("kind") == "ClusterRoleBinding"
    role = root.child("roleRef")
    kinds = ("ClusterRole",) if is_cluster else ("Role", "ClusterRole")
    if role.text("kind") not in kinds:
        yield invalid(role.at("kind"), role.text("kind"), one_of(kinds))
    if role.text("apiGroup", _GROUP) != _GROUP:
        yield invalid(role.at("apiGroup"), role.text("apiGroup"), f'"{_GROUP}"')
    for subject in root.children("subjects"):
        kind, group = subject.text("kind"), subject.text("apiGroup")
        if kind not in _SUBJECTS:
            yield invalid(subject.at("kind"), kind, one_of(_SUBJECTS))
        elif kind == "ServiceAccount":
            if not FORMATS["dns-subdomain"].accepts(subject.text("name")):
                yield invalid(subject.at("name"), subject.text("name"), FORMATS["dns-subdomain"].words)
            if group:
                yield forbidden(subject.at("apiGroup"), "for a ServiceAccount")
            if is_cluster and not subject.text("namespace"):
                yield missing(subject.at("namespace"), "the namespace of the ServiceAccount")
        elif group not in ("", _GROUP):
            yield invalid(subject.at("apiGroup"), group, f'"{_GROUP}"')


def namespace_faults(root: Node) -> Iterator[Fault]:
    """Yield the labels of Pod Security that its admission refuses.

    https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/pod-security-admission/api/helpers.go
    """
    labels = root.child("metadata").labels("labels")
    for mode in _MODES:
        level = labels.get(f"pod-security.kubernetes.io/{mode}")
        version = labels.get(f"pod-security.kubernetes.io/{mode}-version")
        if level is not None and level not in _LEVELS:
            yield invalid(keyed("metadata.labels", f"pod-security.kubernetes.io/{mode}"), level, one_of(_LEVELS))
        if version is not None and not _VERSION.fullmatch(version):
            path = keyed("metadata.labels", f"pod-security.kubernetes.io/{mode}-version")
            yield invalid(path, version, '"latest", or a version such as "v1.36"')


def quota_faults(root: Node) -> Iterator[Fault]:
    """Yield the amounts of a ResourceQuota that are negative (ValidateResourceQuantityValue)."""
    hard = root.child("spec").mapping("hard")
    for name, value in hard.items():
        if (amount(value) or 0) < 0:
            yield invalid(keyed("spec.hard", name), value, "at least 0")


def limit_range_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateLimitRange refuses of the order of its amounts."""
    types = set[str]()
    for limit in root.child("spec").children("limits"):
        type_ = limit.text("type")
        if type_ in types:
            yield duplicate(limit.at("type"), type_, "types")
        types.add(type_)
        if type_ == "Pod":
            for name in ("default", "defaultRequest"):
                if limit.mapping(name):
                    yield forbidden(limit.at(name), "where the type is Pod")
        for lower, upper in _ORDER:
            yield from _order_faults(limit, lower, upper)


_ORDER = (
    ("min", "max"),
    ("min", "defaultRequest"),
    ("defaultRequest", "default"),
    ("min", "default"),
    ("default", "max"),
)
"""Amounts of a LimitRange, each at most the other."""


def _order_faults(limit: Node, lower: str, upper: str) -> Iterator[Fault]:
    low, high = limit.mapping(lower), limit.mapping(upper)
    for name in sorted(low.keys() & high.keys()):
        if (amount(low[name]) or 0) > (amount(high[name]) or 0):
            yield invalid(keyed(limit.at(lower), name), low[name], f"at most {upper}, {high[name]}")
