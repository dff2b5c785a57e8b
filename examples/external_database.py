"""A database elsewhere, over TLS, with the certificate of its authority."""

from cdk8s import App

from neuronpedia_constructs import AppConfig, ExternalDatabase, HarborRegistry, Neuronpedia

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    database=ExternalDatabase(
        host="neuronpedia.cluster-abc.eu-central-1.rds.amazonaws.com",
        ca_config_map="rds-ca",
        max_connections=300,
    ),
)

production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
