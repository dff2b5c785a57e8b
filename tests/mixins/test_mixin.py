"""What every mixin can do."""

from __future__ import annotations

import pytest
from cdk8s import App
from constructs import Construct

from neuronpedia_constructs import Mixin, WorkloadDraft, find_problems
from tests.support.building import bare, synthesized


class OfJobs(Mixin):
    def supports_draft(self, draft: WorkloadDraft) -> bool:
        return draft.name == "db-init"

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.pod.priority_class_name = "high"


class Nothing(Mixin):
    pass


def test_it_is_given_to_what_it_supports_and_to_what_holds_that(app: App) -> None:
    environment, mixin = bare(app), OfJobs()
    assert mixin.supports(environment.database_init)
    assert mixin.supports(environment)
    assert mixin.supports(app)
    assert not mixin.supports(environment.webapp)
    assert not mixin.supports(Construct(app, "other"))


def test_only_workloads_that_it_supports_are_changed(app: App) -> None:
    made = synthesized(bare(app).with_(OfJobs()))
    specs = [found["spec"]["template"]["spec"] for found in made if found["kind"] in ("Job", "Deployment")]
    assert sum("priorityClassName" in spec for spec in specs) == 1


@pytest.mark.parametrize(("mixin", "code"), [(OfJobs(), "mixin.no-target"), (Nothing(), "mixin.failed")])
def test_one_that_does_nothing_is_a_problem(app: App, mixin: Mixin, code: str) -> None:
    bare(app).webapp.with_(mixin)
    assert [problem.code for problem in find_problems(app)] == [code]
