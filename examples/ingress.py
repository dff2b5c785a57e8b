"""An Ingress with a certificate from cert-manager, reachable only through its controller."""

from cdk8s import App

from neuronpedia_constructs import AppConfig, HarborRegistry, IngressRoute, NetworkAccess, Neuronpedia

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    route=IngressRoute(class_name="nginx", cluster_issuer="letsencrypt"),
    network=NetworkAccess(ingress_namespace="ingress-nginx"),
)

production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
