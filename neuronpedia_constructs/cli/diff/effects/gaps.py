"""How long a workload is away while its pods are replaced."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.cli.diff.objects import at
from neuronpedia_constructs.models.sizing.architectures import find_architecture
from neuronpedia_constructs.models.sizing.download import RATE, download
from neuronpedia_constructs.models.sizing.sae_sets import matching_saes

from .change import Gap
from .claims import claims_of

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest

_START: Final = 30
"""Assumed seconds until a server without a model is ready, its image being on the node."""
_ENGINE: Final = 60
"""Assumed seconds until an inference server begins to read its model."""
_READING: Final = 200_000_000
"""Assumed bytes per second from a volume of a cloud provider; downloads have the rate of `models.sizing.download`."""


def gap_of(old: Manifest, new: Manifest, settings: dict[str, str], *, alone: bool) -> Gap:
    """Return how long a workload is away whose only pod is replaced.

    Args:
        old: the old pod template, with defaults.
        new: the new pod template, with defaults.
        settings: the settings of the new pod's servers, by variable.
        alone: whether the old pod must have ended before the new one begins.
    """
    grace = at(old, ("spec", "terminationGracePeriodSeconds")) if alone else 0
    grace = grace if isinstance(grace, int) else 0
    waits = [_longest_start(each) for each in _containers(new)]
    known = [each for each in waits if each is not None]
    most = grace + max(known) if known and len(known) == len(waits) else None
    likely = _loading(new, settings, cached=_cached(old, new))
    return Gap(likely if most is None else min(likely, most), most)


def _longest_start(container: Manifest) -> int | None:
    """Return the seconds after which the kubelet restarts a container that has not started."""
    probe = container.get("startupProbe")
    if not isinstance(probe, dict):
        return None
    numbers = [probe.get(name) or 0 for name in ("initialDelaySeconds", "failureThreshold", "periodSeconds")]
    delay, failures, period = (each if isinstance(each, int) else 0 for each in numbers)
    return delay + failures * period


def _loading(template: Manifest, settings: dict[str, str], *, cached: bool) -> int:
    """Return the likely seconds from the start of a pod to its first answer."""
    model = settings.get("OVERRIDE_MODEL_ID") or settings.get("MODEL_ID")
    architecture = find_architecture(model) if model else None
    if architecture is None or at(template, ("metadata", "labels", "model")) is None:
        return _START
    weights = settings.get("CUSTOM_HF_MODEL_ID") or settings.get("MODEL_ID") or ""
    lists = [_list(settings.get(name)) for name in ("SAE_SETS", "INCLUDE_SAE", "EXCLUDE_SAE")]
    try:
        saes = matching_saes(weights, *lists)
    except re.error:
        saes = []
    fetched = download(architecture, saes).least
    return _ENGINE + fetched // _READING + (0 if cached else fetched // RATE)


def _cached(old: Manifest, new: Manifest) -> bool:
    """Return whether the new pod finds on its claim what the old one downloaded."""
    models = [at(each, ("metadata", "labels", "model")) for each in (old, new)]
    claims = [set(claims_of(each)) for each in (old, new)]
    return models[0] == models[1] and bool(claims[0] & claims[1])


def _containers(template: Manifest) -> list[Manifest]:
    found = at(template, ("spec", "containers"))
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _list(text: str | None) -> list[str]:
    try:
        found: Any = json.loads(text or "[]")
    except ValueError:
        return []
    return [str(each) for each in found] if isinstance(found, list) else []
