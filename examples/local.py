"""A cluster on one machine, such as kind: no GPU, no TLS, no sign-in, and Secrets that may be incomplete."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import AppConfig, DevelopmentSecrets, DockerHubRegistry, Neuronpedia, models

app = App()
local = Neuronpedia(
    app,
    "local",
    namespace="neuronpedia",
    url="http://neuronpedia.localhost",
    stage="local",
    app_config=AppConfig(enable_signin=False, embedding_provider="openai"),
    secrets=DevelopmentSecrets(),
)
local.add_inference("gpt2-small").with_(replace(models.get("gpt2-small"), sae_sets=["res-jb"]))
local.with_(DockerHubRegistry("example", tag="dev"))
app.synth()
