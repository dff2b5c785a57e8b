"""Usage that mypy and pyright have to accept, and mistakes that they have to find.

The linters run over this file; nothing imports it. An ignored mistake that is none any more is itself an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_type

from cdk8s import ApiObject, App
from cdk8s_plus_28 import Service, k8s

from neuronpedia_constructs import (
    GPU_LITE,
    AppConfig,
    ClusterSecrets,
    CorporateCaCerts,
    CpuProfile,
    Database,
    ExternalSecrets,
    GpuProfile,
    HarborRegistry,
    InferenceConfig,
    InferenceServer,
    IngressRoute,
    Mixin,
    Model,
    ModelCache,
    NetworkAccess,
    Neuronpedia,
    Postgres,
    PostgresBackup,
    Problem,
    Registration,
    S3Target,
    SecretKey,
    Webapp,
    Workload,
    WorkloadDraft,
    find_problems,
    find_warnings,
    models,
)
from neuronpedia_constructs.configuration.variables import Config, variable
from neuronpedia_constructs.validation.values import Boolean, Fraction, Number, OneOf, Words

app = App()
environment = Neuronpedia(app, "typed", namespace="np", url="https://np.example.org", stage="local")

# with_ returns what it was called on, so that an added server can be kept.
assert_type(environment.with_(HarborRegistry("harbor.example.org/np", tag="v1")), Neuronpedia)
assert_type(environment.add_inference("gemma").with_(models.get("gemma-2-2b"), GPU_LITE), InferenceServer)
assert_type(environment.webapp.with_(CorporateCaCerts("roots")), Webapp)
assert_type(environment.inference_servers, tuple[InferenceServer, ...])
assert_type(environment.workloads, tuple[Workload, ...])
assert_type(environment.database, Database)
assert_type(environment.webapp.service, Service)
assert_type(environment.ingress, ApiObject)
assert_type(environment.webapp.draft, WorkloadDraft)
assert_type(replace(models.get("gpt2-small"), token_limit=9, sae_sets=("res-jb",)), Model)
assert_type(models.GPT2_SMALL, Model)
assert_type(find_problems(app), tuple[Problem, ...])
assert_type(find_warnings(app), tuple[Problem, ...])

configured = Neuronpedia(
    app,
    "configured",
    namespace="np",
    url="https://np.example.org",
    app_config=AppConfig(
        contact_email_address="team@example.org",
        email_sending_provider="smtp",
        smtp_server_host="smtp.example.org",
        public_activations_user_ids=["a", "b"],
        extra={"NEWER": "1", "NEWER_TOKEN": SecretKey("mine", "token")},
    ),
    database=Postgres(user="np"),
    secrets=ExternalSecrets(store="vault", path="neuronpedia/production", optional=("OPENAI_API_KEY",)),
)
configured.add_inference(
    "gemma", config=InferenceConfig(jlens_skip=True), sizing="unchecked", sizing_reason="measured"
).with_(models.get("gemma-2-2b"), GpuProfile(product="NVIDIA-L4"))


reached = Neuronpedia(
    app,
    "reached",
    namespace="np",
    url="https://np.example.org",
    route=IngressRoute(cluster_issuer="letsencrypt", expose_backends=True),
    network=NetworkAccess(egress_cidrs=["203.0.113.0/24"]),
)
reached.add_inference("gemma", strategy="RollingUpdate").with_(models.get("gemma-2-2b"), GPU_LITE)
assert_type(reached.with_(ModelCache(size="100Gi", storage_class="fast")), Neuronpedia)
assert_type(reached.postgres.with_(PostgresBackup(keep=3, target=S3Target(bucket="backups"))), Database)
assert_type(reached.registration, Registration)


class Sidecar(Mixin):
    """A mixin that reaches into every part of a draft."""

    concern = "sidecar"

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        return "app" in draft.selector

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.main.env["DEBUG"] = "1"
        draft.main.env["NODE"] = k8s.EnvVarSource(field_ref=k8s.ObjectFieldSelector(field_path="spec.nodeName"))
        draft.pod.tolerations["spot"] = k8s.Toleration(key="spot", operator="Exists")
        draft.pod.volumes["kept"] = k8s.Volume(
            name="kept", persistent_volume_claim=k8s.PersistentVolumeClaimVolumeSource(claim_name="kept")
        )
        draft.main.volume_mounts["/kept"] = "kept"


environment.with_(Sidecar())

# Mistakes: each of these lines is an error, or the ignore comment would be.
Neuronpedia(app, "a", url="https://np.example.org")  # type: ignore[call-arg]
Neuronpedia(app, "b", "np", "https://np.example.org")  # type: ignore[call-arg]
Neuronpedia(app, "c", namespace="np", url="https://np.example.org", route="nginx")  # type: ignore[arg-type]
IngressRoute(ingress_class="nginx")  # type: ignore[call-arg]
NetworkAccess(egress_cidrs=5)  # type: ignore[arg-type]
environment.with_("harbor")  # type: ignore[arg-type]
environment.add_inference(instance=2)  # type: ignore[arg-type]
HarborRegistry("harbor.example.org/np", tag=1.4)  # type: ignore[arg-type]
CpuProfile(cpu=4, memory="8Gi")  # type: ignore[arg-type]
GpuProfile(cpu="4", memory="8Gi", count="1")  # type: ignore[arg-type]
AppConfig(enable_signin="true")  # type: ignore[arg-type]
AppConfig(email_sending_provider="sendmail")  # type: ignore[arg-type]
AppConfig(contact_email="team@example.org")  # type: ignore[call-arg]
ExternalSecrets("vault", path="np")  # type: ignore[call-arg]
ClusterSecrets(webapp="app-secrets")  # type: ignore[call-arg]
environment.add_inference("a", sizing="off")  # type: ignore[arg-type]
Model("mine", model_id="gpt2-small", sae_sets=[])  # type: ignore[call-arg]
replace(models.get("gpt2-small"), tokens=9)  # type: ignore[call-arg]
reached.add_inference("a", strategy="Rolling")  # type: ignore[arg-type]
ModelCache(size=100)  # type: ignore[arg-type]
ModelCache("100Gi")  # type: ignore[call-arg]
PostgresBackup(keep="7")  # type: ignore[arg-type]
PostgresBackup(target="s3://backups")  # type: ignore[arg-type]
models.GPU_LITE  # type: ignore[attr-defined]  # noqa: B018
environment.webapp.draft.pod.priority_class_name = 1  # type: ignore[assignment]


class _Wrong(Config):
    """Arguments whose types do not fit their variables."""

    a: bool | None = variable("A", Number(1), default="yes")  # type: ignore[assignment]
    b: bool | None = variable("B", Number(1))  # type: ignore[assignment]
    c: int | None = variable("C", Number(1), default="yes")  # type: ignore[assignment]
    d: str | None = variable("D", OneOf(("x", "y")), default=3)  # type: ignore[assignment]


class _Right(Config):
    """And whose do."""

    a: bool | None = variable("A", Boolean())
    b: bool | None = variable("B", Boolean(), default=True)
    c: int = variable("C", Number(1), default=3)
    d: float | None = variable("D", Fraction(0, 1, example=0.5))
    e: Sequence[str] | None = variable("E", Words(), default=("a", "b"))
