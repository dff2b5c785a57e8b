"""The environment, as far as its workloads and options need to know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neuronpedia_constructs.upstream.line import Line
    from neuronpedia_constructs.validation.urls import PublicUrl


@dataclass(frozen=True)
class Context:
    """The environment that an option is checked against, and that a draft takes its names and labels from."""

    environment: str
    """Name of the environment."""
    namespace: str
    url: PublicUrl
    """The URL at which people open the site."""
    stage: str
    line: Line
    """The line of Neuronpedia's own services."""

    @property
    def is_local(self) -> bool:
        """Whether the environment is for a throw-away cluster."""
        return self.stage == "local"

    def labels(self, app: str, component: str) -> dict[str, str]:
        """Return the labels of every object of a workload: `app`, and the labels that Kubernetes recommends."""
        return {
            "app": app,
            "app.kubernetes.io/name": app,
            "app.kubernetes.io/instance": self.environment,
            "app.kubernetes.io/component": component,
            "app.kubernetes.io/part-of": "neuronpedia",
            "app.kubernetes.io/managed-by": "cdk8s",
        }

    def common_labels(self, component: str) -> dict[str, str]:
        """Return the labels of an object that belongs to no single workload; `app` is not among them."""
        labels = self.labels("neuronpedia", component)
        del labels["app"]
        return labels
