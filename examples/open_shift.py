"""OpenShift: its DNS, and users that it assigns itself."""

from cdk8s import App

from neuronpedia_constructs import AppConfig, ClusterDns, HarborRegistry, NetworkAccess, Neuronpedia, RunAsAssignedUser

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
    network=NetworkAccess(dns=ClusterDns.openshift()),
)
production.with_(RunAsAssignedUser())
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
