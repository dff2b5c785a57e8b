"""What becomes of each object, compared with what a real control plane did.

`control_plane.jsonl` has changes of environments of this library, one a line: the objects that differ (`old`, and what
`edits`, `added` and `removed` make of them; long texts are shortened), and what Kubernetes 1.36 did with them.
"""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from neuronpedia_constructs.cli.diff.effects.changes import changes
from neuronpedia_constructs.cli.diff.objects import key_of

FILE = Path(__file__).with_name("control_plane.jsonl")


@cache
def cases() -> dict[str, Any]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return {f"{case['case']}: {', '.join(case['changed'])}": case for case in map(json.loads, lines)}


def side(objects: list[Any]) -> dict[Any, Any]:
    return {key_of(each): each for each in objects}


def edited(case: Any) -> list[Any]:
    """Return the new objects of a case."""
    found = {(each["kind"], each["metadata"]["name"]): copy.deepcopy(each) for each in case["old"]}
    for edit in case["edits"]:
        *before, last = edit["at"]
        place = found[tuple(edit["object"])]
        for part in before:
            place = place[part]
        if "gone" in edit:
            del place[last]
        else:
            place[last] = edit["is"]
    removed = {tuple(each) for each in case["removed"]}
    return [*(each for key, each in found.items() if key not in removed), *case["added"]]


@pytest.mark.parametrize("name", cases())
def test_it_is_what_a_control_plane_did(name: str) -> None:
    case = cases()[name]
    found = changes(side(case["old"]), side(edited(case)))

    def those(effect: str) -> list[list[str]]:
        return sorted([each.key.kind, each.key.name] for each in found if each.effect == effect)

    assert those("rejected") == case["rejected"]
    assert those("restarts") == case["restarted"]
    assert those("down") == case["down"]
    assert [name for _, name in those("runs")] == case["new_jobs"]
    assert those("left-behind") == case["left_behind"]


def load(text: str) -> dict[Any, Any]:
    return side(list(yaml.safe_load_all(text)))


WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: n}
spec:
  strategy: {type: Recreate}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
---
apiVersion: v1
kind: Namespace
metadata:
  name: n
"""
RESTRICTED = WEB + "  labels: {pod-security.kubernetes.io/enforce: restricted}\n"


def only(old: str, new: str, kind: str = "Deployment") -> Any:
    (found,) = (each for each in changes(load(old), load(new)) if each.key.kind == kind)
    return found


def test_pods_that_the_namespace_does_not_admit_are_down_and_the_object_is_accepted() -> None:
    found = only(RESTRICTED, RESTRICTED.replace("web:1", "web:2"))
    assert (found.effect, found.gap) == ("down", True)
    assert all('are not admitted at the Pod Security level "restricted"' in each.message for each in found.refusals)


def test_a_stricter_namespace_leaves_the_pods_that_run_alone() -> None:
    assert only(WEB, RESTRICTED).effect == "none"
    assert only(WEB, RESTRICTED, "Namespace").effect == "in-place"


def test_a_new_workload_is_created_though_its_pods_are_not_admitted() -> None:
    namespace = RESTRICTED.partition("---")[2]
    found = only(namespace, RESTRICTED)
    assert (found.change, found.effect) == ("added", "created")
    assert found.refusals


def test_a_pod_that_is_not_admitted_is_refused_itself() -> None:
    namespace = RESTRICTED.partition("---")[2]
    pod = "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: n}, spec: {containers: [{name: a, image: a:1}]}}"
    assert only(namespace, f"{pod}\n---\n{namespace}", "Pod").effect == "rejected"
    assert only("", pod, "Pod").effect == "created"


def test_a_namespace_that_is_refused_keeps_its_level() -> None:
    wrong = WEB + "  labels: {pod-security.kubernetes.io/enforce: strict}\n"
    assert only(WEB, wrong, "Namespace").effect == "rejected"
    assert only(WEB, wrong.replace("web:1", "web:2")).effect == "restarts"


def test_an_object_that_the_server_refused_is_made_when_it_is_right() -> None:
    assert only(WEB.replace("app: web}}\n  template", "app: other}}\n  template"), WEB).effect == "created"


def test_the_values_of_a_secret_are_never_shown() -> None:
    secret = "{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, stringData: {{a: {0}}}, data: {{b: {1}}}}}"
    found = only(secret.format("first-secret", "Zmlyc3Q="), secret.format("second-secret", "c2Vjb25k"), "Secret")
    assert found.effect == "in-place"
    assert {each.place for each in found.fields} == {"data.a", "data.b"}
    words = repr((found.fields, found.why, found.notes, found.refusals))
    assert not any(each in words for each in ("first", "second", "Zmlyc3Q", "c2Vjb25k"))


def test_what_the_server_keeps_is_told() -> None:
    service = "{{apiVersion: v1, kind: Service, metadata: {{name: s}}, spec: {{{0} ports: [{{port: 80}}]}}}}"
    found = only(service.format("clusterIP: None,"), service.format(""), "Service")
    assert (found.change, found.effect) == ("changed", "none")
    assert found.notes == ("spec.clusterIP stays as it is: the server keeps it.",)


def test_what_belongs_to_the_old_type_of_a_service_is_no_error() -> None:
    service = "{{apiVersion: v1, kind: Service, metadata: {{name: s}}, spec: {{type: {0}, ports: [{1}]}}}}"
    port = "{port: 80, nodePort: 30080}"
    assert only(service.format("NodePort", port), service.format("ClusterIP", port), "Service").effect == "in-place"
    assert only(service.format("LoadBalancer", port), service.format("ClusterIP", port), "Service").refusals == ()


def test_a_kind_of_somebody_else_is_compared_as_text() -> None:
    widget = "{{apiVersion: example.org/v1, kind: Widget, metadata: {{name: w}}, spec: {{size: {0}}}}}"
    found = only(widget.format("1Gi"), widget.format("1024Mi"), "Widget")
    assert (found.effect, found.is_known) == ("in-place", False)


def test_what_only_newer_versions_know_is_told_and_applied() -> None:
    service = "{{apiVersion: v1, kind: Service, metadata: {{name: s}}, spec: {{ports: [{{port: 80}}]{0}}}}}"
    newer = service.format(", trafficDistribution: PreferClose")
    found = only(service.format(""), newer, "Service")
    assert found.effect == "in-place"
    assert found.older == ("spec.trafficDistribution: Kubernetes knows it from 1.30; older versions refuse it",)
    assert only(newer, newer.replace("80", "81"), "Service").older == ()


def test_a_namespace_is_named_where_there_are_several() -> None:
    config = "{{apiVersion: v1, kind: ConfigMap, metadata: {{name: c, namespace: {0}}}}}"
    one, other = (load(config.format(name)) for name in ("a", "b"))
    assert [each.label for each in changes(one, other)] == ["ConfigMap b/c", "ConfigMap a/c"]
    assert [each.label for each in changes(one, one)] == ["ConfigMap c"]
