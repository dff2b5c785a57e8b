"""What somebody else has to make before an environment works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.needed import needed_keys
from neuronpedia_constructs.configuration.secrets.sources import ExternalSecrets
from neuronpedia_constructs.configuration.secrets.variables import OWN_SECRETS
from neuronpedia_constructs.draft.workload import Prerequisite
from neuronpedia_constructs.routes.gateway import GatewayRoute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.draft.workload import PrerequisiteKind, WorkloadDraft
    from neuronpedia_constructs.routes.gateway import OwnRoute
    from neuronpedia_constructs.routes.ingress import IngressSettings

    from .settings import Settings


def prerequisites(
    settings: Settings, drafts: Sequence[WorkloadDraft], way_in: IngressSettings, route: GatewayRoute | OwnRoute | None
) -> tuple[Prerequisite, ...]:
    """Return the objects that somebody else has to make, with the keys that are read of them."""
    keys = [key for key in _secret_keys(drafts) if key.name not in settings.database.made_secrets]
    if isinstance(settings.secrets, ExternalSecrets):
        keys = [settings.secrets.prerequisite, *(key for key in keys if key.name not in OWN_SECRETS)]
    given = (prerequisite for draft in drafts for prerequisite in draft.prerequisites)
    return _merged([*keys, *_of_route(settings, way_in, route), *given])


def _of_route(
    settings: Settings, way_in: IngressSettings, route: GatewayRoute | OwnRoute | None
) -> Iterator[Prerequisite]:
    if isinstance(route, GatewayRoute):
        yield Prerequisite("Gateway", str(route.gateway))
    elif route is None and settings.url.is_tls and not way_in.made_by_cert_manager:
        yield Prerequisite("Secret", way_in.tls_secret, ("tls.crt", "tls.key"))


def _secret_keys(drafts: Iterable[WorkloadDraft]) -> Iterator[Prerequisite]:
    for key in needed_keys(drafts):
        if key.required_by:
            yield Prerequisite("Secret", key.secret, (key.name,))


def _merged(prerequisites: Iterable[Prerequisite]) -> tuple[Prerequisite, ...]:
    """Return one prerequisite for each object, with all keys that anybody reads."""
    keys: dict[tuple[PrerequisiteKind, str], set[str]] = {}
    for prerequisite in prerequisites:
        keys.setdefault((prerequisite.kind, prerequisite.name), set()).update(prerequisite.keys)
    return tuple(Prerequisite(kind, name, tuple(sorted(found))) for (kind, name), found in sorted(keys.items()))
