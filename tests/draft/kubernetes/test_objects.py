"""Objects that are created before and after mixins."""

from __future__ import annotations

from pathlib import Path

import cdk8s
import pytest
from cdk8s import ApiObject, App, Chart
from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.objects import KubeObject, update

BEFORE = {"labels": {"app": "a", "part": "np"}}


@pytest.fixture
def created(app: App) -> ApiObject:
    metadata = k8s.ObjectMeta(name="webapp", labels=BEFORE["labels"])
    return k8s.KubeService(Chart(app, "chart"), "service", metadata=metadata)


def labels(created: ApiObject) -> object:
    (made,) = cdk8s.Testing.synth(created.chart)
    return made["metadata"].get("labels")


def made(**labels: str) -> KubeObject:
    return KubeObject(k8s.KubeService, "service", {"metadata": {"name": "webapp", "labels": labels}})


def test_changes_of_mixins_and_of_the_construct_meet(created: ApiObject) -> None:
    created.metadata.add_label("own", "1")
    update(created, made(app="a", team="t"), BEFORE)
    assert labels(created) == {"app": "a", "team": "t", "own": "1"}


def test_a_mixin_wins_where_both_change_the_same_label(created: ApiObject) -> None:
    created.metadata.add_label("part", "construct")
    update(created, made(app="a", part="mixin"), BEFORE)
    assert labels(created) == {"app": "a", "part": "mixin"}


def test_an_amended_object_may_have_any_field(app: App) -> None:
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "new": {"field": [1]}}
    chart = Chart(app, "chart")
    KubeObject(k8s.KubeService, "service", {}, manifest).create(chart)
    assert cdk8s.Testing.synth(chart) == [manifest]


def test_an_amended_object_of_a_helm_chart_has_no_templates(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Chart.yaml").touch()
    monkeypatch.setenv("CDK8S_OUTDIR", str(tmp_path / "templates"))
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "new": "{{ .x }}"}
    chart = Chart(app, "chart")
    KubeObject(k8s.KubeService, "service", {}, manifest).create(chart)
    (made,) = cdk8s.Testing.synth(chart)
    assert made["new"] == "{{ `{{` }} .x }}"
