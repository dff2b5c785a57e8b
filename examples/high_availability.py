"""A site that stays up while nodes are drained: more pods, budgets and priorities."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import (
    GPU_STANDARD,
    AppConfig,
    Autoscaling,
    DisruptionBudget,
    HarborRegistry,
    Neuronpedia,
    PriorityClass,
    Replicas,
    models,
)

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
server = production.add_inference("gemma-2-9b").with_(
    models.get("gemma-2-9b"), replace(GPU_STANDARD, product="NVIDIA-A100-SXM4-80GB")
)
production.webapp.with_(Autoscaling(min_replicas=2, max_replicas=6), PriorityClass("high"))
production.autointerp.with_(Replicas(2))
server.with_(Replicas(2), DisruptionBudget(max_unavailable=1))
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
