"""Rules that hold in every environment: over all manifests in dist/ and in the snapshots, not over examples."""

from __future__ import annotations

import pytest

from . import (
    choice_invariants,
    connection_invariants,
    data_invariants,
    invariants,
    network_invariants,
    pod_invariants,
    running_invariants,
    webapp_invariants,
)
from .building import Manifest
from .invariants import Invariant


@pytest.mark.parametrize(
    "invariant",
    [
        *invariants.OF_ANY_PART,
        *pod_invariants.OF_ANY_PART,
        *running_invariants.OF_ANY_PART,
        *choice_invariants.OF_ANY_PART,
        *data_invariants.OF_ANY_PART,
        *webapp_invariants.OF_ANY_PART,
        *connection_invariants.OF_ANY_PART,
    ],
    ids=lambda rule: rule.__name__,
)
def test_in_every_file(manifests: list[Manifest], invariant: Invariant) -> None:
    invariant(manifests)


@pytest.mark.parametrize(
    "invariant",
    [
        *invariants.OF_A_WHOLE,
        *network_invariants.OF_A_WHOLE,
        *pod_invariants.OF_A_WHOLE,
        *running_invariants.OF_A_WHOLE,
        *choice_invariants.OF_A_WHOLE,
        *webapp_invariants.OF_A_WHOLE,
        *connection_invariants.OF_A_WHOLE,
    ],
    ids=lambda rule: rule.__name__,
)
def test_in_every_environment(environment: list[Manifest], invariant: Invariant) -> None:
    invariant(environment)
