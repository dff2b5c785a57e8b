"""`neuronpedia-constructs admin`: what it prints, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import CloudNativePg, ExternalDatabase
from neuronpedia_constructs.validation.names import is_label
from tests.support.building import bare, containers, named, pod, pod_template, synthesized, variables
from tests.support.cluster.policies import NAMESPACE_NAME, Address, Pod, Policies
from tests.support.database.administering import Command, caller
from tests.support.schema import OLDEST, validate

NO_ADDRESSES = (
    *("anna", "anna@", "@example.org", "a b@example.org", "anna@example", "$(API_KEY)@a.org", "a@b@c.org"),
    *("anna@example.org\n", "añ@example.org", "", "a,b@example.org"),
)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.chdir(tmp_path)
    return caller(capsys)


def test_the_key_looks_as_the_webapps_own_and_is_another_each_time(command: Command) -> None:
    printed = [command() for _ in range(3)]
    keys = {one.secret["API_KEY"] for one in printed}
    assert len(keys) == len({one.job["metadata"]["name"] for one in printed}) == 3
    assert all(re.fullmatch(r"sk-np-[A-Za-z0-9]{44}", key) for key in keys)


@pytest.mark.parametrize("environment", ["plain", "stored", "operated", "elsewhere"])
def test_what_it_prints_can_be_applied_beside_each_choice(command: Command, environment: str) -> None:
    printed = command(environment)
    secret, job = printed.objects
    for made in (secret, job):
        validate(made, OLDEST)
        assert made["metadata"]["namespace"] == "np"
        assert made["metadata"]["labels"]["app.kubernetes.io/component"] == "administrator"
    assert is_label(job["metadata"]["name"])
    spec = pod(job)
    assert (spec["serviceAccountName"], spec["restartPolicy"]) == ("db-init", "Never")
    assert spec["imagePullSecrets"] == [{"name": "regcred"}]
    assert spec["securityContext"]["runAsNonRoot"] is True
    for container in containers(job):
        assert container["image"] == "harbor.example.org/mirror/pgvector/pgvector:0.8.0-pg15"
        # Kubernetes would make one $ of them.
        assert "$$" not in "".join(container["command"])
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
    (wait,) = spec["initContainers"]
    assert variables(wait)["DATABASE_RELEASE"]["value"]
    password = variables(printed.container)["PGPASSWORD"]["valueFrom"]["secretKeyRef"]["name"]
    assert password == ("postgres-app" if environment == "operated" else "db-credentials")
    assert ("volumes" in spec) == (environment == "elsewhere")
    assert spec.get("nodeSelector") == ({"pool": "jobs"} if environment == "plain" else None)


def test_the_policies_let_it_through_to_the_database(command: Command) -> None:
    def pod_of(labels: dict[str, str]) -> Pod:
        return Pod("neuronpedia", labels, {NAMESPACE_NAME: "neuronpedia"})

    administrator = pod_of(pod_template(command().job)["metadata"]["labels"])
    in_cluster = synthesized(bare(App()))
    postgres = pod_of(pod_template(named(in_cluster, "StatefulSet", "postgres"))["metadata"]["labels"])
    assert Policies(in_cluster).allow(administrator, postgres, 5432)
    assert not Policies(in_cluster).allow(administrator, postgres, 5433)
    operated = Policies(synthesized(bare(App(), database=CloudNativePg())))
    assert operated.allow(administrator, pod_of({"cnpg.io/cluster": "postgres"}), 5432)
    elsewhere = Policies(synthesized(bare(App(), database=ExternalDatabase(host="10.1.2.3", ca_config_map="ca"))))
    assert elsewhere.allow(administrator, Address("10.1.2.3"), 5432)


@pytest.mark.parametrize("email", NO_ADDRESSES)
def test_what_is_no_address_is_refused(command: Command, email: str) -> None:
    code, out, err = command("plain", email)
    assert (code, out) == (1, "")
    assert "[admin.email-invalid]" in err


@pytest.mark.parametrize("name", ["", "Anna", "a" * 40, "an na", "anna_1", "anna$(X)", "ánna"])
def test_what_is_no_name_is_refused_together_with_the_address(command: Command, name: str) -> None:
    code, out, err = command("plain", "anna", "--name", name)
    assert (code, out) == (1, "")
    assert "[admin.email-invalid]" in err
    assert "[admin.name-invalid]" in err


def test_what_it_cannot_do_is_said(command: Command) -> None:
    for environment, message in (
        ("nothing", "has no environment"),
        ("taken", "the Secret neuronpedia-admin is already used by pods of taken"),
        ("broken", "KeyError"),
    ):
        code, out, err = command(environment)
        assert (code, out) == (1, "")
        assert message in err
        assert "Traceback" not in err


def test_it_says_how_the_key_is_read(command: Command) -> None:
    printed = command()
    assert f"job/{printed.job['metadata']['name']}" in printed.err
    assert "kubectl --namespace np get secret neuronpedia-admin" in printed.err
