"""Small worlds: few pods, labels, addresses and ports."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.objects import Manifest, Side
from tests.cli.diff.connections.manifests import namespace, policy, ports, side, workload

SPACES = ("a", "b")
NUMBERS = (80, 81, 82, 53)
ADDRESSES = (
    "10.0.0.0",
    "10.0.0.1",
    "10.0.0.2",
    "10.0.0.3",
    "10.0.0.4",
    "9.255.255.255",
    "1.1.1.1",
    "fd00::1",
    "2000::1",
)
CIDRS = ("10.0.0.0/30", "10.0.0.0/31", "10.0.0.2/31", "10.0.0.1/32", "10.0.0.0/8", "0.0.0.0/0", "::/0", "fd00::/8")
HOLES = {
    "10.0.0.0/30": ["10.0.0.0/31", "10.0.0.3/32"],
    "10.0.0.0/8": ["10.0.0.0/30", "10.0.0.4/32"],
    "0.0.0.0/0": ["10.0.0.0/8", "10.0.0.0/31", "172.16.0.0/12", "192.168.0.0/16"],
    "::/0": ["fd00::/8", "fc00::/7"],
}

_selectors: st.SearchStrategy[Manifest] = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {"matchLabels": st.dictionaries(st.just("app"), st.sampled_from(["x", "y", "z"]), min_size=1)}
    ),
    st.fixed_dictionaries(
        {
            "matchExpressions": st.lists(
                st.one_of(
                    st.fixed_dictionaries(
                        {
                            "key": st.sampled_from(["app", "tier"]),
                            "operator": st.sampled_from(["In", "NotIn"]),
                            "values": st.lists(st.sampled_from(["x", "y", "1"]), min_size=1, max_size=2),
                        }
                    ),
                    st.fixed_dictionaries(
                        {
                            "key": st.sampled_from(["app", "tier"]),
                            "operator": st.sampled_from(["Exists", "DoesNotExist"]),
                        }
                    ),
                ),
                min_size=1,
                max_size=2,
            )
        }
    ),
)
_spaces: st.SearchStrategy[Manifest] = st.one_of(
    st.just({}),
    st.sampled_from(["a", "b", "c"]).map(lambda name: {"matchLabels": {"kubernetes.io/metadata.name": name}}),
    st.sampled_from(["t", "u"]).map(lambda team: {"matchLabels": {"team": team}}),
    st.just(
        {"matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["a", "c"]}]},
    ),
)


@st.composite
def _blocks(draw: st.DrawFn) -> Manifest:
    cidr = draw(st.sampled_from(CIDRS))
    holes = draw(st.lists(st.sampled_from(HOLES[cidr]), max_size=2)) if cidr in HOLES else []
    return {"ipBlock": {"cidr": cidr, "except": holes}}


_peers = st.one_of(
    _blocks(),
    st.fixed_dictionaries({"podSelector": _selectors}),
    st.fixed_dictionaries({"namespaceSelector": _spaces}),
    st.fixed_dictionaries({"namespaceSelector": _spaces, "podSelector": _selectors}),
)
_ports = st.one_of(
    st.fixed_dictionaries({"port": st.sampled_from([80, 81, "http"])}),
    st.fixed_dictionaries({"port": st.sampled_from([53, 80]), "protocol": st.sampled_from(["TCP", "UDP"])}),
    st.fixed_dictionaries({"port": st.just(80), "endPort": st.sampled_from([80, 81, 90])}),
    st.fixed_dictionaries({"protocol": st.sampled_from(["UDP", "SCTP"])}),
)


def _rules(peers: str) -> st.SearchStrategy[list[Manifest]]:
    optional: dict[str, Any] = {peers: st.lists(_peers, max_size=2), "ports": st.lists(_ports, max_size=2)}
    return st.lists(st.fixed_dictionaries({}, optional=optional), max_size=2)


@st.composite
def _policies(draw: st.DrawFn, name: str) -> Manifest:
    spec = {
        "ingress": draw(_rules("from")),
        "egress": draw(_rules("to")),
        "policyTypes": draw(st.sampled_from([["Ingress"], ["Egress"], ["Ingress", "Egress"], []])),
    }
    return policy(name, draw(_selectors), space=draw(st.sampled_from(SPACES)), **spec)


@st.composite
def worlds(draw: st.DrawFn) -> Side:
    """Return workloads in two namespaces, and policies. Each namespace has one that selects nothing."""
    spaces = [namespace(name, **draw(st.sampled_from([{}, {"team": "t"}]))) for name in SPACES]
    labels = st.fixed_dictionaries({"app": st.sampled_from(["x", "y"])}, optional={"tier": st.sampled_from(["1", "x"])})
    pods = [
        workload(name, space=where, labels=draw(labels), containers=ports(http=draw(st.sampled_from([80, 81]))))
        for name, where in draw(st.sets(st.sampled_from([("v", "a"), ("w", "a"), ("v", "b")]), min_size=1))
    ]
    none = [policy("none", {"matchLabels": {"app": "none"}}, space=name) for name in SPACES]
    found = [draw(_policies(f"p{index}")) for index in range(draw(st.integers(0, 3)))]
    return side(*spaces, *pods, *none, *found)
