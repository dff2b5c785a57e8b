"""Which keys of which Secrets the pods of an environment refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.workload import SecretKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neuronpedia_constructs.draft.workload import WorkloadDraft


@dataclass
class NeededKey:
    """A key of a Secret that pods refer to."""

    secret: str
    name: str
    required: bool = False
    """Whether a pod does not start without it."""
    readers: set[str] = field(default_factory=set)
    """The workloads that refer to it."""


def needed_keys(drafts: Iterable[WorkloadDraft]) -> list[NeededKey]:
    """Return the keys that the environment variables of final drafts name, in the order of Secrets and keys."""
    found: dict[tuple[str, str], NeededKey] = {}
    for draft in drafts:
        for container in draft.all_containers():
            for value in container.env.values():
                if isinstance(value, SecretKey):
                    key = found.setdefault((value.secret, value.key), NeededKey(value.secret, value.key))
                    key.required |= not value.optional
                    key.readers.add(draft.name)
    return [found[place] for place in sorted(found)]
