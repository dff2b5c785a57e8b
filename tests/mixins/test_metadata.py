"""Labels and annotations reach the objects that they are for, and selectors stay what they are."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    Annotations,
    CloudNativePg,
    ExternalSecrets,
    Labels,
    Mixin,
    ModelCache,
    PostgresBackup,
    WorkloadDraft,
    find_problems,
)
from tests.support.building import POD_KINDS, Manifest, named, pod_template, small, synthesized

TEAM = "example.org/team"


def everything(app: App, *mixins: Mixin) -> list[Manifest]:
    environment = small(app, secrets=ExternalSecrets(store="vault", path="np"))
    return synthesized(environment.with_(PostgresBackup(), ModelCache(), *mixins))


def test_labels_are_on_every_object_and_pod_and_in_no_selector() -> None:
    made = everything(App(), Labels({TEAM: "research"}))
    assert {manifest["metadata"]["labels"][TEAM] for manifest in made} == {"research"}
    for manifest in made:
        if manifest["kind"] in POD_KINDS:
            assert pod_template(manifest)["metadata"]["labels"][TEAM] == "research"
        selector = str(manifest.get("spec", {}).get("selector")) + str(manifest.get("spec", {}).get("podSelector"))
        assert TEAM not in selector


def test_an_operator_is_told_of_labels(app: App) -> None:
    made = synthesized(small(app, database=CloudNativePg()).with_(Labels({TEAM: "research"})))
    cluster = named(made, "Cluster", "postgres")
    assert cluster["spec"]["inheritedMetadata"]["labels"][TEAM] == "research"


def test_a_narrower_scope_has_other_labels(app: App) -> None:
    environment = small(app).with_(Labels({TEAM: "research"}))
    environment.webapp.with_(Labels({TEAM: "web"}))
    made = synthesized(environment)
    webapp = named(made, "Deployment", "webapp")
    assert webapp["metadata"]["labels"][TEAM] == pod_template(webapp)["metadata"]["labels"][TEAM] == "web"
    assert named(made, "Namespace", "neuronpedia")["metadata"]["labels"][TEAM] == "research"


def test_a_label_of_a_draft_in_a_narrower_scope_stays(app: App) -> None:
    class Own(Mixin):
        def apply_to_draft(self, draft: WorkloadDraft) -> None:
            draft.labels[TEAM] = "own"

    environment = small(app).with_(Labels({TEAM: "research"}))
    environment.webapp.with_(Own())
    assert named(synthesized(environment), "Service", "webapp")["metadata"]["labels"][TEAM] == "own"


@pytest.mark.parametrize("kinds", [["ServiceAccount"], ["Service", "Ingress"], ["NetworkPolicy"], ["Namespace"]])
def test_annotations_are_on_the_objects_of_their_kinds(kinds: list[str]) -> None:
    made = everything(App(), Annotations({"a/b": "c"}, kinds=kinds))
    annotated = {found["kind"] for found in made if (found["metadata"].get("annotations") or {}).get("a/b") == "c"}
    assert annotated == set(kinds)
    assert all(found["metadata"]["annotations"]["a/b"] == "c" for found in made if found["kind"] in kinds)
    assert not any("a/b" in str(pod_template(found)["metadata"]) for found in made if found["kind"] in POD_KINDS)


def test_annotations_are_on_pods_where_they_are_wanted() -> None:
    made = everything(App(), Annotations({"a/b": "c"}, kinds=["Pod"]))
    for found in made:
        assert "a/b" not in (found["metadata"].get("annotations") or {})
        if found["kind"] in POD_KINDS:
            assert pod_template(found)["metadata"]["annotations"]["a/b"] == "c"


WRONG: dict[str, Mixin] = {
    "no dictionary": Labels("team"),  # type: ignore[arg-type]
    "no label": Labels({TEAM: "a b"}),
    "no key": Labels({"a b": "c"}),
    "ours": Labels({"app": "other"}),
    "recommended": Labels({"app.kubernetes.io/part-of": "other"}),
    "no annotations": Annotations(["a"]),  # type: ignore[arg-type]
    "no text": Annotations({"a": 1}),  # type: ignore[dict-item]
    "no annotation": Annotations({"a b": "c"}),
    "no kind": Annotations({"a": "b"}, kinds=["Deployement"]),
    "no kinds": Annotations({"a": "b"}, kinds=[]),
    "no list": Annotations({"a": "b"}, kinds="Service"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_label_and_no_annotation_is_a_problem(name: str, app: App) -> None:
    small(app).with_(WRONG[name])
    assert find_problems(app)


def test_the_same_label_twice_is_a_problem(app: App) -> None:
    given: Any = (Labels({TEAM: "a"}), Labels({TEAM: "b"}))
    small(app).with_(*given)
    assert find_problems(app)
