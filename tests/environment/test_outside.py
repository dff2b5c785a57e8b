"""What leads out of an environment and into it: images, users of images, networks, the proxy, routes, prerequisites."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    AppConfig,
    CloudNativePg,
    DockerHubRegistry,
    ExternalDatabase,
    ExternalSecrets,
    GatewayRoute,
    HarborRegistry,
    Neuronpedia,
    OwnRoute,
    PostgresBackup,
    Registry,
    S3Target,
)
from neuronpedia_constructs.cli.main import main
from tests.rules.network import DNS, INTERNET, STRANGER, pods
from tests.support.building import Manifest, containers, named, pod, small, synthesized, variables, workloads
from tests.support.cluster.policies import Address, Pod, Policies
from tests.support.own_mixins import DraftChange, Variable

MIRROR = "harbor.example.org/mirror"
REGISTRIES: list[Callable[..., Registry]] = [Registry, HarborRegistry, DockerHubRegistry]
DIGEST = f"sha256:{5:064x}"


def with_images(app: App, registry: Registry, **arguments: Any) -> Neuronpedia:
    given = {"namespace": "np", "url": "https://np.example.org", **arguments}
    return Neuronpedia(app, "test", **given).with_(registry, PostgresBackup(target=S3Target(bucket="backups")))


def run_by(made: list[Manifest]) -> dict[str, set[str]]:
    """The workloads by the images that their containers run; the names of Jobs without their hashes."""
    found: dict[str, set[str]] = {}
    for workload in workloads(made):
        for container in containers(workload):
            found.setdefault(container["image"], set()).add(pod(workload)["serviceAccountName"])
    return found


@pytest.mark.parametrize("registry", REGISTRIES)
def test_all_that_others_publish_comes_from_the_mirror(registry: Callable[..., Registry], app: App) -> None:
    given = with_images(app, registry("example", tag="v1", mirror=MIRROR, pull_secret="pull"), database=CloudNativePg())
    found = {image.reference: image.published for image in given.images}
    copies = {reference: published for reference, published in found.items() if published}
    assert {published.partition(":")[0] for published in copies.values()} == {
        "amazon/aws-cli",
        "ghcr.io/cloudnative-pg/postgresql",
        "pgvector/pgvector",
    }
    assert all(copied == f"{MIRROR}/{origin.removeprefix('ghcr.io/')}" for copied, origin in copies.items())
    assert not any(reference.startswith(MIRROR) for reference in found.keys() - copies.keys())
    made = synthesized(given)
    assert named(made, "Cluster", "postgres")["spec"]["imageName"] in copies
    assert all(pod(workload)["imagePullSecrets"] == [{"name": "pull"}] for workload in workloads(made))


def test_every_image_is_listed_with_the_workloads_that_run_it(app: App) -> None:
    given = small(app).with_(PostgresBackup())
    assert {image.reference: {*image.workloads} for image in given.images} == run_by(synthesized(given))


def test_an_image_of_others_may_be_one_digest_beside_a_tag_for_ours(app: App) -> None:
    given = with_images(app, HarborRegistry("example.org/np", tag="v1", digest={"pgvector/pgvector": DIGEST}))
    made = run_by(synthesized(given))
    assert "example.org/np/webapp:v1" in made
    assert [image for image in made if DIGEST in image] == [f"pgvector/pgvector@{DIGEST}"]


@pytest.mark.parametrize(
    ("arguments", "policy"),
    [({}, "Always"), ({"tag": "latest"}, "Always"), ({"tag": "v1"}, "IfNotPresent")],
)
def test_what_may_be_another_image_tomorrow_is_pulled_for_every_pod(arguments: Any, policy: str, app: App) -> None:
    made = synthesized(with_images(app, HarborRegistry("example.org/np", **arguments), stage="local"))
    for workload in workloads(made):
        for container in containers(workload):
            ours = container["image"].startswith("example.org/np/")
            assert container["imagePullPolicy"] == (policy if ours else "IfNotPresent")


@pytest.mark.parametrize(("image", "policy"), [("a.org/b:latest", "Always"), ("a.org:5/b", "Always"), ("b:1", None)])
def test_that_holds_for_an_image_that_a_mixin_brings(image: str, policy: str | None, app: App) -> None:
    given = small(app, stage="local")
    given.autointerp.with_(DraftChange(lambda draft: setattr(draft.main, "image", image)))
    (container,) = containers(named(synthesized(given), "Deployment", "autointerp"))
    assert container["imagePullPolicy"] == (policy or "IfNotPresent")


MAIN = """
from cdk8s import App
from neuronpedia_constructs import *
app = App()
given = {"namespace": "np", "url": "https://np.example.org"}
Neuronpedia(app, "plain", **given).with_(DockerHubRegistry("example", tag="v1"))
Neuronpedia(app, "mirrored", **given).with_(DockerHubRegistry("example", tag="v1", mirror="harbor.example.org/mirror"))
app.synth()
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.py").write_text(MAIN, encoding="utf-8")


@pytest.mark.parametrize("environment", ["plain", "mirrored"])
def test_the_command_prints_a_line_for_each_image(environment: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["images", environment]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    published = "pgvector/pgvector:0.8.0-pg15"
    of_others = {"plain": [published], "mirrored": [f"{MIRROR}/{published}", published]}[environment]
    ours = [[f"docker.io/example/neuronpedia-{name}:v1"] for name in ("autointerp", "db-init", "webapp")]
    assert lines == [*ours, of_others]
    assert main(["images", environment, "--json"]) == 0
    images = json.loads(capsys.readouterr().out)
    assert [image["reference"] for image in images] == [line[0] for line in lines]
    assert images[-1]["workloads"] == ["db-index", "db-init", "postgres", "register-inference", "webapp"]


def test_the_command_says_what_is_wrong_with_the_app(capsys: pytest.CaptureFixture[str]) -> None:
    Path("main.py").write_text(MAIN.replace('"np"', '"Np"'), encoding="utf-8")
    assert main(["images", "plain"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "namespace is 'Np'" in printed.err
    assert printed.err.startswith("neuronpedia-constructs images: ")


@pytest.mark.parametrize("code", ["", "0", "3", "'stop'"])
def test_an_app_that_ends_before_its_environments_is_told_and_not_one_that_ends_after_them(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("main.py").write_text(f"import sys\nsys.exit({code})\n{MAIN}", encoding="utf-8")
    for command in (["images", "plain"], ["secrets", "plain"], ["admin", "plain", "--email", "a@example.org"]):
        assert main(command) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert f"it has: none. It ended early: sys.exit({code or None})" in printed.err
    Path("main.py").write_text(f"{MAIN}\nimport sys\nsys.exit({code})\n", encoding="utf-8")
    assert main(["images", "plain"]) == 0
    assert "pgvector" in capsys.readouterr().out


PROXY = "http://proxy.example.org:3128"
SMTP = AppConfig(email_sending_provider="smtp", smtp_server_host="smtp.example.org", smtp_server_port=587)
AZURE = AppConfig(embedding_provider="azure", azure_openai_endpoint="https://ai.example.org:8443")
OPERATED = CloudNativePg(backup=S3Target(bucket="backups", endpoint="https://minio.example.org:9000"))
ELSEWHERE = ExternalDatabase(host="db.example.org", port=6432)
PRIVATE = ("10.1.2.3", "100.64.0.1", "172.16.0.1", "172.31.255.1", "192.168.1.1", "169.254.169.254", "fd00::1")


@pytest.mark.parametrize(
    ("arguments", "source", "target", "is_open"),
    [
        *(({}, "webapp", (address, 443), False) for address in PRIVATE),
        ({}, "webapp", ("2606:4700::1111", 443), True),
        ({"egress_cidrs": ["0.0.0.0/0"]}, "webapp", ("10.1.2.3", 443), True),
        *(({"egress_cidrs": ["0.0.0.0/0"]}, "webapp", (f"169.254.{end}", 443), False) for end in ("169.254", "170.2")),
        ({"https_proxy": PROXY}, "webapp", (INTERNET.ip, 443), False),
        ({"https_proxy": PROXY, "app_config": AZURE}, "webapp", (INTERNET.ip, 8443), False),
        ({"https_proxy": PROXY, "app_config": SMTP}, "webapp", (INTERNET.ip, 587), True),
        ({"https_proxy": "http://10.2.0.8:3128"}, "webapp", ("10.2.0.8", 3128), True),
        ({"https_proxy": "http://10.2.0.8:3128"}, "webapp", ("10.2.0.9", 3128), False),
        ({"app_config": SMTP}, "webapp", ("10.1.2.3", 587), True),
        ({"app_config": SMTP}, "autointerp", (INTERNET.ip, 587), False),
        ({"app_config": SMTP}, "webapp", ("169.254.170.2", 587), False),
        ({"database": ELSEWHERE}, "db-init", ("10.1.2.3", 6432), True),
        ({"database": ELSEWHERE, "https_proxy": PROXY}, "db-init", (INTERNET.ip, 3128), False),
        ({"database": ExternalDatabase(host="pg-0.pg.data.svc")}, "db-init", (INTERNET.ip, 5432), False),
        ({"database": ELSEWHERE}, "autointerp", ("10.1.2.3", 6432), False),
        ({"database": ELSEWHERE}, "webapp", ("10.1.2.3", 5432), False),
        ({"database": OPERATED}, "postgres", ("10.1.2.3", 9000), True),
        ({"database": OPERATED}, "postgres", (INTERNET.ip, 6443), True),
        ({"database": OPERATED}, "webapp", ("10.1.2.3", 9000), False),
    ],
)
def test_a_pod_reaches_what_its_settings_name_and_no_more(
    arguments: Any, source: str, target: tuple[str, int], is_open: bool, app: App
) -> None:
    made, (address, port) = synthesized(small(app, **arguments)), target
    assert Policies(made).allow(pods(made)[source], Address(address), port) is is_open


def test_names_are_asked_of_the_clusters_own_servers_alone(app: App) -> None:
    made = synthesized(small(app))
    for end in (Pod("kube-system", {"k8s-app": "metrics"}, {}), Pod("other", DNS.labels, {}), Address("169.254.20.11")):
        assert not Policies(made).allow(pods(made)["webapp"], end, 53, "UDP")


def test_instances_are_called_by_their_operator_and_unless_monitored_by_nobody_else(app: App) -> None:
    made = synthesized(small(app, database=CloudNativePg(operator_namespace="operators")))
    instance, labels = pods(made)["postgres"], {"app.kubernetes.io/name": "cloudnative-pg"}
    for caller, is_open in (("operators", labels), True), (("operators", {}), False), (("cnpg-system", labels), False):
        assert Policies(made).allow(Pod(*caller, {}), instance, 8000) is is_open
    assert not Policies(made).allow(STRANGER, instance, 9187)


def test_programs_that_call_out_are_told_of_the_proxy_and_of_what_is_nearer(app: App) -> None:
    near = AppConfig(embedding_provider="azure", azure_openai_endpoint="https://10.1.2.3:8443")
    given = small(app, https_proxy=PROXY, app_config=near)
    given.autointerp.with_(Variable("HTTPS_PROXY", "http://other.example.org:8080"))
    made = [container for workload in workloads(synthesized(given)) for container in containers(workload)]
    told = {made_one["name"]: variables(made_one) for made_one in made}
    addresses = {name: found["HTTPS_PROXY"]["value"] for name, found in told.items() if "HTTPS_PROXY" in found}
    assert addresses == {"webapp": PROXY, "inference": PROXY, "autointerp": "http://other.example.org:8080"}
    assert told["webapp"]["NO_PROXY"]["value"] == "localhost,127.0.0.1,.svc,.cluster.local,10.1.2.3"
    # Node.js asks for the others only with this one.
    assert [name for name, found in told.items() if "NODE_USE_ENV_PROXY" in found] == ["webapp"]


GATEWAY = GatewayRoute(
    gateway="shared", gateway_namespace="gateways", section_name="https", istio_principals=["a/ns/b/sa/c"]
)


def test_a_gateway_leads_to_the_services_at_their_ports(app: App) -> None:
    made = synthesized(small(app, route=GATEWAY, expose_backends=True))
    site, backends = (named(made, "HTTPRoute", name)["spec"] for name in ("neuronpedia", "neuronpedia-backends"))
    for spec in (site, backends):
        assert spec["hostnames"] == ["neuronpedia.example.org"]
        assert spec["parentRefs"] == [{"name": "shared", "namespace": "gateways", "sectionName": "https"}]
        for rule in spec["rules"]:
            (target,) = rule["backendRefs"]
            assert target["port"] == named(made, "Service", target["name"])["spec"]["ports"][0]["port"]
            rewritten = [found["urlRewrite"]["path"]["replacePrefixMatch"] for found in rule.get("filters", [])]
            assert rewritten == ([] if target["name"] == "webapp" else ["/"])


def test_istio_turns_strangers_away_from_the_webapp_and_from_nothing_else(app: App) -> None:
    policy = named(synthesized(small(app, route=GATEWAY)), "AuthorizationPolicy", "webapp")
    rule = {"from": [{"source": {"principals": ["a/ns/b/sa/c"]}}], "to": [{"operation": {"ports": ["3000"]}}]}
    assert policy["spec"] == {"action": "ALLOW", "rules": [rule], "selector": {"matchLabels": {"app": "webapp"}}}


@pytest.mark.parametrize(
    ("arguments", "needed", "not_needed"),
    [
        ({}, "neuronpedia-tls regcred db-credentials", "vault"),
        ({"cluster_issuer": "acme"}, "", "neuronpedia-tls"),
        ({"route": OwnRoute()}, "", "neuronpedia-tls"),
        ({"route": GATEWAY}, "shared", "neuronpedia-tls"),
        ({"database": OPERATED}, "backup-s3", "postgres-app db-credentials"),
        ({"secrets": ExternalSecrets(store="vault", path="np")}, "vault regcred", "db-credentials app-secrets"),
    ],
)
def test_what_somebody_else_has_to_make(arguments: Any, needed: str, not_needed: str, app: App) -> None:
    names = {found.name for found in small(app, **arguments).prerequisites}
    assert {*needed.split()} <= names
    assert not names & {*not_needed.split()}
