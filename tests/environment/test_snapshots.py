"""What is emitted, as files to review. A snapshot proves sameness; the schema and the invariants run over each, too."""

from __future__ import annotations

import pytest
from cdk8s import App
from syrupy.assertion import SnapshotAssertion

from neuronpedia_constructs import (
    GPU_LITE,
    AppConfig,
    CorporateCaCerts,
    CpuProfile,
    DockerHubRegistry,
    ExternalSecrets,
    GpuProfile,
    HarborRegistry,
    InferenceConfig,
    IngressRoute,
    ModelCache,
    Neuronpedia,
    PostgresBackup,
    PublicInference,
    Registry,
    S3Target,
    models,
)
from tests.support.building import Manifest, written
from tests.support.legacy import bare, guide, small
from tests.support.snapshots import as_file, file_of


def part(environment: Neuronpedia, app: str) -> str:
    """The manifests of one construct."""

    def belongs(manifest: Manifest) -> bool:
        return bool(manifest["metadata"]["labels"].get("app") == app)

    return as_file(list(filter(belongs, written(environment))))


def test_environment_small(app: App, yaml_file: SnapshotAssertion) -> None:
    assert file_of(small(app)) == yaml_file


def test_environment_guide(app: App, yaml_file: SnapshotAssertion) -> None:
    assert file_of(guide(app)) == yaml_file


def test_environment_without_a_model(app: App, yaml_file: SnapshotAssertion) -> None:
    assert file_of(bare(app)) == yaml_file


@pytest.mark.parametrize("name", ["webapp", "autointerp", "postgres", "db-init"])
def test_service(app: App, name: str, yaml_file: SnapshotAssertion) -> None:
    assert part(small(app), name) == yaml_file


def test_inference_server_on_a_gpu(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = bare(app)
    environment.add_inference("gemma-2-2b").with_(models.get("gemma-2-2b"), GPU_LITE)
    assert part(environment, "inference") == yaml_file


def test_inference_server_with_chosen_resources(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = bare(app)
    environment.add_inference("cpu").with_(models.get("gpt2-small"), CpuProfile(cpu="2", memory="24Gi"))
    environment.add_inference("slice").with_(
        models.get("gemma-2-2b"),
        GpuProfile(
            cpu="4",
            memory="24Gi",
            cpu_limit="6",
            memory_limit="32Gi",
            resource_name="nvidia.com/mig-3g.40gb",
            node_selector={"nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB"},
            runtime_class="nvidia",
        ),
    )
    assert part(environment, "inference") == yaml_file


@pytest.mark.parametrize(
    "registry",
    [
        HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"),
        DockerHubRegistry("example", tag="v1.4.2"),
        Registry("registry.example.org:5000/team/neuronpedia", tag="v1.4.2", pull_secret="pull"),
    ],
    ids=lambda registry: type(registry).__name__,
)
def test_registry(app: App, registry: Registry, yaml_file: SnapshotAssertion) -> None:
    environment = Neuronpedia(app, "test", namespace="neuronpedia", url="https://neuronpedia.example.org")
    assert part(environment.with_(registry), "db-init") == yaml_file


def test_corporate_ca_certs(app: App, yaml_file: SnapshotAssertion) -> None:
    certificates = CorporateCaCerts("company-roots", key="bundle.pem", mount_path="/etc/company")
    assert part(small(app).with_(certificates), "autointerp") == yaml_file


def test_ingress_without_tls(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = small(app, url="http://neuronpedia.example.org:8080", route=IngressRoute(class_name="nginx"))
    ingress = [manifest for manifest in written(environment) if manifest["kind"] == "Ingress"]
    assert as_file(ingress) == yaml_file


def test_ingress_with_everything(app: App, yaml_file: SnapshotAssertion) -> None:
    route = IngressRoute(class_name="nginx", host="*.example.org", cluster_issuer="letsencrypt", expose_backends=True)
    environment = small(app, route=route)
    ingress = [manifest for manifest in written(environment) if manifest["kind"] == "Ingress"]
    assert as_file(ingress) == yaml_file


def test_registration(app: App, yaml_file: SnapshotAssertion) -> None:
    assert part(guide(app), "register-inference") == yaml_file


def test_model_cache(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = bare(app).with_(ModelCache(storage_class="fast"))
    environment.add_inference("gpt2-small").with_(models.get("gpt2-small"), CpuProfile(cpu="2", memory="24Gi"))
    assert part(environment, "inference") == yaml_file


@pytest.mark.parametrize("target", [None, S3Target(bucket="backups", endpoint="https://minio.example.org")])
def test_backup(app: App, target: S3Target | None, yaml_file: SnapshotAssertion) -> None:
    environment = bare(app).with_(PostgresBackup(schedule="30 2 * * 1-5", keep=14, size="20Gi", target=target))
    assert part(environment, "postgres-backup") == yaml_file


def test_external_secrets(app: App, yaml_file: SnapshotAssertion) -> None:
    source = ExternalSecrets(store="vault", path="neuronpedia/production", optional=("OPENAI_API_KEY",))
    environment = bare(app, secrets=source, app_config=AppConfig(email_sending_provider="resend"))
    environment.add_inference("gemma-2-2b").with_(models.get("gemma-2-2b-public"), GPU_LITE)
    made = [manifest for manifest in written(environment) if manifest["kind"] == "ExternalSecret"]
    assert as_file(made) == yaml_file


def test_app_config(app: App, yaml_file: SnapshotAssertion) -> None:
    config = AppConfig(
        contact_email_address="team@example.org",
        email_sending_provider="smtp",
        smtp_server_host="smtp.example.org",
        public_activations_user_ids=["a", "b"],
        search_topk_max_char_length=2000,
        sentry_traces_sample_rate=0.5,
        extra={"NEWER": "1"},
    )
    made = written(bare(app, app_config=config))
    assert as_file([manifest for manifest in made if manifest["metadata"]["name"] == "app-config"]) == yaml_file


def test_inference_server_that_is_public_and_not_checked(app: App, yaml_file: SnapshotAssertion) -> None:
    environment = bare(app).with_(PublicInference())
    environment.add_inference(
        "gemma-2-2b-it",
        config=InferenceConfig(jlens_skip=True, model_from_pretrained_kwargs={"fold_ln": False}),
        sizing="unchecked",
        sizing_reason="measured: 21 GiB",
    ).with_(models.get("gemma-2-2b-it"), GpuProfile(product="NVIDIA-L4"))
    assert part(environment, "inference") == yaml_file
