"""What the choices for production are emitted as, as files to review; the schema and the invariants run over each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s
from syrupy.assertion import SnapshotAssertion

from neuronpedia_constructs import (
    ArgoCd,
    Autoscaling,
    CloudNativePg,
    ClusterDns,
    DatabaseSpec,
    DisruptionBudget,
    ExternalDatabase,
    ExternalSecrets,
    GatewayRoute,
    HarborRegistry,
    IstioAmbient,
    IstioSidecars,
    NetworkAccess,
    Neuronpedia,
    OwnRoute,
    Postgres,
    PostgresBackup,
    PriorityClass,
    Replicas,
    RunAsAssignedUser,
    RunAsImageUser,
    S3Target,
    models,
)
from tests.support.building import named, synthesized, written
from tests.support.legacy import bare, small
from tests.support.snapshots import as_file, file_of

BUCKET = S3Target(bucket="backups", prefix="np/", endpoint="https://minio.example.org")
EVERYTHING = CloudNativePg(size="50Gi", storage_class="fast", backup=BUCKET, pod_monitor=True)
VAULT = ExternalSecrets(store="vault", path="neuronpedia/production")
GATEWAY = GatewayRoute(
    gateway="shared",
    gateway_namespace="gateways",
    section_name="https",
    istio_principals=["cluster.local/ns/istio-ingress/sa/istio-ingressgateway"],
)


def only(environment: Neuronpedia, *kinds: str, app: str | None = None) -> str:
    """The manifests of some kinds, or of one service."""
    made = written(environment)
    apps = () if app is None else (app,)
    chosen = [found for found in made if found["kind"] in kinds or found["metadata"]["labels"].get("app") in apps]
    return as_file(chosen)


@pytest.mark.parametrize(
    "database",
    [
        Postgres(size="100Gi", storage_class="fast"),
        CloudNativePg(instances=1),
        EVERYTHING,
        ExternalDatabase(host="db.example.org", ca_config_map="database-ca"),
        ExternalDatabase(host="10.1.2.3", port=6432, tls=False, plaintext_reason="inside of a VPN"),
    ],
    ids=["in-cluster", "operated", "operated-with-everything", "elsewhere", "elsewhere-without-TLS"],
)
def test_database(app: App, database: DatabaseSpec, yaml_file: SnapshotAssertion) -> None:
    named = replace(database, user="np", database="np")
    assert file_of(bare(app, database=named).with_(PostgresBackup())) == yaml_file


def test_operated_database_that_is_scheduled(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = bare(app, database=CloudNativePg(instances=5)).with_(PriorityClass("high"))
    draft = environment.postgres.draft
    draft.pod_annotations["example.org/owner"] = "research"
    draft.pod.node_selector["disk"] = "fast"
    draft.pod.tolerations["database"] = k8s.Toleration(key="database", operator="Exists", effect="NoSchedule")
    draft.pod.tolerations["slow"] = k8s.Toleration(
        key="slow", operator="Equal", value="yes", effect="NoExecute", toleration_seconds=60
    )
    assert only(environment, "Cluster") == yaml_file


def test_secrets_from_a_store_for_a_database_elsewhere(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = small(app, database=ExternalDatabase(host="db.example.org"), secrets=VAULT)
    assert only(environment, "ExternalSecret") == yaml_file


def test_gateway_route(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = small(app, route=replace(GATEWAY, expose_backends=True))
    assert only(environment, "AuthorizationPolicy", "HTTPRoute", "Ingress") == yaml_file


def test_route_of_somebody_else(app: App, yaml_file: SnapshotAssertion) -> None:
    assert only(small(app, route=OwnRoute()), app="webapp") == yaml_file


def test_networks(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = small(
        app,
        network=NetworkAccess(
            ingress_namespace="ingress-nginx",
            egress_cidrs=["203.0.113.0/24", "2001:db8::/32", "0.0.0.0/2"],
            https_proxy="http://proxy.example.org:3128",
        ),
    )
    assert only(environment, "NetworkPolicy") == yaml_file


@pytest.mark.parametrize("mesh", [IstioSidecars(), IstioAmbient()], ids=["sidecars", "ambient"])
def test_mesh(mesh: IstioSidecars | IstioAmbient, app: App, yaml_file: SnapshotAssertion) -> None:
    environment = small(app, network=NetworkAccess(mesh=mesh), route=GATEWAY).with_(PostgresBackup())
    assert file_of(environment) == yaml_file


@pytest.mark.parametrize(
    "dns",
    [ClusterDns.eks_auto_mode(), ClusterDns.gke_cloud_dns(), ClusterDns.gardener(), ClusterDns.openshift()],
    ids=["EKS-Auto-Mode", "GKE", "Gardener", "OpenShift"],
)
def test_dns(dns: ClusterDns, app: App, yaml_file: SnapshotAssertion) -> None:
    made = synthesized(bare(app, network=NetworkAccess(dns=dns)))
    assert as_file([named(made, "NetworkPolicy", "webapp")]) == yaml_file


def test_several_pods(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = bare(app).with_(Replicas(2), PriorityClass("high"), DisruptionBudget(min_available="50%"))
    environment.webapp.with_(Autoscaling(min_replicas=3, max_replicas=9, cpu_percent=60))
    environment.add_inference("gpt2-small").with_(models.get("gpt2-small"))
    assert file_of(environment) == yaml_file


def test_user_of_the_image(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = bare(app)
    environment.webapp.with_(RunAsImageUser(reason="our fork starts as root"))
    assert only(environment, "Namespace", app="webapp") == yaml_file


def test_user_that_the_cluster_assigns(app: App, yaml_file: SnapshotAssertion) -> None:
    assert only(bare(app).with_(RunAsAssignedUser()), "Namespace", app="postgres") == yaml_file


def test_mirror(app: App, yaml_file: SnapshotAssertion) -> None:
    digest = {"pgvector/pgvector": f"sha256:{5:064x}", "neuronpedia-db-init": f"sha256:{6:064x}"}
    registry = HarborRegistry("harbor.example.org/np", digest=digest, mirror="harbor.example.org/mirror")
    environment = Neuronpedia(
        app, "test", namespace="neuronpedia", url="https://neuronpedia.example.org", stage="local"
    )
    assert only(environment.with_(registry), app="db-init") == yaml_file


def test_argo_cd(app: App, yaml_file: SnapshotAssertion) -> None:
    vault = replace(VAULT, null_byte_policy="Ignore")
    environment = small(app, database=EVERYTHING, secrets=vault, route=GATEWAY).with_(ArgoCd(), Autoscaling())
    assert file_of(environment) == yaml_file
