"""A database with standbys and continuous backups, run by the CloudNativePG operator."""

from cdk8s import App

from neuronpedia_constructs import AppConfig, CloudNativePg, HarborRegistry, Neuronpedia, S3Target

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    database=CloudNativePg(
        instances=3,
        size="100Gi",
        storage_class="fast",
        backup=S3Target(bucket="neuronpedia-backups", prefix="production/", region="eu-central-1"),
        pod_monitor=True,
    ),
)

production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
