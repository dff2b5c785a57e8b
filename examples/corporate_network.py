"""Behind a firewall: a proxy, an own certificate authority, and all images from a mirror."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import (
    GPU_STANDARD,
    AppConfig,
    CorporateCaCerts,
    HarborRegistry,
    ModelCache,
    NetworkAccess,
    Neuronpedia,
    models,
)

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    # The webapp's clients of S3 and OpenAI ignore a proxy: they reach these networks directly.
    network=NetworkAccess(https_proxy="http://proxy.example.org:3128", egress_cidrs=["203.0.113.0/24"]),
)
production.add_inference("deepseek-r1-distill-llama-8b").with_(
    models.get("deepseek-r1-distill-llama-8b"), replace(GPU_STANDARD, product="NVIDIA-A100-SXM4-80GB")
)
production.with_(
    HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2", mirror="harbor.example.org/mirror"),
    CorporateCaCerts("corporate-ca-certificates"),
    ModelCache(),
)
app.synth()
