"""Many environments from one loop, with what they have in common given to the app."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import (
    GPU_STANDARD,
    AppConfig,
    CorporateCaCerts,
    HarborRegistry,
    Labels,
    NetworkAccess,
    Neuronpedia,
    models,
)

TAGS = {"staging": "v1.5.0", "east": "v1.4.2", "west": "v1.4.2"}

app = App()
for name, tag in TAGS.items():
    environment = Neuronpedia(
        app,
        name,
        namespace="neuronpedia",
        url=f"https://{name}.neuronpedia.example.org",
        network=NetworkAccess(cluster=name),
        app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    )
    environment.add_inference("gemma-2-9b").with_(
        models.get("gemma-2-9b"), replace(GPU_STANDARD, product="NVIDIA-A100-SXM4-80GB")
    )
    environment.with_(HarborRegistry("harbor.example.org/neuronpedia", tag=tag))
app.with_(CorporateCaCerts("corporate-ca-certificates"), Labels({"example.org/team": "research"}))
app.synth()
