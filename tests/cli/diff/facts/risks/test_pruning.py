"""What deletes objects that a file no longer has."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.diff.facts.risks.pruning import (
    PRUNERS,
    deletes,
    joined,
    keep_command,
    keeps,
    named,
    pruners,
    unprotected,
)
from neuronpedia_constructs.draft.kubernetes.retention import ARGO_CD_KEEP, KEEP
from tests.cli.diff.facts.manifests import claim, deployment, key, side, stateful_set


def test_what_this_library_writes_keeps_from_all_pruners() -> None:
    assert pruners(claim("data", annotations={**KEEP, **ARGO_CD_KEEP})) == []
    assert {pruner.annotation: pruner.write for pruner in PRUNERS} == {**KEEP, **ARGO_CD_KEEP}


@pytest.mark.parametrize(
    ("annotation", "given", "kept"),
    [
        ("argocd.argoproj.io/sync-options", "Prune=false", True),
        ("argocd.argoproj.io/sync-options", "ServerSideApply=true, Prune=confirm", True),
        ("argocd.argoproj.io/sync-options", "Delete=false", False),
        ("kustomize.toolkit.fluxcd.io/prune", "Disabled", True),
        ("kustomize.toolkit.fluxcd.io/prune", "enabled", False),
        ("helm.sh/resource-policy", " keep ", True),
        ("helm.sh/resource-policy", "delete", False),
    ],
)
def test_annotations(annotation: str, given: str, kept: bool) -> None:
    manifest = claim("data", annotations={annotation: given})
    assert any(keeps(pruner, manifest) for pruner in PRUNERS) is kept


def test_flux_reads_labels_too() -> None:
    manifest = claim("data", labels={"kustomize.toolkit.fluxcd.io/prune": "disabled"})
    assert [pruner.name for pruner in pruners(manifest)] == ["Argo CD", "Helm"]


def test_words() -> None:
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert named([]) == "`kubectl apply --prune`"
    assert named(list(PRUNERS)) == "Argo CD, Flux, Helm and `kubectl apply --prune`"


def test_the_command_that_keeps_an_object() -> None:
    manifest = stateful_set("db", annotations=dict(KEEP))
    assert keep_command(key(manifest), pruners(manifest)) == (
        "kubectl -n np annotate statefulset.apps db argocd.argoproj.io/sync-options=Prune=false,Delete=false"
    )
    assert keep_command(key(manifest), []) == ""


def test_an_object_that_loses_its_protection() -> None:
    old, new = claim("data", annotations=dict(KEEP)), claim("data")
    (risk,) = unprotected(side(old), side(new))
    lost = "kustomize.toolkit.fluxcd.io/prune and helm.sh/resource-policy"
    assert risk.text == f"Flux and Helm may delete it from now on: it loses {lost}"
    assert risk.only_if_pruned
    assert list(unprotected(side(new), side(old))) == []


def test_objects_without_data_need_no_protection() -> None:
    old, new = deployment("web"), deployment("web")
    old["metadata"]["annotations"] = dict(KEEP)
    assert list(unprotected(side(old), side(new))) == []


def test_claims_that_go_with_their_stateful_set() -> None:
    assert deletes(stateful_set("db", persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}), "whenDeleted")
    assert not deletes(stateful_set("db", persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}), "whenScaled")
    assert not deletes(stateful_set("db"), "whenDeleted")
