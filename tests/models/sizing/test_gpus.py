"""GPUs and their slices are found by the names that Kubernetes has for them."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.models import data as files
from neuronpedia_constructs.models.sizing.gpus import find_gpu, find_slice, nearest_products, smallest_gpu
from neuronpedia_constructs.models.sizing.units import GIB


def test_gpus_are_listed_from_the_smallest() -> None:
    products = [find_gpu(entry["product"]) for entry in files.read("gpus.json")["products"]]
    memory = [gpu.memory for gpu in products if gpu]
    assert len(memory) == len(products) == 23
    assert memory == sorted(memory)


@pytest.mark.parametrize(
    ("product", "memory", "bfloat16"),
    [
        ("NVIDIA-L4", 22 * GIB, True),
        ("Tesla-T4", 15_676_630_630, False),
        ("NVIDIA-A100-SXM4-40GB-SHARED", 42_305_427_866, True),
        ("NVIDIA-A100-SXM4-80GB-MIG-3g.40gb", 38 * GIB, True),
        ("NVIDIA-A100-SXM4-80GB-MIG-1g.10gb.me-SHARED", 10_200_547_328, True),
    ],
)
def test_gpus_are_found_by_their_label(product: str, memory: int, bfloat16: bool) -> None:
    gpu = find_gpu(product)
    assert gpu
    assert (gpu.product, gpu.memory, gpu.bfloat16) == (product, memory, bfloat16)


@pytest.mark.parametrize("product", ["", "L4", "nvidia-l4", "NVIDIA-A100-SXM4-80GB-MIG-9g.40gb", "NVIDIA-L5-SHARED"])
def test_unknown_gpus_are_not_guessed(product: str) -> None:
    assert find_gpu(product) is None


def test_nearest_labels_are_told() -> None:
    assert nearest_products("nvidia-l4")[0] == nearest_products("L4")[0] == "NVIDIA-L4"
    assert "NVIDIA-A100-SXM4-40GB" in nearest_products("A100-SXM4-40GB")
    assert all("A100" in product for product in nearest_products("a100"))
    assert nearest_products("§") == []


@pytest.mark.parametrize(
    ("resource_name", "gib"),
    [("nvidia.com/mig-3g.40gb", 38), ("nvidia.com/mig-2g.20gb", 19), ("nvidia.com/mig-7g.80gb", 76)],
)
def test_slices_are_found_by_their_resource(resource_name: str, gib: int) -> None:
    found = find_slice(resource_name)
    assert found
    assert (found.product, found.memory, found.bfloat16) == (resource_name, gib * GIB, True)


def test_slices_with_media_extensions_are_as_large() -> None:
    plain, extended = find_slice("nvidia.com/mig-1g.10gb"), find_slice("nvidia.com/mig-1g.10gb.me")
    assert plain
    assert extended
    assert plain.memory == extended.memory


@pytest.mark.parametrize(
    "resource_name",
    ["nvidia.com/gpu", "nvidia.com/mig-9g.40gb", "nvidia.com/mig-3g.40gb.me", "mig-3g.40gb", "nvidia.com/mig-3g.40gb "],
)
def test_what_is_no_slice_is_none(resource_name: str) -> None:
    assert find_slice(resource_name) is None


@pytest.mark.parametrize(
    ("memory", "bfloat16", "product"),
    [
        (0, False, "Tesla-T4"),
        (0, True, "NVIDIA-L4"),
        (22 * GIB * 95 // 100, True, "NVIDIA-L4"),
        (22 * GIB, True, "NVIDIA-A30"),
        (24 * GIB, False, "Tesla-V100-SXM2-32GB"),
        (24 * GIB, True, "NVIDIA-A100-SXM4-40GB"),
        (40 * GIB, True, "NVIDIA-L40S"),
        (75 * GIB, True, "NVIDIA-H100-PCIe"),
        (169 * GIB, True, "NVIDIA-B200"),
    ],
)
def test_the_smallest_gpu_keeps_headroom(memory: int, bfloat16: bool, product: str) -> None:
    gpu = smallest_gpu(lambda found: found.holds(memory) and (found.bfloat16 or not bfloat16))
    assert gpu
    assert gpu.product == product
    assert gpu.holds(memory)


def test_nothing_is_large_enough_for_everything() -> None:
    assert smallest_gpu(lambda gpu: gpu.holds(170 * GIB)) is None
