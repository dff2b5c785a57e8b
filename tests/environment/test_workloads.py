"""Workloads are complete and checked, whatever was done to their drafts."""

from __future__ import annotations

from typing import Any

from cdk8s import App

from neuronpedia_constructs import HarborRegistry, Mixin, Neuronpedia, WorkloadDraft, find_problems
from neuronpedia_constructs.draft.image import ImageSource
from neuronpedia_constructs.mixins.application import MixinTargets
from tests.support.building import bare, small, synthesized


class Slow(Mixin):
    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.pod.termination_grace_period_seconds = -1


def test_a_draft_that_was_changed_directly_is_checked_and_names_no_mixin(app: App) -> None:
    environment = small(app)
    environment.webapp.draft.pod.termination_grace_period_seconds = -1
    environment.autointerp.draft.main.env["A"] = 5  # type: ignore[assignment]
    wrong, number = find_problems(app)
    assert (wrong.construct, wrong.cause) == ("autointerp", "5 has type int")
    assert (number.construct, number.cause) == ("webapp", "-1 is not allowed")


def test_a_draft_that_nothing_can_be_made_from_is_a_problem(app: App) -> None:
    wrong: Any = 5
    # Without a registry, which would replace it.
    environment = Neuronpedia(app, "local", namespace="np", url="http://np.localhost", stage="local")
    environment.webapp.draft.pod.image_source = ImageSource(digests=wrong)
    (problem,) = find_problems(app)
    assert (problem.construct, problem.code) == ("webapp", "draft.unusable")


def test_a_wrong_argument_is_not_told_again_for_the_objects_that_it_gets_into(app: App) -> None:
    bare(app, app_config=None).with_(HarborRegistry("https://harbor.example.org", tag="v1"))
    assert {problem.field for problem in find_problems(app)} == {"registry", "registry prefix"}


def test_but_what_a_mixin_of_the_users_own_does_is(app: App) -> None:
    bare(app, namespace="Bad Name").webapp.with_(Slow())
    assert [problem.field for problem in find_problems(app)] == ["namespace", "terminationGracePeriodSeconds"]


def test_checked_objects_are_those_that_are_written(app: App) -> None:
    environment = small(app)
    finals, _ = environment.plan.finalize(MixinTargets())
    checked = [(made.id, final.draft.name) for final in finals for made in final.objects]
    assert len(set(checked)) == len(checked)
    shared = {"Namespace", "NetworkPolicy", "Ingress"}
    assert len(checked) == len([made for made in synthesized(environment) if made["kind"] not in shared])
