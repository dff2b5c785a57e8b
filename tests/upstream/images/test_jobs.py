"""Jobs that look into images: they run as the pods of the environment do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from cdk8s import App, Chart

from neuronpedia_constructs import RunAsAssignedUser
from neuronpedia_constructs.upstream.images.expected import expected
from neuronpedia_constructs.upstream.images.jobs import check_jobs
from neuronpedia_constructs.upstream.lines import NAMES
from tests.rules.every_rule import OF_ANY_PART
from tests.rules.pods import USERS
from tests.support.building import Manifest, pod
from tests.support.schema import OLDEST, validate

from .test_expected import whole

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def made(line: str, *mixins: Any) -> list[Manifest]:
    environment = whole(line).with_(*mixins)
    drafts = environment.plan.drafts()
    chart = Chart(App(), "printed", namespace="neuronpedia")
    objects = [found.create(chart).to_json() for found in check_jobs(drafts, line, NOW)]
    return cast("list[Manifest]", objects)


@pytest.mark.parametrize("line", NAMES)
def test_there_is_one_for_each_image_and_it_asks_for_nothing(line: str) -> None:
    account, *jobs = made(line)
    assert account["kind"] == "ServiceAccount"
    names = {found["metadata"]["name"] for found in jobs}
    assert names == {f"check-{name.removeprefix('neuronpedia-')}-20261127-120000" for name in expected(line)}
    for found in jobs:
        spec = pod(found)
        (container,) = spec["containers"]
        assert spec["serviceAccountName"] == account["metadata"]["name"]
        assert "envFrom" not in container
        assert "nvidia.com" not in str(spec)
        assert "secretKeyRef" not in str(spec)
        assert "persistentVolumeClaim" not in str(spec)
        assert "configMap" not in str(spec)
        validate(found, OLDEST)


@pytest.mark.parametrize("line", NAMES)
def test_they_run_as_the_pods_do(line: str) -> None:
    for found in made(line)[1:]:
        spec = pod(found)
        name = found["metadata"]["name"].removeprefix("check-").removesuffix("-20261127-120000")
        assert spec["securityContext"]["runAsUser"] == USERS[name]
        assert spec["containers"][0]["securityContext"]["readOnlyRootFilesystem"] is True
        assert spec.get("nodeSelector", {"kubernetes.io/arch": "amd64"}) == {"kubernetes.io/arch": "amd64"}


def test_registry_and_assigned_users_are_those_of_the_environment() -> None:
    for found in made("current", RunAsAssignedUser())[1:]:
        spec = pod(found)
        assert spec["imagePullSecrets"]
        assert spec["containers"][0]["image"].startswith("harbor.example.org/neuronpedia/")
        assert "runAsUser" not in spec["securityContext"]


def test_kubernetes_leaves_their_scripts_as_they_are() -> None:
    (rule,) = (rule for rule in OF_ANY_PART if rule.__name__ == "kubernetes_leaves_scripts_as_they_are")
    rule(made("current"))
