"""How to get to other claims: those that exist follow no template, and keep their class."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.objects import at, key_of
from neuronpedia_constructs.validation.quantities import amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.cli.diff.objects import Manifest

    from .differences import Difference

_TEMPLATES: Final = ("spec", "volumeClaimTemplates")
_STORAGE: Final = ("spec", "resources", "requests", "storage")


def claim_steps(live: Manifest, changed: Sequence[Difference]) -> tuple[str, ...]:
    """Return what to do about the claims that exist before the StatefulSet is replaced.

    A claim that grows is patched, if its StorageClass lets it:
    https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims

    Args:
        live: the stored StatefulSet.
        changed: how the immutable fields of the new one differ from it.
    """
    found = [each for each in changed if each.path[: len(_TEMPLATES)] == _TEMPLATES]
    if not found:
        return ()
    steps = [step for each in found for step in _grown(live, each)]
    if len(steps) == 0 or any(each.path[3:] != _STORAGE for each in found):
        steps.append("the claims that exist stay as they are: other ones need a copy of the data, such as a dump")
    return tuple(steps)


def default_class(changed: Sequence[Difference]) -> Iterator[str]:
    """Yield what to know of a claim that names its class for the first time: no file tells which one it has.

    https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
    """
    if any(each.place == "spec.storageClassName" and each.old is None for each in changed):
        yield "if that is the cluster's default class, the claim has it already, and apply changes nothing"


def _grown(live: Manifest, change: Difference) -> list[str]:
    """Return the commands that let the claims of one template grow, one for each pod."""
    one, other = (amount(str(each)) for each in (change.old, change.new))
    if change.path[3:] != _STORAGE or one is None or other is None or other < one:
        return []
    templates = at(live, _TEMPLATES)
    index = change.path[2].strip("[]")
    if not isinstance(templates, list) or not index.isdecimal() or int(index) >= len(templates):
        return []
    key, count = key_of(live), at(live, ("spec", "replicas"))
    namespace = f"--namespace {key.namespace} " if key.namespace else ""
    patch = shlex.quote(json.dumps({"spec": {"resources": {"requests": {"storage": change.new}}}}))
    name = at(templates[int(index)], ("metadata", "name"))
    return [
        f"kubectl {namespace}patch persistentvolumeclaim {name}-{key.name}-{ordinal} --patch {patch}"
        for ordinal in range(min(count, 9) if isinstance(count, int) else 1)
    ]
