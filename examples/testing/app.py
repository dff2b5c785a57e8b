"""An app with a test beside it: run `pytest` in this folder."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import GPU_STANDARD, AppConfig, HarborRegistry, Neuronpedia, Replicas, models


def build() -> App:
    """Return the app, so that a test can look at it before anything is written."""
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
    production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
    production.webapp.with_(Replicas(2))
    return app


if __name__ == "__main__":
    build().synth()
