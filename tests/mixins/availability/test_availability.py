"""What keeps services up: how many pods they have, how those are spread and drained, and the order of Argo CD."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import (
    ArgoCd,
    Autoscaling,
    CloudNativePg,
    DatabaseConfig,
    DisruptionBudget,
    ExternalSecrets,
    ModelCache,
    Neuronpedia,
    PostgresBackup,
    PriorityClass,
    Replicas,
    RunAsImageUser,
    S3Target,
    find_problems,
    models,
)
from tests.rules.objects import references
from tests.support.building import (
    Manifest,
    bare,
    containers,
    doubts,
    named,
    pod,
    pod_template,
    small,
    synthesized,
    workloads,
)
from tests.support.own_mixins import DraftChange

REPLICABLE = {"webapp", "autointerp", "gpt2-small-inference"}
PLACES = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]


def of_kind(made: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {found["metadata"]["name"]: found for found in made if found["kind"] == kind}


def by_name(given: Neuronpedia) -> dict[tuple[str, str], Manifest]:
    return {(found["kind"], found["metadata"]["name"]): found for found in synthesized(given)}


def spread(workload: Manifest) -> Any:
    return pod(workload).get("topologySpreadConstraints")


def test_an_autoscaler_is_the_only_one_to_say_how_many_pods_there_are(app: App) -> None:
    made = synthesized(small(app).with_(Autoscaling(min_replicas=3, max_replicas=5, cpu_percent=60)))
    scaled = of_kind(made, "HorizontalPodAutoscaler")
    assert scaled.keys() == REPLICABLE - {"gpt2-small-inference"}
    for name, found in scaled.items():
        spec = found["spec"]
        assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
        assert (spec["minReplicas"], spec["maxReplicas"]) == (3, 5)
        assert [metric["resource"]["target"]["averageUtilization"] for metric in spec["metrics"]] == [60]
        assert "replicas" not in named(made, "Deployment", name)["spec"]
    assert named(made, "Deployment", "gpt2-small-inference")["spec"]["replicas"] == 1


def test_servers_of_several_pods_are_drained_one_at_a_time(app: App) -> None:
    made = synthesized(small(app).with_(Replicas(2)))
    assert of_kind(made, "PodDisruptionBudget").keys() == REPLICABLE
    for name, budget in of_kind(made, "PodDisruptionBudget").items():
        selector = named(made, "Deployment", name)["spec"]["selector"]
        assert budget["spec"] == {
            "maxUnavailable": 1,
            "selector": selector,
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        }


@pytest.mark.parametrize("number", [Replicas(1), Autoscaling(min_replicas=1)])
def test_a_single_pod_can_be_drained_and_has_nothing_to_be_spread_from(
    number: Replicas | Autoscaling, app: App
) -> None:
    made = synthesized(small(app).with_(number))
    assert not of_kind(made, "PodDisruptionBudget")
    assert not any(map(spread, workloads(made)))


def test_the_budget_of_an_environment_is_for_those_with_several_pods(app: App) -> None:
    given = small(app).with_(DisruptionBudget(min_available="50%"))
    given.webapp.with_(Replicas(2))
    assert not find_problems(app)
    budgets = of_kind(synthesized(given), "PodDisruptionBudget")
    assert {name: found["spec"].get("minAvailable") for name, found in budgets.items()} == {"webapp": "50%"}
    assert "maxUnavailable" not in budgets["webapp"]["spec"]


def test_the_number_of_one_service_comes_before_the_autoscaling_of_all(app: App) -> None:
    given = small(app).with_(Autoscaling())
    given.webapp.with_(Replicas(3))
    made = synthesized(given)
    assert named(made, "Deployment", "webapp")["spec"]["replicas"] == 3
    assert of_kind(made, "HorizontalPodAutoscaler").keys() == {"autointerp"}


@pytest.mark.parametrize("number", [Replicas(2), Autoscaling(min_replicas=2, max_replicas=2)])
def test_pods_are_spread_by_counting_those_of_their_own_service_alone(number: Replicas | Autoscaling, app: App) -> None:
    given = small(app).with_(number)
    given.add_inference("other").with_(models.get("gpt2-small"))
    made = synthesized(given)
    several = [found for found in workloads(made) if spread(found)]
    assert {found["metadata"]["name"] for found in several} >= {"webapp", "autointerp"}
    for workload in several:
        assert [constraint["topologyKey"] for constraint in spread(workload)] == PLACES
        for constraint in spread(workload):
            wanted = constraint["labelSelector"]["matchLabels"].items()
            assert [w for w in workloads(made) if wanted <= pod_template(w)["metadata"]["labels"].items()] == [workload]
            # Pods go side by side rather than nowhere; and those of the release before do not count.
            assert constraint["whenUnsatisfiable"] == "ScheduleAnyway"
            assert constraint["matchLabelKeys"] == ["pod-template-hash"]


def test_a_mixin_that_spreads_pods_itself_has_its_way(app: App) -> None:
    own = k8s.TopologySpreadConstraint(max_skew=2, topology_key="rack", when_unsatisfiable="DoNotSchedule")
    given = small(app).with_(Replicas(2))
    given.webapp.with_(DraftChange(lambda draft: setattr(draft.pod, "topology_spread_constraints", [own])))
    made = synthesized(given)
    assert [found["topologyKey"] for found in spread(named(made, "Deployment", "webapp"))] == ["rack"]
    assert [found["topologyKey"] for found in spread(named(made, "Deployment", "autointerp"))] == PLACES


def test_a_priority_class_is_on_every_pod_and_has_to_be_there(app: App) -> None:
    given = small(app, database=CloudNativePg()).with_(PriorityClass("high"), PostgresBackup())
    assert ("PriorityClass", "high") in {(found.kind, found.name) for found in given.prerequisites}
    made = synthesized(given)
    assert {pod(workload).get("priorityClassName") for workload in workloads(made)} == {"high"}
    assert named(made, "Cluster", "postgres")["spec"]["priorityClassName"] == "high"


STORED = ExternalSecrets(store="vault", path="np")
OPERATED = CloudNativePg(backup=S3Target(bucket="backups"), pod_monitor=True)


@pytest.mark.parametrize("instances", [1, 3])
def test_the_operator_of_a_database_is_told_what_to_keep_available(instances: int, app: App) -> None:
    config = DatabaseConfig(user="np", database="site")
    given = small(app, database=replace(OPERATED, instances=instances), database_config=config).with_(Replicas(2))
    assert not doubts(app)
    made = synthesized(given)
    assert of_kind(made, "PodDisruptionBudget").keys() == REPLICABLE
    cluster = named(made, "Cluster", "postgres")["spec"]
    assert (cluster["instances"], cluster["enablePDB"]) == (instances, instances > 1)
    assert cluster["imagePullSecrets"] == [{"name": "regcred"}]
    sql = cluster["bootstrap"]["initdb"].pop("postInitApplicationSQL")
    assert "EXTENSION" in sql[0]
    assert cluster["bootstrap"]["initdb"] == {"database": "site", "owner": "np"}
    assert [plugin["isWALArchiver"] for plugin in cluster["plugins"]] == [True]
    # Seconds come first.
    assert named(made, "ScheduledBackup", "postgres")["spec"]["schedule"] == "0 0 3 * * *"


def wave(manifest: Manifest) -> int:
    return int(manifest["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"])


def needed(made: list[Manifest], workload: Manifest) -> Iterator[Manifest]:
    """What has to be there before the pods of a workload can start: what they refer to, and the ways that are open."""
    there = {(found["kind"], found["metadata"]["name"]): found for found in made}
    for kind, name in references(workload["spec"]):
        found = there.get((kind, name)) or there.get(("ExternalSecret" if kind == "Secret" else "", name))
        yield from [found] if found and kind != "PersistentVolumeClaim" else []
    policies = of_kind(made, "NetworkPolicy")
    yield from (policies["default-deny"], policies[workload["metadata"]["labels"]["app"]])


@pytest.mark.parametrize("arguments", [{}, {"database": OPERATED, "secrets": STORED}], ids=["own", "operated"])
def test_argo_cd_makes_nothing_before_what_it_needs(arguments: Any, app: App) -> None:
    given = small(app, **arguments).with_(ArgoCd(), Autoscaling(), PostgresBackup(), ModelCache())
    made = synthesized(given)
    for workload in workloads(made):
        assert all(wave(found) <= wave(workload) for found in needed(made, workload))
        claims = [name for kind, name in references(workload["spec"]) if kind == "PersistentVolumeClaim"]
        # A claim may wait for the first pod that mounts it; and nothing goes on before it is bound.
        assert all(wave(named(made, "PersistentVolumeClaim", name)) >= wave(workload) for name in claims)
    (database,) = (found for found in made if found["kind"] in ("Cluster", "StatefulSet"))
    first = [found for found in made if found["kind"] in ("ExternalSecret", "NetworkPolicy", "ObjectStore", "Service")]
    order = [named(made, "Namespace", "neuronpedia"), *first[:1], database, named(made, "Job", "db-init")]
    assert sorted({wave(found) for found in order}) == [wave(found) for found in order]
    assert {wave(found) < wave(database) for found in first} == {True}
    later = of_kind(made, "Deployment").values()
    assert {wave(found) > wave(named(made, "Job", "db-init")) for found in later} == {True}


def test_argo_cd_is_told_of_waves_and_jobs_and_everything_else_stays() -> None:
    plain, told = small(App()).with_(PostgresBackup()), small(App()).with_(PostgresBackup(), ArgoCd())
    for given in (plain, told):
        given.database_init.with_(RunAsImageUser(reason="our fork"))
    before, after = by_name(plain), by_name(told)
    assert "argocd" not in str(before)
    kept = set()
    for (kind, name), manifest in after.items():
        annotations = manifest["metadata"].pop("annotations")
        assert annotations.pop("argocd.argoproj.io/sync-wave")
        if annotations.get("helm.sh/resource-policy") == "keep":
            assert annotations.pop("argocd.argoproj.io/sync-options") == "Prune=false,Delete=false"
            kept.add((kind, name))
        if kind == "Job" and name.startswith("db-index"):
            assert before[kind, name]["spec"].pop("ttlSecondsAfterFinished")
        elif kind == "Job":
            assert annotations.pop("argocd.argoproj.io/hook") == "Sync"
            assert annotations.pop("argocd.argoproj.io/hook-delete-policy") == "BeforeHookCreation"
        assert annotations == before[kind, name]["metadata"].pop("annotations", {})
    assert after == before
    assert kept == {
        ("ConfigMap", "pgvector-init"),
        ("Namespace", "neuronpedia"),
        ("NetworkPolicy", "default-deny"),
        ("NetworkPolicy", "postgres"),
        ("PersistentVolumeClaim", "postgres-backups"),
        ("Service", "postgres"),
        ("ServiceAccount", "postgres"),
        ("StatefulSet", "postgres"),
    }


@pytest.mark.parametrize("begun", [bare, small])
def test_another_server_changes_nothing_of_an_environment_in_production(begun: Callable[[App], Neuronpedia]) -> None:
    production = (ArgoCd(), Autoscaling(), PriorityClass("high"))
    plain, more = begun(App()).with_(*production), begun(App()).with_(*production)
    more.add_inference("other").with_(models.get("gpt2-small"))
    before, after = by_name(plain), by_name(more)
    del before["ConfigMap", "register-inference"]
    assert {key: after[key] for key in before} == before


def identity(container: Manifest) -> dict[str, Any]:
    """As whom a container runs, where it says so itself."""
    own = container["securityContext"]
    return {name: own[name] for name in ("runAsUser", "runAsGroup", "runAsNonRoot") if name in own}


@pytest.mark.parametrize(("service", "kind", "user"), [("webapp", "Deployment", 1001), ("db-init", "Job", 10001)])
def test_the_image_decides_on_the_user_of_one_service_alone(service: str, kind: str, user: int) -> None:
    before, given = synthesized(small(App())), small(App())
    (found,) = (workload for workload in given.workloads if workload.name == service)
    found.with_(RunAsImageUser(reason="our fork"))
    made = synthesized(given)
    for container in containers(named(made, kind, service)):
        number = {"runAsUser": user, "runAsGroup": user, "runAsNonRoot": True}
        assert identity(container) == (number if "pgvector" in container["image"] else {})
    assert named(made, kind, service)["metadata"]["annotations"]["run-as-image-user"] == "our fork"
    assert "our fork" not in str(pod_template(named(made, kind, service)))
    labels = named(made, "Namespace", "neuronpedia")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "baseline"
    changed = {new["metadata"]["name"] for old, new in zip(before, made, strict=True) if old != new}
    assert changed == {"neuronpedia", named(made, kind, service)["metadata"]["name"]}


def test_where_the_pod_says_nothing_of_a_user_every_other_image_has_to(app: App) -> None:
    bare_pod = k8s.PodSecurityContext(seccomp_profile=k8s.SeccompProfile(type="RuntimeDefault"))
    given = small(app)
    given.webapp.with_(RunAsImageUser(reason="our fork"))
    given.webapp.with_(DraftChange(lambda draft: setattr(draft.pod, "security_context", bare_pod)))
    fields = {problem.field for problem in find_problems(app)}
    assert fields == {f"{field} of container wait-for-schema" for field in ("runAsNonRoot", "runAsUser")}
