"""The keys of Secrets that the pods of an environment refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.pod import SecretKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cdk8s_plus_28 import k8s

    from neuronpedia_constructs.draft.workload import WorkloadDraft


@dataclass
class NeededKey:
    """A key of a Secret that pods refer to."""

    secret: str
    name: str
    required_by: set[str] = field(default_factory=set)
    """The workloads whose pods do not start without the key."""


def needed_keys(drafts: Iterable[WorkloadDraft]) -> list[NeededKey]:
    """Return the keys that the environment variables of final drafts name, in the order of Secrets and keys."""
    found: dict[tuple[str, str], NeededKey] = {}
    for draft in drafts:
        for container in draft.all_containers():
            for value in filter(None, map(_secret_key, container.env.values())):
                key = found.setdefault((value.secret, value.key), NeededKey(value.secret, value.key))
                key.required_by |= set() if value.optional else {draft.name}
    return [found[place] for place in sorted(found)]


def _secret_key(value: str | SecretKey | k8s.EnvVarSource) -> SecretKey | None:
    """Return the key that a variable refers to, also if a mixin wrote it as a Kubernetes type."""
    if isinstance(value, (str, SecretKey)):
        return value if isinstance(value, SecretKey) else None
    selector = value.secret_key_ref
    return SecretKey(str(selector.name), selector.key, bool(selector.optional)) if selector else None
