"""What is wrong for one reason at many workloads is one problem."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs import Mixin, WorkloadDraft, find_problems, models
from neuronpedia_constructs.validation.grouping import grouped
from neuronpedia_constructs.validation.problems import Problem
from tests.support.building import small
from tests.support.own_mixins import DraftChange


def at(field: str, construct: str = "webapp", environment: str = "test") -> Problem:
    return Problem("code", field, "cause", "allowed", "fix", construct, environment)


def test_problems_that_differ_in_their_workload_are_one() -> None:
    (found,) = grouped([at("label a"), at("label a", "postgres"), at("label a")])
    assert found == at("label a", "webapp, postgres")


def test_problems_that_differ_in_their_container_are_one() -> None:
    given = [at("env A of container a: value"), at("env A of container b: value", "db-init"), at("x of container a")]
    assert grouped(given) == [at("env A of containers a, b: value", "webapp, db-init"), at("x of container a")]
    assert grouped([at("containers[a].env"), at("initContainers[b].env")]) == [at("containers[a, b].env")]


def test_others_stay_apart_and_in_order() -> None:
    given = [at("label b"), at("label a"), at("label b", environment="other"), at("label b").at("")]
    assert grouped(given) == given[:3]


def test_a_mistake_of_an_environments_mixin_is_told_once_and_names_the_workloads(app: App) -> None:
    def change(draft: WorkloadDraft) -> None:
        draft.labels["team"] = "a b"
        for container in draft.all_containers():
            container.env["A B"] = ""

    mistaken: Mixin = DraftChange(change)
    environment = small(app).with_(mistaken)
    environment.add_inference("other").with_(models.get("gpt2-small"))
    found = find_problems(app)
    names = {
        name: {problem.field for problem in found if name in problem.construct.split(", ")}
        for name in (
            "webapp",
            "autointerp",
            "postgres",
            "db-init",
            "other-inference",
            "gpt2-small-inference",
            "register-inference",
        )
    }
    assert len({problem.code for problem in found}) == len(found) == 2
    assert all(len(fields) == 2 for fields in names.values()), names
