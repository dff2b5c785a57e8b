"""Inference servers that answer Neuronpedia's own clients directly, without a secret of yours."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import (
    GPU_STANDARD,
    AppConfig,
    HarborRegistry,
    IngressRoute,
    Neuronpedia,
    PublicInference,
    models,
)

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    route=IngressRoute(class_name="nginx", cluster_issuer="letsencrypt", expose_backends=True),
)
production.add_inference("gemma-2-9b").with_(
    models.get("gemma-2-9b"), replace(GPU_STANDARD, product="NVIDIA-A100-SXM4-80GB")
)
production.with_(PublicInference())
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
