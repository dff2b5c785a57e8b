"""Wrong input, and how the complaint names it: resource profiles."""

from __future__ import annotations

from neuronpedia_constructs import GPU_LITE, GPU_STANDARD, CpuProfile, GpuProfile, Taint

from .wrong_environments import CPU_MODEL, Case
from .wrong_mixins import CUDA_MODEL, on_server

CASES: dict[str, Case] = {
    "two profiles": on_server(
        CUDA_MODEL, GPU_LITE, GPU_STANDARD, field="resource profile", given="GpuProfile and GpuProfile"
    ),
    "memory limit below request": on_server(
        CPU_MODEL,
        CpuProfile(cpu="4", memory="48Gi", memory_limit="48000Mi"),
        field="resources of container inference: memory limit",
        given="'48000Mi' is below the request of '48Gi'",
    ),
    "cpu limit below request": on_server(
        CUDA_MODEL,
        GpuProfile(cpu="1", memory="8Gi", cpu_limit="999m"),
        field="resources of container inference: cpu limit",
        given="'999m' is below the request of '1'",
    ),
    **{
        f"memory {amount!r}": on_server(
            CPU_MODEL,
            CpuProfile(cpu="4", memory=amount),
            field="resources of container inference: memory",
            given=repr(amount),
        )
        for amount in ("1e3Ki", "1e999999Gi", "56m", "85899345920")
    },
    "memory without a unit that exists": on_server(
        CPU_MODEL,
        CpuProfile(cpu="4", memory="8GB"),
        field="resources of container inference: memory",
        given="'8GB'",
    ),
    "no GPUs": on_server(
        CUDA_MODEL,
        GpuProfile(cpu="1", memory="8Gi", count=0),
        field="resources of container inference: nvidia.com/gpu",
        given="'0'",
    ),
    "node selector key": on_server(
        CUDA_MODEL,
        GpuProfile(cpu="1", memory="8Gi", node_selector={"a b": "c"}),
        field="node selector key",
        given="'a b'",
    ),
    "node selector value": on_server(
        CUDA_MODEL,
        GpuProfile(cpu="1", memory="8Gi", node_selector={"nvidia.com/gpu.product": "NVIDIA L4"}),
        field="node selector nvidia.com/gpu.product",
        given="'NVIDIA L4'",
    ),
    "node selector without a value": on_server(
        CUDA_MODEL,
        GpuProfile(cpu="1", memory="8Gi", node_selector={"a": None}),  # type: ignore[dict-item]
        field="GPU node_selector",
        given="{'a': …}",
    ),
    "GPU taint": on_server(
        CUDA_MODEL,
        GpuProfile(cpu="1", memory="8Gi", taints=[Taint("a b")]),
        field="GPU taints",
        given="Taint(key='a b', value=None, effect=None)",
    ),
    "GPU taint twice": on_server(
        CUDA_MODEL,
        GpuProfile(cpu="1", memory="8Gi", taints=[Taint("sku", "a"), Taint("sku", "b")]),
        field="GPU taints",
        given="'sku'",
    ),
    "GPU without a domain": on_server(
        CUDA_MODEL, GpuProfile(cpu="1", memory="8Gi", resource_name="gpu"), field="GPU resource_name", given="'gpu'"
    ),
}
