"""Hundreds of random environments: valid ones keep every rule, and one wrong field is exactly one complaint."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App
from hypothesis import given, settings
from hypothesis import strategies as st
from jsii._kernel.providers.process import _NodeProcess

from neuronpedia_constructs import Neuronpedia
from tests.cases.mutations import MUTATIONS, Mutation
from tests.rules.every_rule import OF_A_WHOLE, OF_ANY_PART
from tests.support import planned, strategies
from tests.support.schema import OLDEST, validate
from tests.support.strategies import Environment

RULES = [*OF_ANY_PART, *OF_A_WHOLE]


@given(strategies.whole())
def test_every_valid_environment_keeps_every_rule(environment: Environment) -> None:
    plan = environment.plan()
    assert planned.problems(plan) == []
    made = planned.manifests(plan)
    for rule in RULES:
        rule(made)


@given(strategies.environment(), st.sampled_from(MUTATIONS))
def test_one_wrong_field_is_exactly_that_complaint(environment: Environment, mutation: Mutation) -> None:
    plan = mutation.change(environment).plan()
    found = planned.problems(plan)
    assert [(problem.construct, problem.field) for problem in found] == [(mutation.construct, mutation.field)]
    (problem,) = found
    assert problem.cause
    assert problem.allowed
    assert problem.fix


PLAIN = Environment(
    {"name": "test", "namespace": "np", "url": "https://np.example.org"}, [], [strategies.REGISTRIES[0]]
)


def test_a_plain_environment_has_none() -> None:
    assert planned.problems(PLAIN.plan()) == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=repr)
def test_each_of_them_is_in_a_plain_environment_too(mutation: Mutation) -> None:
    found = planned.problems(mutation.change(PLAIN).plan())
    assert [(problem.construct, problem.field) for problem in found] == [(mutation.construct, mutation.field)]


@settings(max_examples=max(1, settings().max_examples // 10))
@given(strategies.environment())
def test_what_is_looked_at_is_what_is_synthesized_and_passes_the_schema(environment: Environment) -> None:
    arguments = dict(environment.arguments)
    synthesized = Neuronpedia(App(), arguments.pop("name"), **arguments)
    for server in environment.servers:
        synthesized.add_inference(server.instance, **server.options).with_(server.model, server.profile, *server.others)
    made = synthesized.with_(*environment.mixins).to_json()

    def by_name(manifests: list[Any]) -> dict[tuple[str, str], Any]:
        return {(found["kind"], found["metadata"]["name"]): found for found in manifests}

    assert by_name(planned.manifests(environment.plan())) == by_name(made)
    for manifest in made:
        validate(manifest, OLDEST)


def test_none_of_this_crosses_the_bridge(monkeypatch: pytest.MonkeyPatch) -> None:
    example = strategies.environment().example
    with pytest.warns(match="example"):
        environment = example()
    planned.manifests(environment.plan())  # from here on, ports are known

    def refuse(*request: Any) -> Any:
        raise AssertionError(f"a call over the bridge: {request}")

    monkeypatch.setattr(_NodeProcess, "send", refuse)
    assert planned.problems(environment.plan()) == []
    assert planned.manifests(environment.plan())
