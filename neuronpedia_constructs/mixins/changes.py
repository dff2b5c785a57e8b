"""The differences between a draft or a manifest and an earlier copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.pod import ContainerDraft, PodDraft
from neuronpedia_constructs.draft.workload import WorkloadDraft

if TYPE_CHECKING:
    from collections.abc import Iterator


def changes(before: object, after: object) -> set[tuple[str, ...]]:
    """Return the places at which two drafts, or two manifests, differ."""
    return set(_changes((), before, after))


def _changes(place: tuple[str, ...], before: object, after: object) -> Iterator[tuple[str, ...]]:
    """Yield the places at which two values differ. Equal values, which are almost all, are skipped."""
    if before == after:
        return
    old, new = _entries(before), _entries(after)
    if old is None and new is None:
        yield place
    else:
        old, new = old or {}, new or {}
        for key in old.keys() | new.keys():
            yield from _changes((*place, key), old.get(key), new.get(key))


def _entries(value: object) -> dict[str, object] | None:
    """Return the parts of a draft or a collection by name, or None for a value without parts."""
    if isinstance(value, (ContainerDraft, PodDraft, WorkloadDraft)):
        return vars(value)
    if isinstance(value, set):
        return {str(entry): True for entry in value}
    return value if isinstance(value, dict) else None
