"""Which workload of the old side is which one of the new."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.connections.workloads import Workload, workloads
from neuronpedia_constructs.cli.diff.objects import Side

from .manifests import manifest, side, workload


def named(old: Side, new: Side) -> dict[str, tuple[int, int]]:
    return {each.name: (len(each.old), len(each.new)) for each in workloads(old, new)}


def job(name: str, **labels: str) -> Side:
    return side(workload(name, "Job", labels=labels))


def test_a_job_is_the_same_whatever_its_hash() -> None:
    assert named(job("db-init-ffa3bddd", app="db-init"), job("db-init-ac2c1772", app="db-init")) == {"db-init": (1, 1)}
    assert named(job("db-init-ffa3bddd"), job("db-init-ac2c1772")) == {"db-init": (1, 1)}


def test_a_job_of_an_instance_has_its_name() -> None:
    assert [*named({}, job("x", app="inference", instance="gemma"))] == ["gemma-inference"]


def test_a_job_and_a_cronjob_of_one_app_are_one_client() -> None:
    cron = side(workload("register", "CronJob", labels={"app": "register"}))
    assert named({}, job("register-1a2b3c4d", app="register") | cron) == {"register": (0, 2)}


def test_words_that_could_be_a_hash_stay() -> None:
    assert [*named({}, job("load-facade"))] == ["load-facade"]


def test_a_renamed_deployment_is_known_by_its_labels() -> None:
    old, new = side(workload("web", labels={"app": "web"})), side(workload("site", labels={"app": "web"}))
    assert named(old, new) == {"site": (1, 1)}


def test_other_models_are_other_workloads() -> None:
    old, new = (side(workload(name, labels={"app": "inference", "instance": name})) for name in ("a", "b"))
    assert named(old, new) == {"b": (0, 1), "a": (1, 0)}


def test_a_rename_that_could_be_several_is_none() -> None:
    old = side(workload("a", labels={"app": "web"}))
    new = side(*(workload(name, labels={"app": "web"}) for name in ("b", "c")))
    assert named(old, new) == {"b": (0, 1), "c": (0, 1), "a": (1, 0)}


def test_pods_have_the_labels_that_the_job_controller_adds() -> None:
    (found,) = workloads({}, job("db-init", app="db-init"))
    assert found.new[0].labels == {"app": "db-init", "batch.kubernetes.io/job-name": "db-init", "job-name": "db-init"}


def test_a_workload_is_told_by_its_kind() -> None:
    (found,) = workloads({}, side(workload("webapp", "StatefulSet")))
    assert isinstance(found, Workload)
    assert (found.label, found.app) == ("StatefulSet webapp", "webapp")


def test_what_runs_no_pods_is_left_out() -> None:
    broken = manifest("Deployment", "broken", "text", version="apps/v1")
    template = manifest("PodTemplate", "template", template={"metadata": {}})
    assert workloads({}, side(broken, template, manifest("Service", "webapp"))) == ()
