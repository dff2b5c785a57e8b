"""The environments of this deployment: edit them, run `make synth`, review the diff of dist/, and apply it."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_LITE,
    GPU_STANDARD,
    AppConfig,
    Autoscaling,
    CorporateCaCerts,
    DevelopmentSecrets,
    DockerHubRegistry,
    HarborRegistry,
    ModelCache,
    Neuronpedia,
    PostgresBackup,
    models,
)

app = App()

# A throw-away cluster on one machine, such as kind or minikube: no GPU, no TLS, no sign-in. An administrator's API key
# from `neuronpedia-constructs admin` is enough for imports.
local = Neuronpedia(
    app,
    "local",
    namespace="neuronpedia",
    url="http://neuronpedia.localhost",
    stage="local",
    app_config=AppConfig(enable_signin=False),
    secrets=DevelopmentSecrets(),
)
local.add_inference("gpt2-small").with_(replace(models.get("gpt2-small"), sae_sets=["res-jb"]))
local.with_(DockerHubRegistry("example", tag="dev"))

# Two models. A 24 GB card fits Gemma with one of its SAE sets. The images are of Neuronpedia's services from before
# 2026-08-20: see docs/upstream.md.
staging = Neuronpedia(
    app,
    "staging",
    namespace="neuronpedia-staging",
    url="https://staging.neuronpedia.example.org",
    upstream="legacy",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
staging.add_inference("gemma-2-2b").with_(replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"]), GPU_LITE)
staging.add_inference("gpt2-small").with_(models.get("gpt2-small"), CPU_STANDARD)
staging.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))

# Behind a corporate firewall, with all images from a private registry. Downloads are cached, the database is backed up,
# and the site stays up while nodes are replaced.
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(
        contact_email_address="neuronpedia@example.org",
        email_sending_provider="smtp",
        smtp_server_host="smtp.example.org",
        smtp_server_port=587,
        embedding_provider="openai",
    ),
)
production.add_inference("deepseek-r1-distill-llama-8b").with_(
    models.get("deepseek-r1-distill-llama-8b"), replace(GPU_STANDARD, product="NVIDIA-A100-SXM4-80GB")
)
production.webapp.with_(Autoscaling(min_replicas=2, max_replicas=6))
production.with_(
    HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2", mirror="harbor.example.org/mirror"),
    CorporateCaCerts("corporate-ca-certificates"),
    ModelCache(),
    PostgresBackup(schedule="0 3 * * *", keep=7),
)

app.synth()
