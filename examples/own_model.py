"""A model that the catalogue does not have: weights of your own, with SAEs of a model that it knows."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import GPU_STANDARD, AppConfig, HarborRegistry, Model, Neuronpedia

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
model = Model(
    "gemma-2-2b-chemistry",
    model_id="google/gemma-2-2b",
    device="cuda",
    custom_hf_model_id="example/gemma-2-2b-chemistry",
    sae_sets=["gemmascope-res-16k"],
    include_sae=["^(5|12|20)-"],
    gated=True,
    neuronpedia_id="gemma-2-2b-chemistry",
)
production.add_inference("chemistry").with_(model, replace(GPU_STANDARD, product="NVIDIA-A100-SXM4-80GB"))
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
