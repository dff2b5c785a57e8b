"""What an environment consists of, as its users see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s import Chart

from neuronpedia_constructs.images.listing import images
from neuronpedia_constructs.mixins.application import Reach

if TYPE_CHECKING:
    from cdk8s import ApiObject

    from neuronpedia_constructs.draft.construct import Workload
    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
    from neuronpedia_constructs.draft.workload import Prerequisite
    from neuronpedia_constructs.images.listing import Image
    from neuronpedia_constructs.services.autointerp import Autointerp
    from neuronpedia_constructs.services.database import Database
    from neuronpedia_constructs.services.database_index import DatabaseIndex
    from neuronpedia_constructs.services.database_init import DatabaseInit
    from neuronpedia_constructs.services.inference import InferenceServer
    from neuronpedia_constructs.services.registration.jobs import Registration
    from neuronpedia_constructs.services.webapp import Webapp

    from .plan import Plan
    from .settings import Settings


class Parts(Chart):
    """The parts of one environment, and what there is to know of them."""

    plan: Plan
    """What the environment consists of, as data."""
    database_init: DatabaseInit
    """The Job that migrates and seeds the database."""
    database_index: DatabaseIndex
    """The Job that builds the index of searches by meaning."""
    autointerp: Autointerp
    """The autointerp server."""
    webapp: Webapp
    """The webapp."""
    registration: Registration
    """What tells the webapp where the inference servers are."""
    _postgres: Database | None
    _inference: list[InferenceServer]
    _way_in: list[tuple[KubeObject, ApiObject]]
    """The way in from outside, if it is ours, as it was before the mixins were known, and as a construct."""

    @property
    def settings(self) -> Settings:
        """What was given, as all services see it."""
        return self.plan.settings

    @property
    def host(self) -> str:
        """The host of the url, for a way in of your own."""
        return self.settings.url.host

    @property
    def postgres(self) -> Database:
        """The database.

        Raises:
            AttributeError: it is an `ExternalDatabase`, which has no pods here.
        """
        if self._postgres is None:
            raise AttributeError(f"the database of {self.plan.name} is elsewhere; give mixins to the environment")
        return self._postgres

    @property
    def database(self) -> Database:
        """The database; another name for `postgres`."""
        return self.postgres

    @property
    def ingress(self) -> ApiObject:
        """The way in from outside: an Ingress, or the HTTPRoute of a `GatewayRoute`.

        Raises:
            AttributeError: it is somebody else's (`OwnRoute`).
        """
        if not self._way_in:
            raise AttributeError(f"{self.plan.name} has an OwnRoute, and so no way in of its own")
        return self._way_in[0][1]

    @property
    def images(self) -> tuple[Image, ...]:
        """Every image that the pods run, those of others included."""
        return images(final.draft for final in self.plan.resolve(Reach())[0])

    @property
    def inference_servers(self) -> tuple[InferenceServer, ...]:
        """The inference servers, in the order in which they were added."""
        return tuple(self._inference)

    @property
    def workloads(self) -> tuple[Workload, ...]:
        """Every service with pods of its own."""
        jobs = (self.database_init, self.database_index)
        others = (*jobs, self.autointerp, self.webapp, *self._inference, self.registration)
        return others if self._postgres is None else (self._postgres, *others)

    @property
    def prerequisites(self) -> tuple[Prerequisite, ...]:
        """The Secrets and ConfigMaps that somebody else has to put into the namespace, with the keys that are read.

        Keys that a service can do without are left out.
        """
        return self.plan.prerequisites()
