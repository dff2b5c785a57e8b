"""The plan of an environment."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs import Labels, Neuronpedia
from neuronpedia_constructs.environment.plan import Plan
from tests.support import planned
from tests.support.building import REGISTRY, small, synthesized


def plan() -> Plan:
    made = Plan("test", namespace="neuronpedia", url="https://neuronpedia.example.org")
    made.mixins.add((REGISTRY,))
    return made


def test_a_plan_needs_no_construct_and_gives_the_same_manifests(app: App) -> None:
    environment = Neuronpedia(app, "test", namespace="neuronpedia", url="https://neuronpedia.example.org")
    assert planned.manifests(plan()) == synthesized(environment.with_(REGISTRY))


def test_its_drafts_are_final_and_those_it_was_made_of_stay(app: App) -> None:
    environment = small(app).with_(Labels({"team": "a"}))
    before = dict(environment.webapp.draft.labels)
    final = {draft.name: draft for draft in environment.plan.drafts()}
    assert final["webapp"].labels["team"] == "a"
    assert environment.webapp.draft.labels == before


def test_two_servers_of_one_name_are_a_problem() -> None:
    made = plan()
    made.servers.add_inference("a")
    made.servers.add_inference("a")
    assert "instance.repeated" in {problem.code for problem in planned.problems(made)}
