"""Kinds of operators."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.draft.kubernetes import custom_resources
from neuronpedia_constructs.draft.kubernetes.custom_resources import CustomKind

KINDS = [kind for kind in vars(custom_resources).values() if isinstance(kind, CustomKind)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_typed_class_is_of_the_same_kind_and_version(kind: CustomKind) -> None:
    declared = kind.load().GVK  # type: ignore[attr-defined]
    assert (declared.api_version, declared.kind) == (kind.api_version, kind.name)
