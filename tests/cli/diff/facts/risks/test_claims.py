"""Claims that are no longer used, used elsewhere, shared, or deleted."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.risks.claims import deleted_claims, moved_mounts, shared_claims
from tests.cli.diff.facts.manifests import (
    claim,
    claimed,
    container,
    cron_job,
    deployment,
    made,
    mount,
    side,
    stateful_set,
)

EMPTY = {"name": "data", "emptyDir": {}}


def web(volume: Any, path: str = "/data", **fields: Any) -> Any:
    return deployment("web", container(volumeMounts=[mount("data", path, **fields)]), pod={"volumes": [volume]})


OLD = web(claimed("data", "a"))


@pytest.mark.parametrize(
    ("new", "rule", "text"),
    [
        (web(claimed("data", "b")), "other-volume", "has claim b at /data instead of claim a: data do not move"),
        (web(EMPTY), "other-volume", "has emptyDir at /data instead of claim a: data do not move"),
        (web(claimed("data", "a"), "/other"), "moved-mount", "has claim a at /other instead of /data"),
        (
            web(claimed("data", "a"), subPath="x"),
            "moved-mount",
            "has claim a at /data (subPath x) instead of /data",
        ),
        (deployment("web", container()), "unused-claim", "no longer mounts claim a, which was at /data"),
    ],
)
def test_a_mount_that_changes(new: Any, rule: str, text: str) -> None:
    (risk,) = moved_mounts(side(OLD), side(new))
    assert (risk.rule, risk.text) == (rule, text)


def test_what_is_no_change() -> None:
    renamed = web({**claimed("data", "a"), "name": "data"}, "/data/")
    assert list(moved_mounts(side(OLD), side(renamed))) == []
    assert list(moved_mounts(side(web(EMPTY)), side(OLD))) == []
    assert list(moved_mounts(side(OLD), {})) == []


def test_another_container_may_mount_it() -> None:
    other = deployment(
        "web", container("other", volumeMounts=[mount("data", "/data")]), pod={"volumes": [claimed("data", "a")]}
    )
    assert list(moved_mounts(side(OLD), side(other))) == []


def test_backups_have_words_of_their_own() -> None:
    old, new = (
        cron_job("backup", container(volumeMounts=[mount("data", "/d")]), pod={"volumes": [claimed("data", name)]})
        for name in "ab"
    )
    assert list(moved_mounts(side(old), side(new))) == []


def test_a_claim_that_another_workload_comes_to_share() -> None:
    other = deployment("other", container(volumeMounts=[mount("data", "/x")]), pod={"volumes": [claimed("data", "a")]})
    (risk,) = shared_claims(side(OLD, claim("a")), side(OLD, other, claim("a")))
    assert risk.text == "only pods of one node can mount it, and Deployment other, Deployment web do"
    assert list(shared_claims(side(OLD, other, claim("a")), side(OLD, other, claim("a")))) == []
    shared = claim("a")
    shared["spec"]["accessModes"] = ["ReadWriteMany"]
    assert list(shared_claims(side(OLD), side(OLD, other, shared))) == []


def test_one_user_shares_with_nobody() -> None:
    assert list(shared_claims(side(claim("a")), side(OLD, claim("a")))) == []
    done = made("batch/v1", "Job", "init", spec=OLD["spec"])
    assert list(shared_claims(side(OLD, claim("a")), side(OLD, done, claim("a")))) == []


def test_pods_of_a_stateful_set_have_claims_of_their_own() -> None:
    both = [
        stateful_set(name, container(volumeMounts=[mount("data", "/d")]), templates=(claim("data"),)) for name in "ab"
    ]
    assert list(shared_claims({}, side(*both, claim("data")))) == []


def test_fewer_pods_may_delete_claims() -> None:
    def database(replicas: int, **policy: str) -> Any:
        return stateful_set(
            "db", templates=(claim("data"),), replicas=replicas, persistentVolumeClaimRetentionPolicy=policy
        )

    delete = {"whenScaled": "Delete"}
    (risk,) = deleted_claims(side(database(3, **delete)), side(database(1, **delete)))
    assert risk.text == "3 → 1 pods deletes the claims data-db-1 to -2, with their data"
    (risk,) = deleted_claims(side(database(3, **delete)), side(database(2, **delete)))
    assert risk.text == "3 → 2 pods deletes the claims data-db-2, with their data"
    assert list(deleted_claims(side(database(3)), side(database(1)))) == []
    assert list(deleted_claims(side(database(1, **delete)), side(database(3, **delete)))) == []


@pytest.mark.parametrize(("when", "event"), [("whenDeleted", "it is deleted"), ("whenScaled", "it gets fewer pods")])
def test_claims_that_go_from_now_on(when: str, event: str) -> None:
    old, new = (
        stateful_set("db", templates=(claim("data"),), persistentVolumeClaimRetentionPolicy={when: policy})
        for policy in ("Retain", "Delete")
    )
    (risk,) = deleted_claims(side(old), side(new))
    assert risk.text == f"its claims go, with their data, when {event}"
    assert list(deleted_claims(side(new), side(old))) == []


def test_a_volume_that_goes_with_its_claim() -> None:
    old, new = (
        made("v1", "PersistentVolume", "pv", namespace="", spec={"persistentVolumeReclaimPolicy": policy})
        for policy in ("Retain", "Delete")
    )
    assert [risk.rule for risk in deleted_claims(side(old), side(new))] == ["reclaim-policy"]
    assert list(deleted_claims(side(new), side(old))) == []
