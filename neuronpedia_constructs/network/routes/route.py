"""The base of every route to the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from neuronpedia_constructs.network.endpoints import AUTOINTERP, AUTOINTERP_PORT, INFERENCE_PORT
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
    from neuronpedia_constructs.draft.workload import Prerequisite, WorkloadDraft

NAME = "neuronpedia"
BACKENDS = "neuronpedia-backends"


class Backend(NamedTuple):
    """A backend, and its path for direct clients."""

    path: str
    service_name: str
    """Name of the backend's Service."""
    port: int


@dataclass(frozen=True, kw_only=True)
class Route(PlainArguments):
    """The public route to the site: `IngressRoute`, `GatewayRoute` or `OwnRoute`."""

    expose_backends: bool = False
    """Whether `/api/inference/<instance>` and `/api/autointerp` lead to the backends, for clients that know their
    secret. Default False: only the webapp can reach them."""

    @property
    def is_issued(self) -> bool:
        """Whether cert-manager issues the certificate."""
        return False

    @property
    def longest_request(self) -> float | None:
        """How long a request may take, in seconds; None if there is no limit, or it is not known."""
        return None

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        del context
        if not isinstance(self.expose_backends, bool):
            yield Problem.invalid(
                "route.expose-backends-invalid",
                "route expose_backends",
                self.expose_backends,
                "True or False",
                "leave it out",
            )

    def public(self, context: Context) -> KubeObject | None:
        """Return the object that leads to the webapp, or None if the library creates none."""
        del context
        return None

    def others(self, context: Context, servers: Iterable[WorkloadDraft]) -> Iterator[KubeObject]:
        """Yield additional objects of the route, such as those that lead to the inference servers."""
        del context, servers
        yield from ()

    def prerequisites(self, context: Context) -> Iterator[Prerequisite]:
        """Yield the objects that the route refers to and that you create elsewhere."""
        del context
        yield from ()


def backends(servers: Iterable[WorkloadDraft]) -> list[Backend]:
    """Return the backends, in the order of their paths."""
    return sorted(_backends(servers))


def backend_groups(servers: Iterable[WorkloadDraft], size: int) -> list[list[Backend]]:
    """Return the backends in groups of at most `size`. A new server changes only the last group, or starts another."""
    found = _backends(servers)
    return [sorted(found[start : start + size]) for start in range(0, len(found), size)]


def _backends(servers: Iterable[WorkloadDraft]) -> list[Backend]:
    inference = [
        Backend(f"/api/inference/{draft.selector['instance']}", draft.name, INFERENCE_PORT) for draft in servers
    ]
    return [Backend("/api/autointerp", AUTOINTERP, AUTOINTERP_PORT), *inference]
