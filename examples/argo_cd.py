"""Deployed by Argo CD: in order, in sync, and with Jobs that run only when they change."""

from cdk8s import App

from neuronpedia_constructs import AppConfig, ArgoCd, ExternalSecrets, HarborRegistry, Neuronpedia

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    secrets=ExternalSecrets(store="vault", path="neuronpedia/production", optional=("OPENAI_API_KEY",)),
)
production.with_(ArgoCd())
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
