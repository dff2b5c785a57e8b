"""The objects of an environment, before the bridge."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs.environment.objects import render
from neuronpedia_constructs.mixins.application import MixinTargets
from tests.support.building import small, synthesized


def test_the_namespace_comes_first_and_holds_nothing_else(app: App) -> None:
    first, *others = synthesized(small(app))
    assert first["kind"] == "Namespace"
    assert "Namespace" not in {made["kind"] for made in others}


def test_each_workload_has_its_objects_and_none_is_there_twice(app: App) -> None:
    plan = small(app).plan
    objects, found = render(plan, plan.finalize(MixinTargets())[0])
    assert not [problem for problem in found if not problem.warning]
    assert [workload.name for workload, _ in objects.workloads] == [workload.name for workload in plan.workloads]
    names = [(made.kind, made.fields["metadata"]["name"]) for made in objects.all()]
    assert len(set(names)) == len(names)
