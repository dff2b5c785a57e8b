"""The sparsity server in its pod."""

from __future__ import annotations

from typing import Any

from neuronpedia_constructs import CpuProfile, ModelCache, Neuronpedia
from tests.support.building import named, pod, synthesized
from tests.support.current import L4, codes, current, server


def sparsity(*mixins: Any) -> Neuronpedia:
    environment = current()
    environment.add_sparsity().with_(*mixins)
    return environment


def test_it_runs_on_a_cpu_without_a_profile() -> None:
    assert codes(sparsity()) == []
    spec = pod(server(sparsity(), "sparsity"))
    assert "nvidia.com/gpu" not in str(spec)
    assert "affinity" not in spec


def test_it_runs_on_a_gpu_whose_driver_suits_its_image() -> None:
    spec = pod(server(sparsity(L4), "sparsity"))
    assert spec["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert "nvidia.com/cuda.runtime.major" in str(spec["affinity"])


def test_only_the_route_without_a_key_is_probed() -> None:
    (main,) = pod(server(sparsity(), "sparsity"))["containers"]
    assert {main[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness", "liveness")} == {"/docs"}


def test_memory_and_cache_have_to_suffice() -> None:
    assert "memory.limit-too-small" in codes(sparsity(CpuProfile(cpu="1", memory="2Gi")))
    assert "cache.too-small" in codes(sparsity(ModelCache(size="1Gi")))
    assert named(synthesized(sparsity(ModelCache())), "PersistentVolumeClaim", "sparsity-cache")
