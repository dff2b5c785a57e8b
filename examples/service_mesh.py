"""In Istio's ambient mesh, where only the Gateway may reach the webapp."""

from cdk8s import App

from neuronpedia_constructs import AppConfig, GatewayRoute, HarborRegistry, IstioAmbient, NetworkAccess, Neuronpedia

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    network=NetworkAccess(mesh=IstioAmbient()),
    route=GatewayRoute(
        gateway="shared",
        gateway_namespace="istio-ingress",
        istio_principals=["cluster.local/ns/istio-ingress/sa/shared-istio"],
    ),
)

production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
