"""What is decided once for an environment and handed down to its services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neuronpedia_constructs.configuration.secrets.sources import SecretSource
    from neuronpedia_constructs.database.config import DatabaseConfig
    from neuronpedia_constructs.database.spec import DatabaseChoice
    from neuronpedia_constructs.network.access import Outside
    from neuronpedia_constructs.validation.names import PublicUrl


@dataclass(frozen=True)
class Settings:
    """The settings of one environment."""

    environment: str
    namespace: str
    url: PublicUrl
    stage: str
    cluster: str | None
    database: DatabaseChoice
    database_config: DatabaseConfig
    secrets: SecretSource
    outside: Outside

    @property
    def is_local(self) -> bool:
        """Whether this is a throw-away cluster."""
        return self.stage == "local"

    def overwrites(self, other: Settings) -> bool:
        """Tell whether another environment has the same namespace of the same cluster.

        Clusters are different if their names are, or if one of the two is a throw-away cluster and the other is not.
        """
        same_cluster = self.cluster == other.cluster and self.is_local == other.is_local
        return self.namespace == other.namespace and same_cluster

    def common_labels(self, component: str) -> dict[str, str]:
        """Return the labels of an object that is part of no single service: without `app`."""
        labels = self.labels("neuronpedia", component)
        del labels["app"]
        return labels

    def labels(self, app: str, component: str) -> dict[str, str]:
        """Return the labels of every object of a service: our own `app`, and the ones Kubernetes recommends."""
        return {
            "app": app,
            "app.kubernetes.io/name": app,
            "app.kubernetes.io/instance": self.environment,
            "app.kubernetes.io/component": component,
            "app.kubernetes.io/part-of": "neuronpedia",
            "app.kubernetes.io/managed-by": "cdk8s",
        }
