"""A route of the Gateway API, at a Gateway that other sites use, too."""

from cdk8s import App

from neuronpedia_constructs import AppConfig, GatewayRoute, HarborRegistry, Neuronpedia

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    route=GatewayRoute(gateway="shared", gateway_namespace="gateways", section_name="https"),
)

production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
