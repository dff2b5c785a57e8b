"""The users that images bring: one image decides, and what others say of users stays."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import (
    ContainerDraft,
    RunAsImageUser,
    find_problems,
)
from tests.support.building import (
    Manifest,
    containers,
    named,
    pod,
    pod_template,
    small,
    synthesized,
)
from tests.support.own_mixins import DraftChange


def test_what_others_say_of_users_stays_where_an_image_decides_on_its_own(app: App) -> None:
    given = small(app)
    pod_of = given.webapp.draft.pod
    pod_of.security_context = k8s.PodSecurityContext(
        fs_group=2000,
        run_as_non_root=True,
        run_as_user=1001,
        seccomp_profile=k8s.SeccompProfile(type="RuntimeDefault"),
        supplemental_groups=[7],
    )
    confined = {"allow_privilege_escalation": False, "capabilities": k8s.Capabilities(drop=["ALL"])}
    of_others = {"image": "proxy:1", "resources": given.webapp.draft.main.resources}
    own = k8s.SecurityContext(**confined, run_as_user=65534)  # type: ignore[arg-type]
    pod_of.containers["proxy"] = ContainerDraft("proxy", security_context=own, **of_others)  # type: ignore[arg-type]
    given.webapp.with_(RunAsImageUser(reason="our fork"))
    webapp = pod(named(synthesized(given), "Deployment", "webapp"))
    assert webapp["securityContext"] == {
        "fsGroup": 2000,
        "seccompProfile": {"type": "RuntimeDefault"},
        "supplementalGroups": [7],
    }
    found = {container["name"]: container["securityContext"] for container in webapp["containers"]}
    assert "runAsUser" not in found["webapp"]
    assert found["proxy"]["runAsUser"] == 65534
    (waiting,) = (container["securityContext"] for container in webapp["initContainers"])
    assert (waiting["runAsUser"], waiting["runAsNonRoot"]) == (1001, True)


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


def test_a_reason_given_for_two_workloads_is_refused(app: App) -> None:
    both = RunAsImageUser(reason="our fork")
    environment = small(app)
    found = both.problems_with_targets([environment.webapp.draft, environment.autointerp.draft])
    assert [problem.code for problem in found] == ["image-user.several-workloads"]
    assert not list(both.problems_with_targets([environment.webapp.draft]))
