"""Servers on GPUs go to nodes whose driver and GPU suit them, or the person is told to look."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from neuronpedia_constructs import GPU_STANDARD, models
from tests.support.building import pod
from tests.support.current import A100, codes, server, serving
from tests.support.own_mixins import Apart, OwnNodes

GEMMA = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])
DRIVER = {"key": "nvidia.com/cuda.runtime.major", "operator": "Gt", "values": ["12"]}
BFLOAT16 = {"key": "nvidia.com/gpu.compute.major", "operator": "Gt", "values": ["7"]}


def demanded(*mixins: Any, dtype: str = "bfloat16") -> list[Any]:
    spec = pod(server(serving(replace(GEMMA, model_dtype=dtype, sae_dtype="float32"), *mixins)))
    if "affinity" not in spec:
        return []
    ((term,),) = [
        spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    ]
    return list(term["matchExpressions"])


def test_where_nodes_have_labels_they_are_demanded() -> None:
    assert demanded(A100) == [DRIVER, BFLOAT16]
    assert demanded(replace(GPU_STANDARD, feature_discovery=True)) == [DRIVER, BFLOAT16]
    assert demanded(A100, dtype="float32") == [DRIVER]


def test_where_nodes_have_none_the_person_is_told_unless_it_has_been_checked() -> None:
    assert codes(serving(GEMMA, GPU_STANDARD)) == ["gpu.driver-unchecked"]
    assert demanded(GPU_STANDARD) == []
    assert codes(serving(GEMMA, replace(GPU_STANDARD, feature_discovery=False))) == []
    assert demanded(replace(A100, feature_discovery=False)) == []


def test_a_node_affinity_of_ones_own_stays_and_is_told() -> None:
    assert codes(serving(GEMMA, A100, OwnNodes())) == ["gpu.driver-not-selected"]
    assert codes(serving(GEMMA, replace(A100, feature_discovery=False), OwnNodes())) == []
    assert "nvidia.com" not in str(pod(server(serving(GEMMA, A100, OwnNodes()))).get("affinity"))


def test_beside_other_pods_to_be_apart_from_the_driver_is_demanded_too() -> None:
    environment = serving(GEMMA, A100, Apart())
    assert codes(environment) == []
    assert pod(server(environment))["affinity"].keys() == {"nodeAffinity", "podAntiAffinity"}
    assert demanded(A100, Apart()) == [DRIVER, BFLOAT16]
