"""Manifests in which any value can stand at any place."""

from __future__ import annotations

from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.objects import Manifest

NAMES = (
    *("spec", "ingress", "egress", "from", "to", "ports", "port", "podSelector", "matchLabels", "ipBlock", "cidr"),
    *("template", "metadata", "labels", "containers", "securityContext", "rules", "http", "paths", "backend"),
    *("selector", "type", "volumes", "hostPath", "capabilities", "add", "verbs", "subjects", "parentRefs"),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-1, 70000), st.sampled_from(["", "a", "10.0.0.0/8", "TCP", "In"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=12,
)
KINDS = {
    "NetworkPolicy": "networking.k8s.io/v1",
    "Ingress": "networking.k8s.io/v1",
    "HTTPRoute": "gateway.networking.k8s.io/v1",
    "Gateway": "gateway.networking.k8s.io/v1",
    "Deployment": "apps/v1",
    "CronJob": "batch/v1",
    "Pod": "v1",
    "Service": "v1",
    "ServiceAccount": "v1",
    "Namespace": "v1",
    "ClusterRole": "rbac.authorization.k8s.io/v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1",
}


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    kind = draw(st.sampled_from(sorted(KINDS)))
    more = draw(
        st.dictionaries(st.sampled_from(["spec", "rules", "subjects", "roleRef", "automount"]), VALUES, max_size=3)
    )
    metadata = {"name": "a", "namespace": draw(st.sampled_from(["a", "b"])), "labels": draw(VALUES)}
    return {**more, "apiVersion": KINDS[kind], "kind": kind, "metadata": metadata}
