"""A draft has the fields that it has."""

from __future__ import annotations

import re

import pytest

from neuronpedia_constructs.models.draft import ModelServerDraft
from tests.support.drafts import container, draft


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("nodeselector", "node_selector"),
        ("nodeSelector", "node_selector"),
        ("toleration", "tolerations"),
        ("dns_configuration", "dns_config"),
    ],
)
def test_a_misspelt_field_is_refused_and_the_nearest_named(misspelt: str, meant: str) -> None:
    with pytest.raises(AttributeError, match=re.escape(f"PodDraft has no field {misspelt!r}; did you mean {meant!r}?")):
        setattr(draft().pod, misspelt, {})


def test_a_field_that_resembles_none_gets_them_all() -> None:
    with pytest.raises(AttributeError, match="WorkloadDraft has no field 'zzz'; it has: name, selector, pod, "):
        draft().zzz = 1  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="ContainerDraft has no field 'environment'"):
        container().environment = {}  # type: ignore[attr-defined]


def test_a_kind_of_workload_may_have_more_fields() -> None:
    given = draft()
    server = ModelServerDraft(name="a-inference", selector={}, pod=given.pod)
    server.has_gpu = True
    assert server.has_gpu
    with pytest.raises(AttributeError, match="WorkloadDraft has no field 'has_gpu'"):
        given.has_gpu = True  # type: ignore[attr-defined]


def test_a_field_cannot_be_deleted() -> None:
    with pytest.raises(AttributeError, match="'env' of ContainerDraft cannot be deleted; assign another value"):
        del container().env
