"""PostgreSQL in the environment itself."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs import Postgres, find_problems
from tests.support.building import bare, named, synthesized


def test_its_claim_has_the_size_and_the_class_that_were_given(app: App) -> None:
    made = named(
        synthesized(bare(app, database=Postgres(size="100Gi", storage_class="fast"))), "StatefulSet", "postgres"
    )
    (claim,) = made["spec"]["volumeClaimTemplates"]
    assert claim["spec"]["resources"]["requests"]["storage"] == "100Gi"
    assert claim["spec"]["storageClassName"] == "fast"


def test_wrong_sizes_and_classes_are_told_together(app: App) -> None:
    bare(app, database=Postgres(size="100", storage_class="Fast"))
    assert [problem.code for problem in find_problems(app)] == ["storage.size-invalid", "storage.class-invalid"]
