"""Any field of any object, such as one that no argument and no draft has."""

from typing import Any

from cdk8s import App

from neuronpedia_constructs import AppConfig, HarborRegistry, Mixin, Neuronpedia


class Unhurried(Mixin):
    """Wait before a new pod counts as available."""

    def amend(self, manifest: dict[str, Any]) -> None:
        """Set the field of Deployments."""
        if manifest["kind"] == "Deployment":
            manifest["spec"]["minReadySeconds"] = 10


app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
production.with_(Unhurried())
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
