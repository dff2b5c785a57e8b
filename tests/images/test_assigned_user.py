"""The users that a cluster assigns: its admission of pods takes every one, and keeps the rest as it is."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import (
    CloudNativePg,
    CorporateCaCerts,
    ExternalDatabase,
    Mixin,
    ModelCache,
    Neuronpedia,
    PostgresBackup,
    RunAsAssignedUser,
    RunAsImageUser,
    S3Target,
    find_problems,
)
from neuronpedia_constructs.cli.admin.job import AdminPlan
from neuronpedia_constructs.database.backups import restore
from neuronpedia_constructs.draft.kubernetes.manifests import manifest
from neuronpedia_constructs.mixins.application import MixinTargets, apply_mixins
from tests.rules.every_rule import OF_ANY_PART
from tests.support.amending import container
from tests.support.building import Manifest, containers, named, pod, small, synthesized, workloads
from tests.support.own_mixins import DraftChange

RANGE = range(1_000_660_000, 1_000_670_000)
"""The numbers of a namespace."""

BACKUPS = {"claim": PostgresBackup(), "bucket": PostgresBackup(target=S3Target(bucket="backups"))}


def refused(workload: Manifest) -> Iterator[str]:
    """What the security context constraint `restricted-v2` finds wrong with the pods of a workload."""
    own = pod(workload)["securityContext"]
    if own.get("fsGroup", RANGE[0]) not in RANGE:
        yield "fsGroup"
    for found in containers(workload):
        context = {**own, **found["securityContext"]}
        if context.get("runAsUser", RANGE[0]) not in RANGE:
            yield f"runAsUser of {found['name']}"
        if context["seccompProfile"] != {"type": "RuntimeDefault"} or context["allowPrivilegeEscalation"]:
            yield f"profile of {found['name']}"
        if context["capabilities"] != {"drop": ["ALL"]}:
            yield f"capabilities of {found['name']}"


def jobs(environment: Neuronpedia) -> list[Manifest]:
    """The Jobs that commands print."""
    plan = environment.plan
    finals, _ = plan.finalize(MixinTargets())
    deployed = next(final.draft for final in finals if final.draft.name == "postgres-backup")
    admin = AdminPlan(plan.context, plan.database, "a@example.org", "a", plan.database_init.mixins)
    draft, _ = apply_mixins(admin, MixinTargets())
    plan.finalize_draft(admin, draft, finals)
    made = [*admin.controllers(draft), restore.job(restore.list_dumps(deployed), "list")]
    made.append(restore.job(restore.restore(deployed, restore.LATEST, None), "restore"))
    return [manifest(each, "neuronpedia") for each in made]


@pytest.mark.parametrize("backup", BACKUPS)
@pytest.mark.parametrize("database", [None, CloudNativePg(), ExternalDatabase(host="db.example.org")])
def test_restricted_v2_admits_every_pod_of_the_environment_and_of_the_commands(database: Any, backup: str) -> None:
    app = App()
    environment = small(app, database=database).with_(RunAsAssignedUser(), CorporateCaCerts("ca"), BACKUPS[backup])
    environment.inference_servers[0].with_(ModelCache())
    made = synthesized(environment)
    assert find_problems(app) == ()
    found = [*workloads(made), *jobs(environment)]
    assert {each["metadata"]["name"]: list(refused(each)) for each in found if list(refused(each))} == {}
    for workload in found:
        context = pod(workload)["securityContext"]
        assert context["runAsNonRoot"] is True
        assert not context.keys() & {"runAsUser", "runAsGroup", "fsGroup"}
    labels = named(made, "Namespace", "neuronpedia")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    for rule in OF_ANY_PART:
        rule(made)


def test_without_the_choice_the_constraint_refuses_every_pod(app: App) -> None:
    environment = small(app).with_(BACKUPS["claim"])
    assert all(list(refused(found)) for found in [*workloads(synthesized(environment)), *jobs(environment)])


def test_nothing_but_the_numbers_changes() -> None:
    plain, assigned = synthesized(small(App())), synthesized(small(App()).with_(RunAsAssignedUser()))
    for before, after in zip(plain, assigned, strict=True):
        expected = copy.deepcopy(before)
        if before in workloads(plain):
            for name in ("runAsUser", "runAsGroup", "fsGroup"):
                pod(expected)["securityContext"].pop(name)
        # A Job of other content has another name.
        if before["kind"] == "Job":
            expected["metadata"]["name"] = after["metadata"]["name"]
        assert after == expected


def test_the_image_of_one_workload_still_decides_where_it_says_so(app: App) -> None:
    environment = small(app).with_(RunAsAssignedUser())
    environment.autointerp.with_(RunAsImageUser(reason="our fork starts as root"))
    made = synthesized(environment)
    assert pod(named(made, "Deployment", "autointerp"))["securityContext"]["fsGroup"] == 10001
    assert [name for name in ("webapp", "autointerp") if list(refused(named(made, "Deployment", name)))] == [
        "autointerp"
    ]


def test_one_place_cannot_say_both(app: App) -> None:
    environment = small(app)
    environment.webapp.with_(RunAsAssignedUser(), RunAsImageUser(reason="our fork"))
    assert [(problem.code, problem.field) for problem in find_problems(app)] == [("mixin.repeated", "user")]


NUMBERS: dict[str, tuple[Mixin, str]] = {
    "pod": (
        DraftChange(
            lambda draft: setattr(
                draft.pod,
                "security_context",
                k8s.PodSecurityContext(
                    fs_group=999, run_as_non_root=True, seccomp_profile=k8s.SeccompProfile(type="RuntimeDefault")
                ),
            )
        ),
        "fsGroup",
    ),
    "container": (
        DraftChange(
            lambda draft: setattr(
                draft.main,
                "security_context",
                k8s.SecurityContext(
                    run_as_user=999, allow_privilege_escalation=False, capabilities=k8s.Capabilities(drop=["ALL"])
                ),
            )
        ),
        "runAsUser of container webapp",
    ),
    "amended": (
        container(lambda found: found["securityContext"].update(runAsUser=999)),
        "runAsUser of container webapp",
    ),
}


@pytest.mark.parametrize(("mixin", "field"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_that_another_mixin_sets_is_refused(mixin: Mixin, field: str, app: App) -> None:
    environment = small(app).with_(RunAsAssignedUser())
    environment.webapp.with_(mixin)
    (problem,) = find_problems(app)
    assert (problem.code, problem.construct) == ("pod-security.number", "webapp")
    assert problem.field.startswith(field)
    assert "999" in problem.cause
