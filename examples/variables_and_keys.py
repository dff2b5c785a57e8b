"""Variables that the library does not know, and keys of a Secret that you create elsewhere."""

from cdk8s import App

from neuronpedia_constructs import (
    AppConfig,
    AutointerpConfig,
    HarborRegistry,
    InferenceConfig,
    Neuronpedia,
    SecretKey,
    models,
)

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(
        github_id="Iv1.0123456789abcdef",
        embedding_provider="openai",
        extra={"NEW_FEATURE": "1", "NEW_API_KEY": SecretKey("more-secrets", "NEW_API_KEY")},
    ),
    autointerp_config=AutointerpConfig(extra={"LOG_LEVEL": "debug"}),
)
server = production.add_inference("gpt2-small", config=InferenceConfig(extra={"LOG_LEVEL": "debug"}))
server.with_(models.get("gpt2-small"))
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
