"""A sidecar and an init container, which share a volume with the webapp."""

from cdk8s import App

from neuronpedia_constructs import (
    AppConfig,
    ContainerDraft,
    EmptyDir,
    HarborRegistry,
    Mixin,
    Neuronpedia,
    Resources,
    WorkloadDraft,
)


class Metrics(Mixin):
    """Export metrics that the webapp writes to a socket."""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Add the containers and the volume. They inherit the user and the restrictions of the pod."""
        small = Resources(requests={"cpu": "10m", "memory": "32Mi"}, limits={"memory": "64Mi"})
        draft.pod.volumes["metrics"] = EmptyDir("10Mi")
        draft.main.volume_mounts["/metrics"] = "metrics"
        draft.pod.init_containers["prepare"] = ContainerDraft(
            "prepare",
            "docker.io/library/busybox:1.37",
            command=("touch", "/metrics/mapping.yaml"),
            resources=small,
            volume_mounts={"/metrics": "metrics"},
        )
        draft.pod.containers["exporter"] = ContainerDraft(
            "exporter",
            "docker.io/prom/statsd-exporter:v0.28.0",
            args=("--statsd.listen-unixgram=/metrics/socket",),
            ports={"metrics": 9102},
            resources=small,
            volume_mounts={"/metrics": "metrics"},
        )


app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
production.webapp.with_(Metrics())
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
