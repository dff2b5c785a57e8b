"""The facts that estimates rest on: the files are well formed, agree with each other, and are found by their names."""

from __future__ import annotations

import re

import jsonschema
import pytest

from neuronpedia_constructs.models import data as files
from neuronpedia_constructs.models.sizing.architectures import Architecture, find_architecture, is_gated
from neuronpedia_constructs.models.sizing.gpus import find_gpu, find_slice, nearest_products, smallest_gpu
from neuronpedia_constructs.models.sizing.sae_sets import Sae, known_sets, matching_saes, nearest_sets
from neuronpedia_constructs.models.sizing.units import GIB

LLAMA = "meta-llama/Llama-3.1-8B"
DEEPSEEK = "deepseek-ai/DeepSeek-R1-Distill-Llama-8B"

COUNTS = {
    "gpt2-small": (24, 147),
    "gemma-2-2b": (275, 898),
    "gemma-2-9b": (115, 431),
    "gemma-2-9b-it": (2, 6),
    LLAMA: (7, 194),
    DEEPSEEK: (4, 97),
    "qwen3-4b": (1, 36),
}


def architecture_of(model_id: str) -> Architecture:
    found = find_architecture(model_id)
    assert found
    return found


def all_saes(key: str) -> list[Sae]:
    return matching_saes(key, known_sets(key) or (), (), ())


@pytest.mark.parametrize("name", ["architectures", "gpus", "sae_sets"])
def test_files_follow_their_schema(name: str) -> None:
    schema = files.read(f"{name}.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(files.read(f"{name}.json"))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("architectures", ["gemma-2-2b"]),
        ("architectures", ["gemma-2-2b", "checkpoints", "google/gemma-2-2b"]),
        ("gpus", []),
        ("gpus", ["products", 0]),
        ("sae_sets", ["gpt2-small", "res-jb"]),
    ],
)
def test_schemas_refuse_what_they_do_not_name(name: str, place: list[str | int]) -> None:
    data = files.read(f"{name}.json")
    entry = data
    for step in place:
        entry = entry[step]
    entry["surplus"] = 1
    assert not jsonschema.Draft202012Validator(files.read(f"{name}.schema.json")).is_valid(data)


def test_every_model_is_known() -> None:
    assert set(files.read("sae_sets.json")) == set(COUNTS)
    assert all(find_architecture(key) for key in COUNTS)


@pytest.mark.parametrize("key", COUNTS)
def test_saes_fit_their_model(key: str) -> None:
    architecture, saes = architecture_of(key), all_saes(key)
    assert (len(known_sets(key) or ()), len(saes)) == COUNTS[key]
    assert len({sae.id for sae in saes}) == len(saes)
    heads = architecture.heads * architecture.d_head
    for sae in saes:
        # What the last layer puts out counts as the input of one more.
        assert 0 <= sae.layer < architecture.layers + (1 if sae.set == "res-jb" else 0)
        assert sae.d_in == (heads if re.search(r"(^|-)att[-_]", sae.set) else architecture.d_model), sae
        assert sae.id == f"{sae.layer}-{sae.set}"
        assert sae.d_sae is not None or sae.set == "temporal-res"


def test_inferred_widths_are_marked() -> None:
    marked = {(key, sae.set): sae.d_sae for key in COUNTS for sae in all_saes(key) if sae.inferred}
    ajt = ("sce", "scefr", "scl", "sle", "slefr", "sll")
    assert marked == {
        **{("gpt2-small", f"res_{kind}-ajt"): 46080 for kind in ajt},
        ("gemma-2-2b", "clt-hp"): 98304,
        ("qwen3-4b", "transcoder-hp"): 163840,
    }


@pytest.mark.parametrize("key", COUNTS)
def test_a_width_in_a_name_is_the_width(key: str) -> None:
    thousands = {"4k": 2**12, "16k": 2**14, "32k": 2**15, "65k": 2**16, "128k": 2**17, "131k": 2**17}
    thousands |= {"262k": 2**18, "524k": 2**19, "1m": 2**20}
    for sae in all_saes(key):
        match = re.search(r"[-_](\d+[km])(?=-oai$|__|$)", sae.set) or re.search(r"_fs(\d+)-", sae.set)
        if match and sae.id != "20-gemmascope-res-131k__l0-10":  # SAELens loads weights of 16k features by that name
            assert sae.d_sae == (thousands.get(match[1]) or int(match[1])), sae


@pytest.mark.parametrize(
    ("key", "sae_id", "d_in", "d_sae", "parameters"),
    [
        ("gpt2-small", "12-res-jb", 768, 24576, 151_096_320 // 4),
        ("gpt2-small", "4-att-kk", 768, 24576, 151_096_320 // 4),
        ("gpt2-small", "5-att-kk", 768, 49152, 302_189_568 // 4),
        ("gemma-2-2b", "0-gemmascope-att-16k", 2048, 16384, 134_254_592 // 2),
        ("gemma-2-2b", "24-res-matryoshka-dc", 2304, 32768, 302_060_032 // 2),
        ("gemma-2-2b", "19-sae_bench-topk-res-4k__trainer_0_step_308", 2304, 4096, 37_761_536 // 2),
        ("gemma-2-9b", "31-gemmascope-res-1m", 3584, 1048576, 15_034_489_856 // 2),
        ("gemma-2-9b", "20-gemmascope-res-131k__l0-10", 3584, 16384, 234_920_960 // 2),
        (DEEPSEEK, "19-qresearch-res-65k", 4096, 65536, 1_073_881_088 // 2),
        (LLAMA, "26-temporal-res", 4096, None, None),
    ],
)
def test_widths(key: str, sae_id: str, d_in: int, d_sae: int | None, parameters: int | None) -> None:
    (sae,) = (sae for sae in all_saes(key) if sae.id == sae_id)
    assert (sae.d_in, sae.d_sae, sae.parameters) == (d_in, d_sae, parameters)


def test_saes_are_selected_as_the_server_does() -> None:
    def ids(sae_sets: list[str], include: list[str], exclude: list[str]) -> list[str]:
        return [sae.id for sae in matching_saes("gemma-2-9b-it", sae_sets, include, exclude)]

    wide, narrow = "gemmascope-res-131k", "gemmascope-res-16k"
    assert ids([wide, narrow], [], []) == [f"{layer}-{name}" for name in (wide, narrow) for layer in (9, 20, 31)]
    assert ids([f"{narrow} {wide}", wide, "no-such-set"], [], []) == ids([narrow, wide], [], [])
    assert ids([wide, narrow], ["^9-", "^31-.*-16k$"], []) == [f"9-{wide}", f"9-{narrow}", f"31-{narrow}"]
    assert ids([wide, narrow], ["^9-"], ["131k"]) == [f"9-{narrow}"]
    assert ids([narrow], [], ["1"]) == []
    assert matching_saes("gpt-5", [narrow], [], []) == []


def test_names_of_sets_are_told() -> None:
    assert known_sets("gemma-2-9b-it") == ("gemmascope-res-16k", "gemmascope-res-131k")
    assert known_sets("gpt-5") is None
    assert nearest_sets("gemma-2-9b-it", "gemma-scope-res-16k")[0] == "gemmascope-res-16k"
    assert nearest_sets("gpt-5", "res-jb") == nearest_sets("qwen3-4b", "§") == []


@pytest.mark.parametrize(
    ("model_id", "name", "gated"),
    [
        ("gpt2", "gpt2-small", False),
        ("gpt2-small", "gpt2-small", False),
        ("openai-community/gpt2", "gpt2-small", False),
        ("gemma-2-2b", "gemma-2-2b", True),
        ("google/gemma-2-2b", "gemma-2-2b", True),
        ("Google/Gemma-2-2B-it", "gemma-2-2b", True),
        ("gemma-2-9b-it", "gemma-2-9b", True),
        (LLAMA, "llama-3.1-8b", True),
        (DEEPSEEK, "llama-3.1-8b", False),
        ("qwen3-4b", "qwen3-4b", False),
        ("Qwen/Qwen3-4B", "qwen3-4b", False),
    ],
)
def test_architectures_are_found_by_any_name(model_id: str, name: str, gated: bool) -> None:
    assert architecture_of(model_id).name == name
    assert is_gated(model_id) is gated


def test_an_unknown_model_is_not_guessed() -> None:
    assert find_architecture("gpt-5") is None
    assert is_gated("gpt-5") is None


@pytest.mark.parametrize(
    ("model_id", "checkpoint", "weights", "masks", "rotary"),
    [
        ("gpt2-small", 497_759_232, 652_148_736, 12_582_912, 0),
        ("gemma-2-2b", 10_457_367_552, 12_816_663_552, 1_744_830_464, 436_207_616),
        ("gemma-2-9b", 36_966_823_936, 40_636_839_936, 2_818_572_288, 704_643_072),
        (LLAMA, 32_121_044_992, 32_121_044_992, 134_217_728, 67_108_864),
        ("qwen3-4b", 16_089_872_384, 17_645_697_024, 150_994_944, 75_497_472),
    ],
)
def test_sizes_in_float32_and_in_half_of_it(
    model_id: str, checkpoint: int, weights: int, masks: int, rotary: int
) -> None:
    found = architecture_of(model_id)
    assert (found.checkpoint(4), found.weights(4)) == (checkpoint, weights)
    assert (found.causal_masks, found.rotary_tables(4), found.buffers(4)) == (masks, rotary, masks + rotary)
    assert (found.checkpoint(2), found.weights(2)) == (checkpoint // 2, weights // 2)
    assert found.buffers(2) == masks + rotary // 2


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
    gpu = smallest_gpu(memory, bfloat16=bfloat16)
    assert gpu
    assert gpu.product == product
    assert gpu.holds(memory)


def test_nothing_is_large_enough_for_everything() -> None:
    assert smallest_gpu(170 * GIB, bfloat16=True) is None
