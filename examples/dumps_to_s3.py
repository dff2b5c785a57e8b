"""A dump of the database every night, in a bucket."""

from cdk8s import App

from neuronpedia_constructs import AppConfig, HarborRegistry, Neuronpedia, PostgresBackup, S3Target

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
target = S3Target(bucket="neuronpedia-backups", prefix="production/", region="eu-central-1")
production.with_(PostgresBackup(schedule="0 3 * * *", keep=14, target=target))
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
