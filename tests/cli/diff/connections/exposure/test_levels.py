"""Namespaces that admit more than before."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.diff.connections.exposure.levels import lowered_levels
from neuronpedia_constructs.cli.diff.objects import Manifest
from tests.cli.diff.connections.manifests import namespace, side

ENFORCE = "pod-security.kubernetes.io/enforce"


def at(level: str | None) -> Manifest:
    return namespace(**({ENFORCE: level} if level else {}))


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("restricted", "baseline", "baseline, no longer restricted"),
        ("restricted", None, "privileged, no longer restricted"),
        ("baseline", "privileged", "privileged, no longer baseline"),
        ("typo", "baseline", "baseline, no longer restricted"),
        ("baseline", "restricted", None),
        ("privileged", None, None),
        (None, "baseline", None),
        ("restricted", "typo", None),
    ],
)
def test_a_lower_level_is_told(old: str | None, new: str | None, text: str | None) -> None:
    expected = [] if text is None else [f"Namespace shop now enforces the Pod Security level {text}"]
    assert list(lowered_levels(side(at(old)), side(at(new)))) == expected


def test_a_namespace_of_one_side_has_no_level_to_compare() -> None:
    assert list(lowered_levels({}, side(at(None)))) == list(lowered_levels(side(at("restricted")), {})) == []


def test_malformed_labels_are_none() -> None:
    broken = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": "text"}}
    assert len(list(lowered_levels(side(at("restricted")), side(broken)))) == 1
