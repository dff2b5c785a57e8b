"""Your own mixin in ten lines: it runs pods in a sandbox."""

from cdk8s import App

from neuronpedia_constructs import AppConfig, HarborRegistry, Mixin, Neuronpedia, WorkloadDraft


class Sandbox(Mixin):
    """Run pods in a runtime class of the cluster, such as gVisor's."""

    def __init__(self, name: str) -> None:
        self.name = name

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the runtime class."""
        draft.pod.runtime_class_name = self.name


app = App()
site = Neuronpedia(
    app,
    "site",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
site.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"), Sandbox("gvisor"))
site.webapp.with_(Sandbox("kata"))  # the narrower scope wins
app.synth()
