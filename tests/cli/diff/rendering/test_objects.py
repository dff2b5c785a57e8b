"""What is said of objects: refused, restarted, run, changed in place, and left behind."""

from __future__ import annotations

from typing import Any

import yaml

from neuronpedia_constructs.cli.diff.effects.change import Gap, ObjectChange
from neuronpedia_constructs.cli.diff.effects.changes import changes
from neuronpedia_constructs.cli.diff.objects import Key, key_of
from neuronpedia_constructs.cli.diff.rendering import objects
from neuronpedia_constructs.cli.diff.rendering.section import Section
from tests.support.building import ROOT


def side(*texts: str) -> Any:
    return {key_of(each): each for text in texts for each in yaml.safe_load_all(text) if each}


def lines(section: Section) -> list[str]:
    """Return a section as the lines of a terminal."""
    return [line for item in section.items for line in (item.text, *item.details)]


STATEFUL = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: postgres, namespace: n}}
spec:
  serviceName: {service}
  selector: {{matchLabels: {{app: postgres}}}}
  template:
    metadata: {{labels: {{app: postgres}}}}
    spec: {{containers: [{{name: postgres, image: "postgres:{tag}"}}]}}
"""
JOB = """
apiVersion: batch/v1
kind: Job
metadata: {name: db-init-1, namespace: n, labels: {app.kubernetes.io/component: database-migration}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}
"""
CRON = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: backup, namespace: n}
spec:
  schedule: "0 3 * * *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}}
"""
CONFIG = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: n}, data: {a: b}}"


def test_what_is_refused_comes_with_the_steps_that_get_there() -> None:
    found = changes(side(STATEFUL.format(service="a", tag=1)), side(STATEFUL.format(service="b", tag=1)))
    assert lines(objects.refused(found)) == [
        "StatefulSet postgres",
        "spec.serviceName: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
        "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are "
        "forbidden",
        "kubectl --namespace n delete statefulset postgres --cascade=orphan",
        "apply again: the new StatefulSet takes over the pods and the claims",
    ]


def test_a_workload_whose_pods_are_not_admitted_is_accepted() -> None:
    labels = "{pod-security.kubernetes.io/enforce: restricted}"
    namespace = f"{{apiVersion: v1, kind: Namespace, metadata: {{name: n, labels: {labels}}}}}"
    old, new = (side(namespace, STATEFUL.format(service="a", tag=tag)) for tag in (1, 2))
    (first, *reasons, step) = lines(objects.refused(changes(old, new)))
    assert step == "correct the pods, or lower the namespace's label pod-security.kubernetes.io/enforce"
    assert first == "StatefulSet postgres is accepted, and the old pods go, and no new one comes"
    assert all(
        each.startswith('its pods are not admitted at the Pod Security level "restricted": ') for each in reasons
    )
    assert lines(objects.restarts(changes(old, new))) == [
        "StatefulSet postgres: goes away, and does not come back",
        "image 1 → 2",
    ]


def test_a_restart_has_its_reason_and_its_time() -> None:
    found = changes(side(STATEFUL.format(service="a", tag=1)), side(STATEFUL.format(service="a", tag=2)))
    assert lines(objects.restarts(found)) == ["StatefulSet postgres: away about 30 s", "image 1 → 2"]


def change(effect: Any, **more: Any) -> ObjectChange:
    manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}
    return ObjectChange(Key("apps", "Deployment", "", "web"), manifest, manifest, "changed", effect, **more)


def test_how_long_a_workload_is_away() -> None:
    assert objects.away(change("restarts", gap=False)) == "no gap"
    assert objects.away(change("restarts", gap=True, gap_seconds=Gap(60, 1800))) == "away about 60 s, at most 30 min"
    assert objects.away(change("restarts", gap=True, gap_seconds=Gap(60, 60))) == "away about 60 s"
    assert objects.away(change("restarts", gap=True, gap_seconds=Gap(200, None))) == "away about 4 min"
    assert objects.away(change("restarts", gap=True)) == "away for a time"
    assert objects.away(change("scales")) == "its number of pods changes"
    assert objects.away(change("down", gap=True)) == "goes away, and does not come back"


def test_a_job_says_what_it_does() -> None:
    assert lines(objects.runs(changes({}, side(JOB)))) == ["Job db-init-1 runs: it migrates the database"]


def test_a_job_that_is_only_changed_does_not_run_again() -> None:
    found = changes(side(JOB), side(JOB.replace("spec: {template", "spec: {backoffLimit: 2, template")))
    assert lines(objects.runs(found)) == ["Job db-init-1 does not run again", "spec.backoffLimit 6 → 2"]


def test_a_cron_job_is_told_with_what_changes() -> None:
    assert lines(objects.runs(changes({}, side(CRON)))) == ["CronJob backup runs at 0 3 * * *"]
    found = changes(side(CRON), side(CRON.replace("0 3", "0 4")))
    assert lines(objects.runs(found)) == ["CronJob backup changes", "spec.schedule 0 3 * * * → 0 4 * * *"]


def test_objects_that_change_in_place_have_one_line_each() -> None:
    widget = "{apiVersion: example.org/v1, kind: Widget, metadata: {name: w}, spec: {size: 1}}"
    found = changes(
        side(CONFIG, widget),
        side(CONFIG.replace("a: b", "a: c"), widget.replace("1}", "2}"), CONFIG.replace("name: c", "name: d")),
    )
    assert lines(objects.in_place(found)) == [
        "ConfigMap c: data.a b → c",
        "Widget w: spec.size 1 → 2 (compared as text: not one of Kubernetes' own kinds)",
    ]


def test_new_objects_have_one_line_for_each_kind() -> None:
    found = changes({}, side(CONFIG, STATEFUL.format(service="a", tag=1), CONFIG.replace("name: c", "name: d"), JOB))
    assert lines(objects.created(found)) == ["ConfigMap c, d", "StatefulSet postgres"]


def test_what_is_left_behind_can_be_removed_with_a_command() -> None:
    claim = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: p, namespace: n}}"
    found = changes(side(CONFIG, JOB, STATEFUL.format(service="a", tag=1), claim), {})
    assert lines(objects.left_behind(found)) == [
        "StatefulSet postgres, with its data",
        "kubectl --namespace n delete statefulset/postgres",
        "PersistentVolumeClaim p, with its data",
        "kubectl --namespace n delete persistentvolumeclaim/p",
        "ConfigMap c",
        "Job db-init-1",
        "kubectl --namespace n delete configmap/c job/db-init-1",
    ]


def test_with_nothing_changed_there_is_nothing_to_say() -> None:
    both = side(CONFIG, JOB, CRON, STATEFUL.format(service="a", tag=1))
    found = changes(both, dict(reversed(both.items())))
    parts = (objects.refused, objects.restarts, objects.runs, objects.created, objects.in_place, objects.left_behind)
    for section in parts:
        assert section(found).items == ()


def test_the_components_are_those_of_the_library() -> None:
    """Else nothing would be said of them."""
    manifests = [file.read_text("utf-8") for file in (ROOT / "tests" / "environment" / "__snapshots__").rglob("*.yaml")]
    named = {*objects.DOES, *objects.MEANWHILE} - {"administrator", "database-restore", "image-check"}
    assert all(any(f"app.kubernetes.io/component: {each}\n" in text for text in manifests) for each in named)
