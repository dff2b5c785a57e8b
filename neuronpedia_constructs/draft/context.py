"""What an environment is, as everything in it is checked and named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neuronpedia_constructs.validation.urls import PublicUrl


@dataclass(frozen=True)
class Context:
    """The environment for which an option is checked, and from which a draft takes its names and labels."""

    environment: str
    """Name of the environment."""
    namespace: str
    url: PublicUrl
    """The address at which people open the site."""
    stage: str

    @property
    def is_local(self) -> bool:
        """Whether it is for a throw-away cluster."""
        return self.stage == "local"

    def labels(self, app: str, component: str) -> dict[str, str]:
        """Return the labels of every object of a workload: our own `app`, and those that Kubernetes recommends."""
        return {
            "app": app,
            "app.kubernetes.io/name": app,
            "app.kubernetes.io/instance": self.environment,
            "app.kubernetes.io/component": component,
            "app.kubernetes.io/part-of": "neuronpedia",
            "app.kubernetes.io/managed-by": "cdk8s",
        }

    def common_labels(self, component: str) -> dict[str, str]:
        """Return the labels of an object that does not belong to one workload: without `app`."""
        labels = self.labels("neuronpedia", component)
        del labels["app"]
        return labels
