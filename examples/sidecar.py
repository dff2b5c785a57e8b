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


class Clock(Mixin):
    """Keep a file with the time of day beside the webapp."""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Add the containers and the volume. They inherit the user and the restrictions of the pod."""
        image = "docker.io/library/busybox:1.37"
        small = Resources(requests={"cpu": "10m", "memory": "16Mi"}, limits={"memory": "32Mi"})
        draft.pod.volumes["shared"] = EmptyDir("10Mi")
        draft.main.volume_mounts["/shared"] = "shared"
        draft.pod.init_containers["prepare"] = ContainerDraft(
            "prepare",
            image,
            command=("/bin/sh", "-c", "date > /shared/time"),
            resources=small,
            volume_mounts={"/shared": "shared"},
        )
        draft.pod.containers["clock"] = ContainerDraft(
            "clock",
            image,
            command=("/bin/sh", "-c", "while sleep 60; do date > /shared/time; done"),
            resources=small,
            volume_mounts={"/shared": "shared"},
        )


app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
production.webapp.with_(Clock())
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
