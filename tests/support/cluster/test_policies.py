"""The simulator of NetworkPolicies does what Kubernetes documents."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.support.building import Manifest
from tests.support.cluster.policies import Address, Endpoint, Pod, allowed

TEAM_A, TEAM_B = {"team": "a"}, {"team": "b", "kubernetes.io/metadata.name": "ops"}
DB = Pod("shop", {"app": "db"}, TEAM_A)
WEB, JOB = Pod("shop", {"app": "web", "tier": "front"}, TEAM_A), Pod("shop", {"job": "1"}, TEAM_A)
V4 = Address("203.0.113.7")
ENDS: dict[str, Endpoint] = {
    "web": WEB,
    "job": JOB,
    "ops-web": Pod("ops", {"app": "web"}, TEAM_B),
    "ops-job": Pod("ops", {"job": "1"}, TEAM_B),
    "v4": V4,
    "v6": Address("2001:db8::7"),
}
OPS, PODS, ALL = "ops-web ops-job", "web job ops-web ops-job", "web job ops-web ops-job v4 v6"


def policy(spec: str, namespace: str = "shop") -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "policy", "namespace": namespace},
        "spec": yaml.safe_load(spec),
    }


def both_ways(node: str, *traffic: Any) -> set[tuple[str, str]]:
    """Whom one rule of DB's lets in and whom it lets out to, if the other direction is open."""
    ingress = policy(f"{{policyTypes: [Ingress], ingress: [{node}]}}")
    egress = policy(f"{{policyTypes: [Egress], egress: [{node.replace('from:', 'to:')}]}}")
    found = {("in", name) for name, end in ENDS.items() if allowed([ingress], end, DB, *traffic)}
    return found | {("out", name) for name, end in ENDS.items() if allowed([egress], DB, end, *traffic)}


@pytest.mark.parametrize(
    ("peers", "expected"),
    [
        ("[]", ALL),
        ("null", ALL),
        ("[podSelector: {}]", "web job"),
        ("[podSelector: {matchLabels: {app: web}}]", "web"),
        ("[namespaceSelector: {}]", PODS),
        ("[namespaceSelector: {matchLabels: {team: b}}]", OPS),
        ("[namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}]", "web job"),
        # The classic mistake: one item means AND, two mean OR.
        ("[{namespaceSelector: {matchLabels: {team: b}}, podSelector: {matchLabels: {app: web}}}]", "ops-web"),
        ("[namespaceSelector: {matchLabels: {team: b}}, podSelector: {matchLabels: {app: web}}]", f"web {OPS}"),
        # A block of addresses is for what is outside of the cluster, and of one family.
        ("[ipBlock: {cidr: 0.0.0.0/0}]", "v4"),
        ("[ipBlock: {cidr: '::/0'}]", "v6"),
        ("[ipBlock: {cidr: 203.0.113.9/24}]", "v4"),
        ("[ipBlock: {cidr: 203.0.112.0/24}]", ""),
        ("[ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.0/29]}]", ""),
        ("[ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.8/29, 203.0.113.6/32]}]", "v4"),
        ("[ipBlock: {cidr: '2001:db8::/32', except: ['2001:db8::/64']}]", ""),
        ("[ipBlock: {cidr: '2001:db8::/32', except: ['2001:db8:1::/64']}]", "v6"),
        ("[ipBlock: {cidr: 203.0.113.7/32}, podSelector: {matchLabels: {job: '1'}}]", "job v4"),
        ("[ipBlock: {cidr: 0.0.0.0/0, except: [203.0.113.0/24]}, ipBlock: {cidr: 203.0.113.7/32}]", "v4"),
        # Both the peers and the ports of a rule have to match; of two rules one is enough.
        ("[podSelector: {}], ports: [port: 81]", ""),
        ("[podSelector: {}], ports: [port: 80]}, {from: [ipBlock: {cidr: '::/0'}]", "web job v6"),
    ],
)
def test_peers(peers: str, expected: str) -> None:
    assert both_ways(f"{{from: {peers}}}", 80) == {(way, name) for way in ("in", "out") for name in expected.split()}


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("{}", "web job"),
        ("{matchLabels: {app: web, tier: front}}", "web"),
        ("{matchLabels: {app: web, tier: back}}", ""),
        ("{matchExpressions: [{key: app, operator: In, values: [db, web]}]}", "web"),
        ("{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", "job"),
        ("{matchExpressions: [{key: app, operator: NotIn, values: [db]}]}", "web job"),
        ("{matchExpressions: [{key: job, operator: Exists}]}", "job"),
        ("{matchExpressions: [{key: job, operator: DoesNotExist, values: []}]}", "web"),
        ("{matchExpressions: [{key: app, operator: Exists}, {key: tier, operator: DoesNotExist}]}", ""),
        ("{matchLabels: {app: web}, matchExpressions: [{key: job, operator: Exists}]}", ""),
    ],
)
def test_selectors(selector: str, expected: str) -> None:
    """The same for the pods that a policy isolates as for its peers; and for namespaces, by their labels."""
    isolating = policy(f"{{podSelector: {selector}}}")
    of_pods = policy(f"{{ingress: [from: [podSelector: {selector}]]}}")
    of_namespaces = policy(f"{{ingress: [from: [namespaceSelector: {selector}]]}}")
    for pod in (WEB, JOB):
        selected = pod in [ENDS[name] for name in expected.split()]
        assert allowed([isolating], DB, pod, 80) is not selected
        assert allowed([of_pods], pod, DB, 80) is selected
        assert allowed([of_namespaces], Pod("other", {}, pod.labels), DB, 80) is selected


TRAFFIC = [("TCP", 53), ("UDP", 53), ("SCTP", 53), ("TCP", 5432), ("TCP", 8000), ("TCP", 8001), ("TCP", 8002)]


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ("ports: []", TRAFFIC),
        ("ports: [port: 53]", [("TCP", 53)]),
        ("ports: [{port: 53, protocol: UDP}]", [("UDP", 53)]),
        ("ports: [{port: 53, protocol: TCP}, {port: 53, protocol: UDP}]", [("TCP", 53), ("UDP", 53)]),
        ("ports: [protocol: SCTP]", [("SCTP", 53)]),
        ("ports: [{}]", [traffic for traffic in TRAFFIC if traffic[0] == "TCP"]),
        ("ports: [{port: 8000, endPort: 8001}]", [("TCP", 8000), ("TCP", 8001)]),
        ("ports: [{port: 53, endPort: 9000, protocol: UDP}]", [("UDP", 53)]),
        ("ports: [port: postgres, port: 8002]", [("TCP", 5432), ("TCP", 8002)]),
        ("ports: [{port: postgres, protocol: UDP}, port: mysql]", []),
    ],
)
def test_ports(ports: str, expected: list[tuple[str, int]]) -> None:
    to_pods = {("in", name) for name in ENDS} | {("out", name) for name in PODS.split()}
    for protocol, port in TRAFFIC:
        found = both_ways(f"{{{ports}}}", port, protocol, {"postgres": 5432})
        assert found & to_pods == (to_pods if (protocol, port) in expected else set())
        # The name of a port is one of a pod's.
        assert (("out", "v4") in found) == ((protocol, port) in expected and not (port == 5432 and "postgres" in ports))


@pytest.mark.parametrize(
    ("spec", "opened"),
    [
        *((spec, "out") for spec in ("{}", "{podSelector: {}}", "{ingress: []}", "{policyTypes: [Ingress]}")),
        ("{ingress: [{}]}", "in out"),
        ("{policyTypes: [Egress]}", "in"),
        ("{policyTypes: [Ingress, Egress]}", ""),
        ("{policyTypes: [Ingress, Egress], ingress: [{}]}", "in"),
        ("{policyTypes: [Ingress, Egress], egress: [{}]}", "out"),
        # The classic mistake: rules for egress alone close the ingress, too.
        ("{egress: [ports: [port: 53]]}", ""),
        ("{ingress: [{}], egress: [ports: [port: 53]]}", "in"),
        # Only a rule implies the type: an empty list is as good as none.
        ("{egress: []}", "out"),
        # The rules of a type that is not named do nothing.
        ("{policyTypes: [Egress], ingress: [ports: [port: 81]], egress: [{}]}", "in out"),
        ("{policyTypes: [Ingress], egress: [ports: [port: 81]]}", "out"),
        ("{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress]}", "in out"),
    ],
)
def test_isolation(spec: str, opened: str) -> None:
    ways = {"in": allowed([policy(spec)], V4, DB, 80), "out": allowed([policy(spec)], DB, V4, 80)}
    assert {way for way, is_open in ways.items() if is_open} == set(opened.split())
    assert allowed([policy(spec, "ops")], V4, DB, 80), "that of another namespace"


def test_several_policies() -> None:
    deny, elsewhere = policy("{policyTypes: [Ingress, Egress]}"), policy("{ingress: [{}], egress: [{}]}", "ops")
    to_db = policy("{policyTypes: [Egress], podSelector: {matchLabels: {app: web}}, egress: [ports: [port: 5432]]}")
    from_web = policy("{ingress: [from: [podSelector: {matchLabels: {app: web}}]]}")
    # What one policy allows no other forbids, but both ends have to allow it.
    for policies, expected in (([], True), ([deny, to_db], False), ([deny, from_web], False)):
        assert allowed([*policies, elsewhere], WEB, DB, 5432) is expected
    everything = [{"kind": "Service", "spec": {"type": "?"}}, to_db, elsewhere, deny, from_web]
    asked = ((WEB, DB, 5432), (WEB, DB, 5433), (JOB, DB, 5432), (DB, WEB, 5432))
    assert [allowed(everything, *question) for question in asked] == [True, False, False, False]
    assert allowed([deny], V4, ENDS["v6"], 80)


WRONG = {
    "%s": "[] | {podselector: {}} | {ingres: []} | {ingress: {}} | {policyTypes: [ingress]} | {policyTypes: Egress}",
    "{ingress: [%s]}": "null | {to: []} | {port: 80} | {from: {}} | {ports: {}}",
    "{egress: [to: [%s]]}": "{} | null | {podselector: {}} | {ipBlock: {cidr: 1.2.3.0/24}, podSelector: {}}",
    "{egress: [to: [ipBlock: {cidr: %s}]]}": "null | 1.2.3.4 | 1.2.3.4/33 | 1.2.3.0/255.0.0.0 | a/8 | 1.2.3.4/8, a: b",
    "{egress: [to: [ipBlock: {cidr: 1.0.0.0/8, except: [%s]}]]}": "2.0.0.0/16 | 1.0.0.0/8 | '::/16' | 1.2.0.0 | null",
    "{ingress: [ports: [%s]]}": "80 | {endPort: 9} | {port: 8, endPort: 65536} | {ports: 80} | {protocol: tcp}",
    "{ingress: [ports: [{port: %s}]]}": "0 | 65536 | true | '80' | WEB | a, endPort: 9 | 8, endport: 9 | 8, endPort: 7",
    "{podSelector: %s}": "[] | {matchlabels: {}} | {app: web} | {matchLabels: {job: 1}} | {matchLabels: [app]}",
    "{podSelector: {matchExpressions: [{operator: %s}]}}": "Exists | Exists, key: 1 | Exists, key: a, value: b",
    "{podSelector: {matchExpressions: [{key: a, operator: %s}]}}": "Exists, values: [a] | In | NotIn | In, values: a",
    "{podSelector: {matchExpressions: [{key: a, values: %s}]}}": "[1], operator: In | [a], operator: DoesNotExist",
}


@pytest.mark.parametrize("spec", [form % node for form, nodes in WRONG.items() for node in nodes.split(" | ")])
def test_a_wrong_policy_cannot_be_overlooked(spec: str) -> None:
    with pytest.raises(ValueError, match=r": |does not appear"):
        allowed([policy(spec, "elsewhere")], DB, DB, 80)


def test_wrong_manifests_and_questions() -> None:
    unknown = {"namespace": "a", "b": {}}
    for field, value in (("apiVersion", "v1"), ("metadata", {}), ("metadata", unknown), ("specs", {})):
        with pytest.raises(ValueError, match=": "):
            allowed([policy("{}") | {field: value}], DB, DB, 80)
    for source, port, protocol in ((DB, 0, "TCP"), (DB, 80, "tcp"), (Address("203.0.113.256"), 80, "TCP")):
        with pytest.raises(ValueError, match=r"no port|does not appear"):
            allowed([], source, DB, port, protocol)
