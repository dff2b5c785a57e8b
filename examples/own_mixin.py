"""A mixin of one's own, in ten lines: every pod that it reaches gets a priority class."""

from cdk8s import App

from neuronpedia_constructs import HarborRegistry, Mixin, Neuronpedia, WorkloadDraft


class Priority(Mixin):
    """Schedule pods with a priority class of the cluster."""

    def __init__(self, name: str) -> None:
        self.name = name

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the priority class."""
        draft.pod.priority_class_name = self.name


app = App()
site = Neuronpedia(app, "site", namespace="neuronpedia", url="https://neuronpedia.example.org")
site.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"), Priority("business-hours"))
site.webapp.with_(Priority("always-on"))  # the narrower scope wins
app.synth()
