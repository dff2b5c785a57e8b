"""How to get to other claims of a StatefulSet."""

from __future__ import annotations

from typing import Any

import yaml

from neuronpedia_constructs.cli.diff.kubernetes.stored import stored
from neuronpedia_constructs.cli.diff.kubernetes.updates import refusals

PATCH = """--patch '{"spec": {"resources": {"requests": {"storage": "20Gi"}}}}'"""
COPY = "the claims that exist stay as they are: other ones need a copy of the data, such as a dump"
ORPHANED = (
    "kubectl --namespace np delete statefulset postgres --cascade=orphan",
    "apply again: the new StatefulSet takes over the pods and the claims",
)


def postgres(size: str, more: str = "", replicas: int = 1) -> Any:
    claim = f"{{metadata: {{name: data}}, spec: {{{more} resources: {{requests: {{storage: {size}}}}}}}}}"
    return stored(
        yaml.safe_load(
            "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: postgres, namespace: np}, "
            f"spec: {{replicas: {replicas}, volumeClaimTemplates: [{claim}]}}}}"
        )
    )


def steps(old: Any, new: Any) -> tuple[str, ...]:
    (found,) = refusals(old, new)
    return found.steps


def test_claims_that_grow_are_patched_before_the_stateful_set_is_replaced() -> None:
    assert steps(postgres("10Gi", replicas=2), postgres("20Gi", replicas=2)) == (
        f"kubectl --namespace np patch persistentvolumeclaim data-postgres-0 {PATCH}",
        f"kubectl --namespace np patch persistentvolumeclaim data-postgres-1 {PATCH}",
        *ORPHANED,
    )


def test_claims_that_shrink_or_change_their_class_need_a_copy() -> None:
    assert steps(postgres("10Gi"), postgres("5Gi")) == (COPY, *ORPHANED)
    assert steps(postgres("10Gi"), postgres("10Gi", "storageClassName: fast,")) == (COPY, *ORPHANED)


def test_another_field_has_nothing_to_do_with_claims() -> None:
    old = postgres("10Gi")
    assert steps(old, {**old, "spec": {**old["spec"], "podManagementPolicy": "Parallel"}}) == ORPHANED


def test_a_claim_that_names_its_class_may_have_it_already() -> None:
    claims = [
        stored(
            yaml.safe_load(f"{{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {{name: a}}, spec: {{{each}}}}}")
        )
        for each in ("", "storageClassName: standard", "storageClassName: fast")
    ]
    assert steps(claims[0], claims[1])[0].startswith("if that is the cluster's default class")
    assert not any("default" in each for each in steps(claims[1], claims[2]))
