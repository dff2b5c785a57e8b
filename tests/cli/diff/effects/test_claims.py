"""Claims that an old and a new pod want at the same time."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.effects.claims import claims_of, shared_claims
from neuronpedia_constructs.cli.diff.objects import key_of

TEMPLATE = {"spec": {"volumes": [{"name": "a", "persistentVolumeClaim": {"claimName": "cache"}}, {"name": "b"}, None]}}


def side(*modes: str) -> Any:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "cache", "namespace": "n"},
        "spec": {"accessModes": list(modes)},
    }
    return {key_of(claim): claim}


def test_the_claims_of_a_pod_are_found() -> None:
    assert claims_of(TEMPLATE) == ("cache",)
    assert claims_of({}) == ()


@pytest.mark.parametrize(
    ("modes", "words"),
    [
        (("ReadWriteOnce",), "is ReadWriteOnce: only on the same node"),
        (("ReadWriteOncePod",), "is ReadWriteOncePod: nowhere"),
    ],
)
def test_a_volume_of_one_node_or_pod_is_told(modes: tuple[str, ...], words: str) -> None:
    both: list[Any] = [(side(*modes), {}), ({}, side(*modes))]
    for sides in both:
        (found,) = shared_claims(TEMPLATE, "n", sides)
        assert words in found


def test_others_are_not() -> None:
    assert shared_claims(TEMPLATE, "n", ({}, side("ReadWriteMany"))) == ()
    assert shared_claims(TEMPLATE, "n", ({}, side("ReadWriteOnce", "ReadWriteMany"))) == ()
    assert shared_claims(TEMPLATE, "other", ({}, side("ReadWriteOnce"))) == ()
    assert shared_claims(TEMPLATE, "n", ({}, {})) == ()
