"""Secrets from a store: the External Secrets Operator fetches only the keys that pods read."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import GPU_STANDARD, AppConfig, ExternalSecrets, HarborRegistry, Neuronpedia, models

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    # Each choice needs a secret that somebody issues, which is fetched, too.
    app_config=AppConfig(
        contact_email_address="neuronpedia@example.org",
        email_sending_provider="resend",
        github_id="Iv1.0123456789abcdef",
    ),
    secrets=ExternalSecrets(store="vault", path="neuronpedia/production", optional=("OPENAI_API_KEY",)),
)
production.add_inference("gemma-2-9b").with_(
    models.get("gemma-2-9b"), replace(GPU_STANDARD, product="NVIDIA-A100-SXM4-80GB")
)
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
