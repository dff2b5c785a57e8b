"""The objects that must be created elsewhere before an environment works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.needed import needed_keys
from neuronpedia_constructs.configuration.secrets.sources import ExternalSecrets
from neuronpedia_constructs.configuration.secrets.variables import OWN_SECRETS
from neuronpedia_constructs.draft.workload import Prerequisite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.configuration.secrets.sources import SecretSource
    from neuronpedia_constructs.database.spec import DatabaseSpec
    from neuronpedia_constructs.draft.workload import PrerequisiteKind, WorkloadDraft


def prerequisites(
    drafts: Sequence[WorkloadDraft], database: DatabaseSpec, secrets: SecretSource, of_route: Iterable[Prerequisite]
) -> tuple[Prerequisite, ...]:
    """Return the objects that an environment refers to but does not create, with the keys that it reads."""
    keys = [key for key in _secret_keys(drafts) if key.name not in database.made_secrets]
    if isinstance(secrets, ExternalSecrets):
        keys = [secrets.prerequisite, *(key for key in keys if key.name not in OWN_SECRETS)]
    given = (prerequisite for draft in drafts for prerequisite in draft.prerequisites)
    return _merged([*keys, *of_route, *given])


def _secret_keys(drafts: Iterable[WorkloadDraft]) -> Iterator[Prerequisite]:
    for key in needed_keys(drafts):
        if key.required_by:
            yield Prerequisite("Secret", key.secret, (key.name,))


def _merged(prerequisites: Iterable[Prerequisite]) -> tuple[Prerequisite, ...]:
    """Return one prerequisite for each object, with all its keys."""
    keys: dict[tuple[PrerequisiteKind, str], set[str]] = {}
    for prerequisite in prerequisites:
        keys.setdefault((prerequisite.kind, prerequisite.name), set()).update(prerequisite.keys)
    return tuple(Prerequisite(kind, name, tuple(sorted(found))) for (kind, name), found in sorted(keys.items()))
