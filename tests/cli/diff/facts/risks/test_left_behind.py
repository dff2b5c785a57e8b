"""Data of objects that the new file lacks."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.risks.left_behind import left_behind, starts_empty
from neuronpedia_constructs.draft.kubernetes.retention import ARGO_CD_KEEP, KEEP
from tests.cli.diff.facts.manifests import claim, deployment, made, side, stateful_set

ALL = "Argo CD, Flux, Helm and `kubectl apply --prune`"
DATABASE = {"app.kubernetes.io/component": "database"}


def database(name: str = "db", *, namespace: str = "np", **spec: Any) -> Any:
    manifest = stateful_set(name, templates=(claim("data"),), namespace=namespace, **spec)
    manifest["metadata"]["labels"] = DATABASE
    return manifest


def cluster(name: str = "db", **spec: Any) -> Any:
    return made("postgresql.cnpg.io/v1", "Cluster", name, spec=spec, labels=DATABASE)


@pytest.mark.parametrize(
    ("manifest", "lost"),
    [
        (claim("data"), " with its data, unless its volume has the reclaim policy Retain"),
        (database(), ", but not its claims data-db-0"),
        (database(replicas=4), ", but not its claims data-db-0, data-db-1, data-db-2, …"),
        (
            database(persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}),
            " with the data of its claims data-db-0",
        ),
        (cluster(), " with its instances and their claims, which are the database"),
        (made("v1", "Secret", "app"), " with its values"),
        (
            made("external-secrets.io/v1", "ExternalSecret", "app", spec={"target": {"name": "other"}}),
            " with the Secret other, which it owns",
        ),
        (made("v1", "PersistentVolume", "pv", namespace=""), ", but not what is stored there"),
        (made("v1", "Namespace", "np", namespace=""), " and all in it"),
        (
            made("storage.k8s.io/v1", "StorageClass", "fast", namespace=""),
            ", but none of its volumes; new claims of the class would wait",
        ),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_what_goes_where_somebody_prunes(manifest: Any, lost: str) -> None:
    (risk,) = left_behind(side(manifest), {})
    assert risk.text == f"stays where nobody prunes; {ALL} would delete it{lost}"
    assert risk.only_if_pruned


@pytest.mark.parametrize(
    "manifest",
    [
        deployment("web"),
        stateful_set("web"),
        made("v1", "ConfigMap", "web"),
        made("external-secrets.io/v1", "ExternalSecret", "app", spec={"target": {"creationPolicy": "Orphan"}}),
    ],
    ids=lambda manifest: manifest["kind"],
)
def test_objects_without_data(manifest: Any) -> None:
    assert list(left_behind(side(manifest), {})) == []


def test_how_to_keep_it() -> None:
    (risk,) = left_behind(side(made("v1", "Secret", "app", annotations={"helm.sh/resource-policy": "keep"})), {})
    assert risk.fix.startswith("where it must stay: kubectl -n np annotate secret app argocd.argoproj.io/sync-options=")
    assert "helm.sh" not in risk.fix


def test_what_no_annotation_keeps() -> None:
    (risk,) = left_behind(side(claim("data", annotations={**KEEP, **ARGO_CD_KEEP})), {})
    assert risk.text.startswith("stays where nobody prunes; `kubectl apply --prune` would delete it")
    (of_all,) = left_behind(side(made("v1", "Namespace", "np", namespace="")), {})
    assert risk.fix == of_all.fix == "copy what you need before it goes"


def test_a_cache_is_no_loss() -> None:
    (risk,) = left_behind(side(claim("gpt2-inference-cache")), {})
    assert risk.text == f"a cache, which fills again, stays where nobody prunes; {ALL} would delete it"
    assert risk.fix == ""


def test_three_claims_are_named_and_one_by_default() -> None:
    (of_three,) = left_behind(side(database(replicas=3)), {})
    assert of_three.text.endswith("data-db-0, data-db-1, data-db-2")
    (of_one,) = left_behind(side(database(replicas=None)), {})
    assert of_one.text.endswith("claims data-db-0")


def test_a_namespace_takes_what_is_in_it() -> None:
    inside = [database(), *(claim(name) for name in "abc"), deployment("web")]
    (risk,) = left_behind(side(made("v1", "Namespace", "np", namespace=""), *inside), {})
    assert risk.key.label == "Namespace np"
    assert risk.text.endswith(
        "and all in it: StatefulSet db, PersistentVolumeClaim a, PersistentVolumeClaim b and 1 more with data"
    )


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (database(), database(namespace="other"), "StatefulSet db in namespace np"),
        (database(), cluster(), "StatefulSet db"),
        (cluster("a"), cluster("b"), "Cluster a"),
        (
            stateful_set("a", templates=(claim("x"),)),
            stateful_set("a", templates=(claim("x"),), namespace="other"),
            "StatefulSet a in namespace np",
        ),
        (
            claim("data"),
            made("v1", "PersistentVolumeClaim", "data", namespace="other"),
            "PersistentVolumeClaim data in namespace np",
        ),
    ],
)
def test_what_takes_the_place_of_something_else_starts_empty(old: Any, new: Any, where: str) -> None:
    (risk,) = starts_empty(side(old), side(new))
    assert risk.text == f"starts empty: the data stay with {where}"
    assert not risk.only_if_pruned


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([], [database()]),
        ([database("a")], [database("a"), database("b")]),
        ([claim("a")], [claim("b")]),
        ([claim("a")], [database()]),
        ([database()], [claim("a")]),
        ([stateful_set("a", templates=(claim("x"),))], [stateful_set("b", templates=(claim("x"),))]),
        ([claim("a-cache")], [made("v1", "PersistentVolumeClaim", "a-cache", namespace="other")]),
        ([database()], [cluster(bootstrap={"recovery": {"source": "db"}})]),
        ([database()], [cluster(bootstrap={"initdb": {"import": {"type": "microservice"}}})]),
    ],
)
def test_nothing_else_does(old: list[Any], new: list[Any]) -> None:
    assert list(starts_empty(side(*old), side(*new))) == []
