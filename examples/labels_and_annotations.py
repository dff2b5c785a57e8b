"""Labels for cost allocation, an owner on every object, and a cloud identity for the webapp."""

from cdk8s import App

from neuronpedia_constructs import Annotations, AppConfig, HarborRegistry, Labels, Neuronpedia

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
production.with_(
    Labels({"example.org/cost-center": "research"}),
    Annotations({"example.org/owner": "anna"}),
)
role = "arn:aws:iam::123456789012:role/neuronpedia"
production.webapp.with_(Annotations({"eks.amazonaws.com/role-arn": role}, kinds=["ServiceAccount"]))
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
