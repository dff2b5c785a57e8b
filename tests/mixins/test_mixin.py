"""What every mixin can do."""

from __future__ import annotations

import pytest
from cdk8s import App
from constructs import Construct

import neuronpedia_constructs as np
from neuronpedia_constructs import Autoscaling, Mixin, PostgresBackup, WorkloadDraft, api, find_problems
from tests.support.building import bare, small, synthesized


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


@pytest.mark.parametrize(
    ("mixin", "why", "fix"),
    [
        (
            Autoscaling(),
            "the webapp and the autointerp server, whose CPU usage",
            "use Replicas(…) for inference servers",
        ),
        (PostgresBackup(schedule="0 3 * * *"), "the database", "give it to the environment or to environment.postgres"),
    ],
)
def test_a_mixin_of_the_library_says_whom_it_supports_and_what_to_do_instead(
    app: App, mixin: Mixin, why: str, fix: str
) -> None:
    small(app).inference_servers[0].with_(mixin)
    (problem,) = find_problems(app)
    assert f"{type(mixin).__name__} reaches no workload: it supports only {why}" in problem.cause
    assert problem.fix == fix


SUPPORTERS = [
    made
    for name in api.__all__
    if isinstance(made := getattr(np, name), type) and issubclass(made, Mixin) and "supports_draft" in vars(made)
]


@pytest.mark.parametrize("kind", SUPPORTERS, ids=lambda kind: kind.__name__)
def test_every_mixin_that_does_not_support_all_workloads_says_so(kind: type[Mixin]) -> None:
    assert kind is Mixin or kind.supported
