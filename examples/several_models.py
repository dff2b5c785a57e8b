"""Several models, and two servers of the same one."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import GPU_LITE, GPU_STANDARD, AppConfig, HarborRegistry, Neuronpedia, models

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
production.add_inference("gemma-2-9b").with_(
    models.get("gemma-2-9b"), replace(GPU_STANDARD, product="NVIDIA-A100-SXM4-80GB")
)
# Each server loads one of the SAE sets, so that both fit a small card. The webapp finds each source on its server.
gemma, l4 = models.get("gemma-2-2b"), replace(GPU_LITE, product="NVIDIA-L4")
production.add_inference("gemma-2-2b-res").with_(replace(gemma, sae_sets=["gemmascope-res-16k"]), l4)
production.add_inference("gemma-2-2b-mlp").with_(replace(gemma, sae_sets=["gemmascope-mlp-16k"]), l4)
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
