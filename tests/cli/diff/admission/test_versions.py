from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission import versions
from neuronpedia_constructs.cli.diff.admission.versions import removed_faults, too_new
from neuronpedia_constructs.cli.diff.kubernetes.schema import Kind, kind_of
from tests.cli.diff.admission.examples import changed, deployment, object_of


def test_fields_of_newer_versions_are_told() -> None:
    path = "spec.template.spec.containers[0].volumeMounts[0].recursiveReadOnly"
    [fault] = too_new(changed(deployment(), path, "Enabled"))

    assert fault.path == path
    assert "from 1.30" in fault.message
    assert list(too_new(deployment())) == []
    assert list(too_new(changed(deployment(), path, None))) == []


def test_fields_that_newer_versions_do_not_know_are_told() -> None:
    path = "spec.template.spec.resourceClaims"
    claims = [{"name": "gpu", "source": {"resourceClaimName": "gpu"}}]
    [fault] = too_new(changed(deployment(), path, claims))

    assert fault.path == f"{path}[0].source"
    assert "until 1.30" in fault.message


def test_kinds_of_newer_versions_are_told() -> None:
    manifest = object_of("networking.k8s.io/v1", "ServiceCIDR", spec={"cidrs": ["10.0.0.0/8"]})

    assert [fault.message for fault in too_new(manifest)] == [
        "networking.k8s.io/v1 ServiceCIDR exists from Kubernetes 1.33"
    ]


def test_kinds_that_newer_versions_do_not_know_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "kind_of", lambda *_: Kind("core.v1.ConfigMap", until="1.36"))

    assert [fault.message for fault in too_new(object_of("v1", "Old"))] == ["v1 Old exists until Kubernetes 1.36"]


def test_values_of_newer_versions_are_told() -> None:
    assert [fault.path for fault in too_new(object_of("v1", "Service", metadata={"name": "1web"}))] == ["metadata.name"]


@pytest.mark.parametrize(
    ("api_version", "kind", "words"),
    [
        ("policy/v1beta1", "PodDisruptionBudget", "1.25 removed policy/v1beta1 PodDisruptionBudget; policy/v1 serves"),
        ("batch/v1beta1", "CronJob", "batch/v1 serves it now"),
        ("extensions/v1beta1", "Ingress", "networking.k8s.io/v1 serves it now"),
        ("policy/v1beta1", "PodSecurityPolicy", "nothing replaces it"),
        ("v1", "Deployment", "apps/v1 serves it"),
        ("apps/v1", "Deploymnt", "apps/v1 has no kind"),
    ],
)
def test_what_is_not_served_any_more_is_refused(api_version: str, kind: str, words: str) -> None:
    [fault] = removed_faults(object_of(api_version, kind))

    assert words in fault.message


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("policy/v1", "PodDisruptionBudget"),
        ("postgresql.cnpg.io/v1", "Cluster"),
        ("networking.k8s.io/v1beta1", "ServiceCIDR"),
        ("v1", "List"),
        ("v1", "Event"),
        (None, None),
        ([], {}),
    ],
)
def test_what_is_served_or_unknown_is_not(api_version: Any, kind: Any) -> None:
    assert list(removed_faults({"apiVersion": api_version, "kind": kind})) == []


def test_the_table_of_removed_kinds_agrees_with_the_schema() -> None:
    table = json.loads(Path(versions.__file__).with_name("removed.json").read_text(encoding="utf-8"))
    for name, entry in table.items():
        api_version, _, kind = name.partition(" ")
        assert kind_of(api_version, kind) is None, name
        if "now" in entry and kind != "Event":
            assert kind_of(entry["now"], kind) is not None, name
