"""Where pods run: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import changed, check, deployment, fault_paths

_POD = "spec.template.spec"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_SELECTOR = {"matchLabels": {"app": "web"}}
_ZONE = "topology.kubernetes.io/zone"


def expression(operator: str, *values: str, key: str = "disk") -> dict[str, Any]:
    return {"key": key, "operator": operator, **({"values": list(values)} if values else {})}


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        (expression("In"), expression("In", "ssd"), ".values"),
        (expression("NotIn"), expression("NotIn", "ssd", "hdd"), ".values"),
        (expression("Exists", "ssd"), expression("Exists"), ".values"),
        (expression("DoesNotExist", "ssd"), expression("DoesNotExist"), ".values"),
        (expression("Gt", "1", "2"), expression("Gt", "1"), ".values"),
        (expression("Lt"), expression("Lt", "1"), ".values"),
        (expression("Equals", "ssd"), expression("In", "ssd"), ".operator"),
        (expression("Exists", key="a b"), expression("Exists", key="a/b"), ".key"),
        (expression("In", "s s d"), expression("In", ""), ".values[0]"),
    ],
)
def test_terms_of_nodes(wrong: Any, right: Any, at: str) -> None:
    terms = f"{_POD}.affinity.nodeAffinity.{_REQUIRED}.nodeSelectorTerms"
    check(
        deployment(),
        terms,
        [{"matchExpressions": [wrong]}],
        [{"matchExpressions": [right]}],
        f"{terms}[0].matchExpressions[0]{at}",
    )


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        (expression("In", "a", key="spec.nodeName"), expression("In", "a", key="metadata.name"), ".key"),
        (expression("Exists", key="metadata.name"), expression("NotIn", "a", key="metadata.name"), ".operator"),
        (expression("In", "a", "b", key="metadata.name"), expression("In", "a", key="metadata.name"), ".values"),
    ],
)
def test_fields_of_nodes(wrong: Any, right: Any, at: str) -> None:
    terms = f"{_POD}.affinity.nodeAffinity.{_REQUIRED}.nodeSelectorTerms"
    check(deployment(), terms, [{"matchFields": [wrong]}], [{"matchFields": [right]}], f"{terms}[0].matchFields[0]{at}")


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("weight", 0, 1, "weight"),
        ("weight", 101, 100, "weight"),
        (
            "preference.matchExpressions",
            [expression("In")],
            [expression("In", "a b")],
            "preference.matchExpressions[0].values",
        ),
    ],
)
def test_preferences_of_nodes(path: str, wrong: Any, right: Any, at: str) -> None:
    preferred = f"{_POD}.affinity.nodeAffinity.{_PREFERRED}"
    given = [{"weight": 1, "preference": {"matchExpressions": [expression("Exists")]}}]
    manifest = changed(deployment(), preferred, given)
    check(manifest, f"{preferred}[0].{path}", wrong, right, f"{preferred}[0].{at}")


def test_terms_of_nodes_are_given() -> None:
    terms = f"{_POD}.affinity.nodeAffinity.{_REQUIRED}.nodeSelectorTerms"
    check(deployment(), terms, [], [{}])


@pytest.mark.parametrize("kind", ["podAffinity", "podAntiAffinity"])
@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("topologyKey", "", _ZONE, "topologyKey"),
        ("topologyKey", "a b", _ZONE, "topologyKey"),
        ("namespaces", ["A"], ["a"], "namespaces[0]"),
        ("labelSelector.matchLabels", {"a": "b c"}, {"a": "b"}, "labelSelector.matchLabels[a]"),
        (
            "labelSelector.matchExpressions",
            [expression("In")],
            [expression("Exists")],
            "labelSelector.matchExpressions[0].values",
        ),
        (
            "namespaceSelector.matchExpressions",
            [expression("Gt", "1")],
            [expression("In", "1")],
            "namespaceSelector.matchExpressions[0].operator",
        ),
        ("mismatchLabelKeys", ["tenant", "x"], ["tenant"], "matchLabelKeys"),
    ],
)
def test_terms_of_pods(kind: str, path: str, wrong: Any, right: Any, at: str) -> None:
    term = {"topologyKey": _ZONE, "labelSelector": _SELECTOR, "matchLabelKeys": ["x"]}
    required, preferred = f"{_POD}.affinity.{kind}.{_REQUIRED}", f"{_POD}.affinity.{kind}.{_PREFERRED}"
    manifest = changed(deployment(), required, [term])
    check(manifest, f"{required}[0].{path}", wrong, right, f"{required}[0].{at}")
    weighted = changed(deployment(), preferred, [{"weight": 1, "podAffinityTerm": term}])
    place = f"{preferred}[0].podAffinityTerm"
    check(weighted, f"{place}.{path}", wrong, right, f"{place}.{at}")


@pytest.mark.parametrize("name", ["matchLabelKeys", "mismatchLabelKeys"])
def test_keys_of_labels_need_a_selector(name: str) -> None:
    terms = f"{_POD}.affinity.podAffinity.{_REQUIRED}"
    right = {"topologyKey": _ZONE, "labelSelector": {}, name: ["a"]}
    check(deployment(), terms, [{"topologyKey": _ZONE, name: ["a"]}], [right], f"{terms}[0].{name}")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({}, {"operator": "Exists"}, "operator"),
        ({"value": "a"}, {"key": "a", "value": "a"}, "operator"),
        ({"key": "a", "operator": "Exists", "value": "b"}, {"key": "a", "operator": "Exists"}, "value"),
        ({"key": "a", "value": "b c"}, {"key": "a", "value": "b"}, "value"),
        ({"key": "a b"}, {"key": "a/b"}, "key"),
        ({"key": "a", "effect": "Never"}, {"key": "a", "effect": "NoSchedule"}, "effect"),
        ({"key": "a", "operator": "In"}, {"key": "a", "operator": "Equal"}, "operator"),
        ({"key": "a", "tolerationSeconds": 1}, {"key": "a", "tolerationSeconds": 1, "effect": "NoExecute"}, "effect"),
        (
            {"key": "a", "tolerationSeconds": 1, "effect": "NoSchedule"},
            {"key": "a", "tolerationSeconds": -1, "effect": "NoExecute"},
            "effect",
        ),
    ],
)
def test_tolerations(wrong: Any, right: Any, at: str) -> None:
    path = f"{_POD}.tolerations"
    check(deployment(), path, [wrong], [right], f"{path}[0].{at}")


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("maxSkew", 0, 1),
        ("topologyKey", "", "a/b"),
        ("whenUnsatisfiable", "Never", "ScheduleAnyway"),
        ("minDomains", 0, 1),
        ("nodeTaintsPolicy", "Keep", "Honor"),
        ("nodeAffinityPolicy", "", "Ignore"),
        ("matchLabelKeys", ["app"], ["pod-template-hash"]),
        ("labelSelector.matchExpressions[0].operator", "Like", "Exists"),
    ],
)
def test_spread(path: str, wrong: Any, right: Any) -> None:
    selector = {**_SELECTOR, "matchExpressions": [expression("Exists")]}
    constraint = {
        "maxSkew": 1,
        "topologyKey": _ZONE,
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": selector,
    }
    spread = f"{_POD}.topologySpreadConstraints"
    check(changed(deployment(), spread, [constraint]), f"{spread}[0].{path}", wrong, right)


def test_spread_over_a_key_is_said_once() -> None:
    constraint = {"maxSkew": 1, "topologyKey": _ZONE, "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": _SELECTOR}
    spread = f"{_POD}.topologySpreadConstraints"
    strict = {**constraint, "whenUnsatisfiable": "DoNotSchedule"}
    check(deployment(), spread, [constraint, {**constraint, "maxSkew": 2}], [constraint, strict], f"{spread}[1]")
    check(
        deployment(),
        spread,
        [{**constraint, "minDomains": 1}],
        [{**strict, "minDomains": 1}],
        f"{spread}[0].minDomains",
    )
    without = {key: value for key, value in constraint.items() if key != "labelSelector"}
    check(deployment(), spread, [{**without, "matchLabelKeys": ["a"]}], [without], f"{spread}[0].matchLabelKeys")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"nameservers": ["a"]}, {"nameservers": ["10.0.0.1", "fd00::1"]}, "nameservers[0]"),
        ({"nameservers": ["10.0.0.1"] * 4}, {"nameservers": ["10.0.0.1"] * 3}, "nameservers"),
        ({"searches": ["a"] * 33}, {"searches": ["a"] * 32}, "searches"),
        ({"searches": ["a b"]}, {"searches": ["_a.b."]}, "searches[0]"),
        ({"options": [{"value": "1"}]}, {"options": [{"name": "ndots", "value": "1"}]}, "options[0].name"),
    ],
)
def test_name_services(wrong: Any, right: Any, at: str) -> None:
    path = f"{_POD}.dnsConfig"
    check(deployment(), path, wrong, right, f"{path}.{at}")


def test_without_a_policy_of_names_there_are_name_servers() -> None:
    given = changed(deployment(), f"{_POD}.dnsPolicy", "None")

    assert fault_paths(given) == [f"{_POD}.dnsConfig.nameservers"]
    assert fault_paths(changed(given, f"{_POD}.dnsConfig.nameservers", ["10.0.0.1"])) == []
