"""Wrong input, and how the complaint names it: availability, users, what pods may do."""

from __future__ import annotations

from collections.abc import Callable

from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import (
    ArgoCd,
    Autoscaling,
    ContainerDraft,
    DisruptionBudget,
    ModelCache,
    Neuronpedia,
    PriorityClass,
    Replicas,
    Resources,
    RunAsAssignedUser,
    RunAsImageUser,
    SecretKey,
    WorkloadDraft,
    models,
)
from tests.support.building import bare, small
from tests.support.own_mixins import DraftChange

from .wrong_environments import Case, changed


def on_webapp(*mixins: object, field: str, given: str, construct: str = "webapp") -> Case:
    return changed(lambda environment: environment.webapp.with_(*mixins), construct, field, given)  # type: ignore[arg-type]


def draft(change: Callable[[WorkloadDraft], object], field: str, given: str) -> Case:
    """A webapp that a mixin of somebody's own changes."""
    return changed(lambda environment: environment.webapp.with_(DraftChange(change)), "webapp", field, given)


def privileged(**fields: object) -> Callable[[WorkloadDraft], object]:
    context = {
        "allow_privilege_escalation": False,
        "capabilities": k8s.Capabilities(drop=["ALL"]),
        **fields,
    }
    return lambda found: setattr(found.main, "security_context", k8s.SecurityContext(**context))  # type: ignore[arg-type]


def cached_pair(app: App) -> Neuronpedia:
    environment = bare(app).with_(Replicas(2), ModelCache())
    environment.add_inference("m").with_(models.get("gpt2-small"))
    return environment


OBJECTS: dict[str, Case] = {
    "Secret of a variable": changed(
        lambda environment: environment.webapp.draft.main.env.update(A=SecretKey("Bad Name!", "k")),
        "webapp",
        "containers[webapp].env[A].valueFrom.secretKeyRef.name",
        "'Bad Name!'",
    ),
    "name of a port": draft(
        lambda found: found.main.ports.update({"a-port-of-16-let": 80}),
        "containers[webapp].ports[a-port-of-16-let].name",
        "'a-port-of-16-let'",
    ),
    "grace period": draft(
        lambda found: setattr(found.pod, "termination_grace_period_seconds", 10**30),
        "terminationGracePeriodSeconds",
        str(10**30),
    ),
    "annotation": draft(lambda found: found.pod_annotations.update({"a b": "c"}), "annotation key", "'a b'"),
    "resource": draft(
        lambda found: setattr(found.main, "resources", Resources({"gpu": "1"})),
        "resources of container webapp",
        "'gpu'",
    ),
    "second name": draft(
        lambda found: found.pod.containers.update({"wait-for-schema": ContainerDraft("wait-for-schema", "a/b:v1")}),
        "containers: name",
        "'wait-for-schema' is there 2 times",
    ),
    "label that selects": draft(lambda found: found.labels.update(app="x"), "draft.labels['app']", "'x'"),
    "selector": draft(lambda found: found.selector.update(app="x"), "draft.selector", "{'app': 'x'}"),
}

AVAILABILITY: dict[str, Case] = {
    **{
        f"{count!r} replicas": on_webapp(Replicas(count), field="replicas count", given=repr(count))  # type: ignore[arg-type]
        for count in (0, -1, 1.5, "2", True)
    },
    "autoscaler that is upside down": on_webapp(
        Autoscaling(min_replicas=3, max_replicas=2),
        field="autoscaling min_replicas",
        given="3 is more than max_replicas=2",
    ),
    "autoscaler from none": on_webapp(Autoscaling(min_replicas=0), field="autoscaling min_replicas", given="0"),
    "autoscaler of nothing": on_webapp(Autoscaling(cpu_percent=0), field="autoscaling cpu_percent", given="0"),
    "autoscaler without a request": changed(
        lambda environment: environment.webapp.with_(
            Autoscaling(), DraftChange(lambda found: setattr(found.main, "resources", Resources({"memory": "1Gi"})))
        ),
        "webapp",
        "resources of container webapp: cpu request",
        "missing",
    ),
    "both": on_webapp(Replicas(2), Autoscaling(), field="replicas", given="Replicas and Autoscaling"),
    "autoscaled GPU server": changed(
        lambda environment: environment.inference_servers[0].with_(Autoscaling()),
        "gpt2-small-inference",
        "mixin",
        "Autoscaling",
    ),
    "replicas of the database": changed(
        lambda environment: environment.postgres.with_(Replicas(2)),
        "postgres",
        "mixin",
        "Replicas",
    ),
    "replicas with a cache": Case(cached_pair, "m-inference", "replicas", "2"),
    "budget of none": on_webapp(DisruptionBudget(), field="disruption budget", given="neither"),
    "budget of both": on_webapp(
        DisruptionBudget(min_available=1, max_unavailable=1), field="disruption budget", given="both"
    ),
    "budget that lets nobody go": on_webapp(
        Replicas(2),
        DisruptionBudget(max_unavailable=0),
        field="disruption budget max_unavailable",
        given="0",
    ),
    "no percent": on_webapp(
        Replicas(2),
        DisruptionBudget(max_unavailable="0%"),
        field="disruption budget max_unavailable",
        given="'0%'",
    ),
    "more than all": on_webapp(
        Replicas(2),
        DisruptionBudget(max_unavailable="101%"),
        field="disruption budget max_unavailable",
        given="'101%'",
    ),
    **{
        f"budget of {kept!r} of three": on_webapp(
            Replicas(3),
            DisruptionBudget(min_available=kept),
            field="disruption budget min_available",
            given=repr(kept),
        )
        for kept in (3, 4, "100%", "67%")
    },
    "budget of the fewest pods": on_webapp(
        Autoscaling(min_replicas=2),
        DisruptionBudget(min_available=2),
        field="disruption budget min_available",
        given="2",
    ),
    "budget of a single pod": on_webapp(
        DisruptionBudget(max_unavailable=1),
        field="disruption budget",
        given="webapp",
    ),
    "priority class": on_webapp(PriorityClass("High!"), field="priority class", given="'High!'"),
    "Argo CD of the database job": changed(
        lambda environment: environment.database_init.with_(ArgoCd()),
        "db-init",
        "mixin",
        "db-init",
    ),
    "Argo CD of one service": on_webapp(ArgoCd(), field="mixin", given="webapp"),
}


def numbered(environment: Neuronpedia) -> None:
    """Say whom the webapp runs as."""
    environment.webapp.with_(DraftChange(privileged(run_as_user=1001)))


USERS: dict[str, Case] = {
    "no reason for root": on_webapp(RunAsImageUser(reason=""), field="run-as-image-user reason", given="''"),
    "root in a whole environment": Case(
        lambda app: small(app).with_(RunAsImageUser(reason="x")),
        "Neuronpedia",
        "mixin",
        "RunAsImageUser applies to autointerp, db-init, gpt2-small-inference, webapp",
    ),
    "root for PostgreSQL": changed(
        lambda environment: environment.postgres.with_(RunAsImageUser(reason="x")),
        "postgres",
        "mixin",
        "RunAsImageUser",
    ),
    "a number where the cluster assigns it": Case(
        lambda app: numbered(small(app).with_(RunAsAssignedUser())),
        "webapp",
        "runAsUser of container webapp",
        "1001",
    ),
    "folder of the node": draft(
        lambda found: found.pod.volumes.update(
            tmp=k8s.Volume(name="tmp", host_path=k8s.HostPathVolumeSource(path="/"))
        ),
        "volume tmp",
        "hostPath",
    ),
    "privileged": draft(privileged(privileged=True), "privileged of container webapp", "True"),
    "escalation": draft(
        privileged(allow_privilege_escalation=True), "allowPrivilegeEscalation of container webapp", "True"
    ),
    "capabilities kept": draft(
        privileged(capabilities=k8s.Capabilities(drop=["NET_RAW"])), "capabilities of container webapp", "NET_RAW"
    ),
    "capabilities added": draft(
        privileged(capabilities=k8s.Capabilities(drop=["ALL"], add=["SYS_ADMIN"])),
        "capabilities of container webapp",
        "SYS_ADMIN",
    ),
    "root": draft(privileged(run_as_user=0), "runAsUser of container webapp", "0"),
    "perhaps root": draft(privileged(run_as_non_root=False), "runAsNonRoot of container webapp", "False"),
    "processes of the node": draft(privileged(proc_mount="Unmasked"), "procMount of container webapp", "'Unmasked'"),
    "system calls": draft(
        privileged(seccomp_profile=k8s.SeccompProfile(type="Unconfined")),
        "seccompProfile of container webapp",
        "'Unconfined'",
    ),
}

CASES = {**OBJECTS, **AVAILABILITY, **USERS}
