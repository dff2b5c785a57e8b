"""An Ingress of your own, next to the webapp's Service."""

import cdk8s_plus_28 as kplus
from cdk8s import ApiObjectMetadata, App

from neuronpedia_constructs import AppConfig, HarborRegistry, Neuronpedia, OwnRoute

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    route=OwnRoute(),
)
ingress = kplus.Ingress(production, "ingress", metadata=ApiObjectMetadata(name="site"))
ingress.add_host_default_backend(production.host, kplus.IngressBackend.from_service(production.webapp.service))
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
