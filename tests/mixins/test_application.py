"""Mixins: at any scope, in any order, the narrower over the wider, and never silently without effect."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from cdk8s import App, Chart
from constructs import Construct, IMixin

from neuronpedia_constructs import GPU_STANDARD, Mixin, WorkloadDraft, find_problems, models
from tests.support.building import REGISTRY, Manifest, as_yaml, named, pod, small, synthesized, workloads, written
from tests.support.own_mixins import CERTIFICATES, DEEPSEEK, GracePeriod, PriorityClass, Tolerate, Variable, environment


def priorities(manifests: list[Manifest]) -> dict[str, str | None]:
    return {found["metadata"]["name"][:7]: pod(found).get("priorityClassName") for found in workloads(manifests)}


def test_every_order_of_mixins_gives_the_same_bytes() -> None:
    on_environment: list[IMixin] = [
        REGISTRY,
        CERTIFICATES,
        PriorityClass("high"),
        Tolerate("b"),
        Tolerate("a"),
        GracePeriod(90),
    ]
    on_server: list[IMixin] = [DEEPSEEK, GPU_STANDARD, Variable("B", "1"), Variable("A", "$(B)"), Tolerate("c")]
    made = set()
    for outer, inner in zip(
        itertools.islice(itertools.permutations(on_environment), 0, None, 37),
        itertools.cycle(itertools.permutations(on_server)),
        strict=False,
    ):
        given = environment(App())
        given.add_inference("deepseek").with_(*inner)
        made.add(as_yaml(synthesized(given.with_(*outer))))
    assert len(made) == 1


def test_a_mixin_reaches_services_that_are_added_later(app: App) -> None:
    given = environment(app).with_(REGISTRY, PriorityClass("high"))
    given.add_inference("gpt2-small").with_(models.get("gpt2-small"))
    assert set(priorities(synthesized(given)).values()) == {"high"}


def test_a_mixin_given_to_the_app_reaches_every_environment_also_later_ones(app: App) -> None:
    early = small(app, "early")
    app.with_(PriorityClass("high"))
    late = small(app, "late")
    for given in (early, late):
        assert set(priorities(synthesized(given)).values()) == {"high"}


@pytest.mark.parametrize("narrow_first", [True, False])
def test_the_narrower_scope_wins_whatever_was_written_first(app: App, narrow_first: bool) -> None:
    given = small(app)
    steps: list[Callable[[], object]] = [
        lambda: given.webapp.with_(PriorityClass("webapp")),
        lambda: given.with_(PriorityClass("environment")),
        lambda: app.with_(PriorityClass("app")),
    ]
    for step in steps if narrow_first else reversed(steps):
        step()
    found = priorities(synthesized(given))
    assert found.pop("webapp") == "webapp"
    assert set(found.values()) == {"environment"}


@pytest.mark.parametrize("scope", ["service", "environment", "app"])
def test_every_mixin_works_at_every_scope(app: App, scope: str) -> None:
    given = environment(app)
    server = given.add_inference("deepseek")
    for mixin in (REGISTRY, CERTIFICATES, DEEPSEEK, GPU_STANDARD):
        reached = [found for found in given.workloads if mixin.supports(found)]
        targets: dict[str, list[Any]] = {"service": reached, "environment": [given], "app": [app]}
        for target in targets[scope]:
            target.with_(mixin)
    assert server.name == "deepseek-inference"
    expected = environment(App()).with_(REGISTRY, CERTIFICATES)
    expected.add_inference("deepseek").with_(DEEPSEEK, GPU_STANDARD)
    assert synthesized(given) == synthesized(expected)


def test_mixins_that_set_the_same_thing_differently_are_refused(app: App) -> None:
    given = small(app).with_(PriorityClass("high"), PriorityClass("low"))
    found = find_problems(app)
    assert {problem.field for problem in found} == {"pod.priority_class_name"}
    assert set(found[0].construct.split(", ")) == {found.name for found in given.workloads}
    assert found[0].code == "mixin.contradiction"
    assert found[0].cause.startswith("PriorityClass 'high' and PriorityClass 'low' ")


def test_mixins_that_set_the_same_thing_to_the_same_value_are_not(app: App) -> None:
    small(app).with_(PriorityClass("high"), PriorityClass("high"))
    assert find_problems(app) == ()


def test_a_mixin_of_the_ecosystems_own_kind_works_at_every_scope() -> None:
    for give in (
        lambda app, given: app.with_(GracePeriod(90)),
        lambda app, given: given.with_(GracePeriod(90)),
        lambda app, given: [found.with_(GracePeriod(90)) for found in given.workloads],
    ):
        app = App()
        given = small(app)
        give(app, given)
        periods = {pod(found).get("terminationGracePeriodSeconds") for found in workloads(synthesized(given))}
        assert periods == {90}


def test_a_mixin_that_fails_is_a_problem_and_no_crash(app: App) -> None:
    class Broken(Mixin):
        def apply_to_draft(self, draft: WorkloadDraft) -> None:
            draft.pod.volumes["no such volume"]

    given = small(app)
    given.webapp.with_(Broken())
    (problem,) = find_problems(app)
    assert (problem.construct, problem.field) == ("webapp", "mixin")
    assert problem.code == "mixin.failed"
    assert "Broken raised KeyError('no such volume')" in problem.cause
    assert "test_application.py" in problem.cause


def test_a_mixin_can_be_given_below_constructs_of_others(app: App) -> None:
    chart = Chart(app, "mine")
    team = Construct(app, "team")
    given = small(team, "np")  # type: ignore[arg-type]
    team.with_(PriorityClass("high"))
    assert set(priorities(synthesized(given)).values()) == {"high"}
    assert chart.to_json() == []


def test_nothing_can_be_given_after_synthesis(app: App) -> None:
    given = small(app)
    written(given)
    for give in (given.with_, given.webapp.with_, app.with_):
        with pytest.raises(RuntimeError, match="already been synthesized"):
            give(PriorityClass("high"))
    with pytest.raises(RuntimeError, match="already been synthesized"):
        given.add_inference("late")


def test_what_is_no_mixin_is_refused_where_it_is_given(app: App) -> None:
    with pytest.raises(TypeError, match="'harbor' is not a mixin"):
        small(app).with_("harbor")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="PriorityClass is a class, not a mixin"):
        small(app, "other").with_(PriorityClass)  # type: ignore[arg-type]


def test_variables_come_after_those_that_they_expand(app: App) -> None:
    given = small(app)
    given.webapp.with_(Variable("AAA", "$(ZZZ)"), Variable("ZZZ", "1"))
    names = [entry["name"] for entry in pod(named(synthesized(given), "Deployment", "webapp"))["containers"][0]["env"]]
    assert names.index("ZZZ") < names.index("AAA")


def test_looking_for_problems_changes_nothing(app: App) -> None:
    given = small(app).with_(CERTIFICATES, Tolerate("a"))
    before = [workload.draft.copy() for workload in given.workloads]
    assert find_problems(app) == find_problems(app) == ()
    assert [workload.draft for workload in given.workloads] == before
    assert written(given) == written(small(App()).with_(CERTIFICATES, Tolerate("a")))
