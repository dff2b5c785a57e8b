"""Objects that a command prints."""

from __future__ import annotations

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import ArgoCd, Labels
from neuronpedia_constructs.cli.apps import UnknownError
from neuronpedia_constructs.cli.manifests import as_yaml, final_draft
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.mixin_scope import MixinScope
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from tests.support.building import bare, documents
from tests.support.drafts import draft
from tests.support.own_mixins import DraftChange


def test_mixins_of_the_environment_reach_the_workload(app: App) -> None:
    plan = bare(app).with_(Labels({"team": "a"}), ArgoCd()).plan
    made = final_draft(plan, WorkloadPlan(draft(name="printed"), plan.mixins))
    assert made.labels["team"] == "a"
    assert made.pod.image_source.tag == "v1.4.2"


def test_a_mixin_that_fails_is_told(app: App) -> None:
    plan = bare(app).plan
    scope = MixinScope(plan.mixins)
    scope.add((DraftChange(lambda found: found.pod.volumes["none"]),))
    with pytest.raises(UnknownError, match=r"mixin\.failed"):
        final_draft(plan, WorkloadPlan(draft(name="printed"), scope))


def test_objects_are_in_the_namespace_as_synthesis_writes_them() -> None:
    given = KubeObject(k8s.KubeConfigMap, "a", {"metadata": {"name": "a"}, "data": {"A": "1"}})
    (made,) = documents(as_yaml([given], "np"))
    assert made == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "namespace": "np"},
        "data": {"A": "1"},
    }
