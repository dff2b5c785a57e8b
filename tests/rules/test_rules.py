"""Rules that hold in every environment: over all manifests in dist/ and in the snapshots, not over examples."""

from __future__ import annotations

import pytest

from tests.support.building import Manifest

from . import choices, connections, data, network, objects, pods, running, webapp
from .objects import Invariant


@pytest.mark.parametrize(
    "invariant",
    [
        *objects.OF_ANY_PART,
        *pods.OF_ANY_PART,
        *running.OF_ANY_PART,
        *choices.OF_ANY_PART,
        *data.OF_ANY_PART,
        *webapp.OF_ANY_PART,
        *connections.OF_ANY_PART,
    ],
    ids=lambda rule: rule.__name__,
)
def test_in_every_file(manifests: list[Manifest], invariant: Invariant) -> None:
    invariant(manifests)


@pytest.mark.parametrize(
    "invariant",
    [
        *objects.OF_A_WHOLE,
        *network.OF_A_WHOLE,
        *pods.OF_A_WHOLE,
        *running.OF_A_WHOLE,
        *choices.OF_A_WHOLE,
        *webapp.OF_A_WHOLE,
        *connections.OF_A_WHOLE,
    ],
    ids=lambda rule: rule.__name__,
)
def test_in_every_environment(environment: list[Manifest], invariant: Invariant) -> None:
    invariant(environment)
