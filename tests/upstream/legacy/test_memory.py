"""How much memory servers need: known configurations, worked out independently of this package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pytest

from neuronpedia_constructs.models.sizing.architectures import find_architecture
from neuronpedia_constructs.models.sizing.gpus import smallest_gpu
from neuronpedia_constructs.models.sizing.sae_sets import matching_saes
from neuronpedia_constructs.models.sizing.units import GIB, dtype_size, gibibytes
from neuronpedia_constructs.upstream.legacy.memory import CUDA_CONTEXT, MemoryNeed, estimate

LLAMA = "meta-llama/Llama-3.1-8B"
DEEPSEEK = "deepseek-ai/DeepSeek-R1-Distill-Llama-8B"


@dataclass(frozen=True)
class Server:
    weights: str
    key: str
    sae_sets: str
    include: tuple[str, ...] = ()
    model_dtype: str = "bfloat16"
    sae_dtype: str = "float16"
    token_limit: int = 400
    max_loaded_saes: int = 500
    device: str = "cuda"


class Expected(NamedTuple):
    matched: int
    resident: int
    weights: int
    buffers: int
    resident_saes: int
    activation_cache: int
    source_activations: int
    peak: int
    host_peak_gib: float
    request_set: str
    request_tokens: int
    gpu: str


def need_of(server: Server) -> MemoryNeed:
    architecture = find_architecture(server.weights)
    assert architecture
    return estimate(
        architecture,
        matching_saes(server.key, [server.sae_sets], server.include, ()),
        model_dtype=server.model_dtype,
        sae_dtype=server.sae_dtype,
        max_loaded_saes=server.max_loaded_saes,
        token_limit=server.token_limit,
        device=server.device,
    )


# fmt: off
KNOWN = {
    "deepseek-r1-distill-llama-8b, -b": (
        Server(DEEPSEEK, DEEPSEEK,
               "llamascope-slimpj-res-32k llamascope-openr1-res-32k llamascope-slimpj-openr1-res-32k",
               include=("^15-llamascope-slimpj-res-32k$", "^15-llamascope-openr1-res-32k$",
                        "^15-llamascope-slimpj-openr1-res-32k$"), sae_dtype="bfloat16", token_limit=4096),
        Expected(3, 3, 16_060_522_496, 167_772_160, 1_610_833_920, 14_831_058_944, 671_088_640, 33_878_147_072,
                 33.1, "llamascope-slimpj-res-32k", 2048, "NVIDIA-A100-SXM4-40GB")),
    "deepseek-r1-llama-8b-a, -b": (
        Server(DEEPSEEK, DEEPSEEK, "llamascope-slimpj-res-32k", include=("^15-llamascope-slimpj-res-32k$",),
               sae_dtype="bfloat16", token_limit=4096, max_loaded_saes=1),
        Expected(1, 1, 16_060_522_496, 167_772_160, 536_944_640, 14_831_058_944, 671_088_640, 32_804_257_792,
                 33.1, "llamascope-slimpj-res-32k", 2048, "NVIDIA-A100-SXM4-40GB")),
    "deepseek-r1-llama-8b-public-a, -b, env.deepseek-r1-distill-llama-8b": (
        Server(DEEPSEEK, DEEPSEEK, "llamascope-slimpj-res-32k", include=("^15-llamascope-slimpj-res-32k$",),
               sae_dtype="bfloat16", token_limit=4096),
        Expected(1, 1, 16_060_522_496, 167_772_160, 536_944_640, 14_831_058_944, 671_088_640, 32_804_257_792,
                 33.1, "llamascope-slimpj-res-32k", 2048, "NVIDIA-A100-SXM4-40GB")),
    "gemma-2-2b-it-a, -b": (
        Server("gemma-2-2b-it", "gemma-2-2b", "gemmascope-res-16k gemmascope-att-16k gemmascope-res-65k"),
        Expected(78, 78, 6_408_331_776, 1_962_934_272, 23_124_461_568, 1_536_000_000, 6_815_744_000, 40_384_342_528,
                 16.0, "gemmascope-res-65k", 400, "NVIDIA-L40S")),
    "gemma-2-2b-it-public": (
        Server("gemma-2-2b-it", "gemma-2-2b", "gemmascope-res-16k"),
        Expected(26, 26, 6_408_331_776, 1_962_934_272, 3_926_840_320, 1_536_000_000, 1_703_936_000, 16_074_913_280,
                 13.5, "gemmascope-res-16k", 400, "NVIDIA-L4")),
    "gemma-2-2b-public": (
        Server("gemma-2-2b", "gemma-2-2b", "gemmascope-res-16k"),
        Expected(26, 26, 6_408_331_776, 1_962_934_272, 3_926_840_320, 1_536_000_000, 1_703_936_000, 16_074_913_280,
                 13.5, "gemmascope-res-16k", 400, "NVIDIA-L4")),
    "gemma-2-2b": (
        Server("gemma-2-2b", "gemma-2-2b", "gemmascope-res-16k gemmascope-att-16k res-matryoshka-dc"),
        Expected(65, 65, 6_408_331_776, 1_962_934_272, 11_344_240_128, 1_536_000_000, 1_703_936_000, 23_492_313_088,
                 14.4, "gemmascope-res-16k", 400, "NVIDIA-A30")),
    "gemma-2-9b-it-a, -b": (
        Server("gemma-2-9b-it", "gemma-2-9b-it", "gemmascope-res-16k gemmascope-res-131k"),
        Expected(6, 6, 20_318_419_968, 3_170_893_824, 6_342_715_392, 2_726_297_600, 1_572_864_000, 34_668_061_696,
                 49.6, "gemmascope-res-131k", 400, "NVIDIA-A100-SXM4-40GB")),
    "gemma-2-9b": (
        Server("gemma-2-9b", "gemma-2-9b", "gemmascope-res-16k res-matryoshka-dc"),
        Expected(43, 43, 20_318_419_968, 3_170_893_824, 10_336_515_072, 3_783_065_600, 2_752_512_000, 40_898_277_376,
                 41.7, "gemmascope-res-16k", 400, "NVIDIA-L40S")),
    "llama-31-8b": (
        Server(LLAMA, LLAMA, "llamascope-res-32k", sae_dtype="bfloat16"),
        Expected(32, 32, 16_060_522_496, 167_772_160, 17_182_228_480, 3_195_904_000, 4_194_304_000, 41_337_602_048,
                 33.1, "llamascope-res-32k", 400, "NVIDIA-L40S")),
    "qwen3-4b": (
        Server("qwen3-4b", "qwen3-4b", "transcoder-hp", sae_dtype="bfloat16", max_loaded_saes=12),
        Expected(36, 12, 8_822_848_512, 188_743_680, 20_136_652_800, 2_805_248_000, 23_592_960_000, 56_083_323_904,
                 25.3, "transcoder-hp", 400, "NVIDIA-H100-PCIe")),
    "gemma-2-2b-2": (
        Server("gemma-2-2b", "gemma-2-2b", "gemmascope-mlp-16k gemmascope-transcoder-16k"),
        Expected(52, 52, 6_408_331_776, 1_962_934_272, 7_853_680_640, 1_536_000_000, 1_703_936_000, 20_001_753_600,
                 13.5, "gemmascope-mlp-16k", 400, "NVIDIA-L4")),
    "env.gpt2-small": (
        Server("gpt2-small", "gpt2-small", "res-jb", model_dtype="float32", sae_dtype="float32", token_limit=200,
               max_loaded_saes=200, device="auto"),
        Expected(13, 13, 652_148_736, 12_582_912, 1_964_252_160, 241_114_400, 766_771_200, 4_173_740_320,
                 1.5, "res-jb", 200, "Tesla-T4")),
    "env.gemma-2-2b-it": (
        Server("gemma-2-2b-it", "gemma-2-2b", "gemmascope-res-16k", sae_dtype="bfloat16", token_limit=200,
               max_loaded_saes=200, device="auto"),
        Expected(26, 26, 6_408_331_776, 1_962_934_272, 3_926_840_320, 734_720_000, 851_968_000, 14_421_665_280,
                 13.5, "gemmascope-res-16k", 200, "NVIDIA-L4")),
}
# fmt: on


@pytest.mark.parametrize(("server", "expected"), KNOWN.values(), ids=KNOWN)
def test_the_need_is_known_to_the_byte(server: Server, expected: Expected) -> None:
    need = need_of(server)
    bfloat16 = server.model_dtype == "bfloat16"
    gpu = smallest_gpu(lambda found: found.holds(need.peak) and (found.bfloat16 or not bfloat16))
    assert gpu
    rounded = {"host_peak_gib": round(need.host_peak / GIB, 1), "gpu": gpu.product}
    assert {name: rounded.get(name) or getattr(need, name) for name in Expected._fields} == expected._asdict()


@pytest.mark.parametrize("server", [server for server, _ in KNOWN.values()], ids=KNOWN)
def test_the_parts_add_up(server: Server) -> None:
    need = need_of(server)
    assert need.context == CUDA_CONTEXT == 536_870_912
    assert need.loaded == need.weights + need.buffers + need.resident_saes + need.context
    assert need.peak == need.loaded + need.activation_cache + need.source_activations
    assert need.host_loaded == need.weights + need.buffers < need.host_peak
    assert need.unknown == ()


GPT2_SETS = (
    "att_32k-oai res_mid_32k-oai mlp_32k-oai res_post_32k-oai att-kk res_fs768-jb res_fs1536-jb res_fs3072-jb "
    "res_fs6144-jb res_fs12288-jb res_fs24576-jb res_fs49152-jb res_fs98304-jb res-jb res_sce-ajt res_scl-ajt "
    "res_scefr-ajt res_sle-ajt res_sll-ajt res_slefr-ajt"
)


@pytest.mark.parametrize(
    ("sae_sets", "saes", "resident_saes", "largest", "estimate_gib"),
    [
        ("res-jb", 13, 1_964_252_160, 151_096_320, 4.7),
        (GPT2_SETS, 99, 14_953_758_720 + 5_099_452_416, 604_376_064, 22.7),
    ],
    ids=["gpt2-small-public", "gpt2-small"],
)
def test_on_a_cpu_everything_is_memory_of_the_host(
    sae_sets: str, saes: int, resident_saes: int, largest: int, estimate_gib: float
) -> None:
    need = need_of(
        Server("gpt2-small", "gpt2-small", sae_sets, model_dtype="float32", sae_dtype="float32", device="cpu")
    )
    assert (need.matched, need.resident, need.resident_saes, need.context) == (saes, saes, resident_saes, 0)
    assert need.host_loaded == need.loaded
    assert need.host_peak == need.peak + 2 * largest
    assert round(need.host_peak / GIB, 1) == estimate_gib


def test_a_narrow_request_is_outweighed_by_loading_an_sae() -> None:
    need = need_of(Server("gemma-2-2b", "gemma-2-2b", "gemmascope-res-1m", token_limit=1, max_loaded_saes=2))
    assert (need.matched, need.resident) == (3, 2)
    assert need.swap == 9_665_778_176 * 3 // 2 > need.request
    assert need.peak == need.loaded + need.swap


def test_what_nobody_knows_is_named() -> None:
    need = need_of(Server(LLAMA, LLAMA, "temporal-res llamascope-res-32k", include=("^15-",)))
    assert (need.unknown, need.matched) == (("15-temporal-res",), 2)
    assert need.resident_saes == 536_944_640


def test_a_server_without_saes_holds_the_model_alone() -> None:
    need = need_of(Server("gemma-2-2b", "gemma-2-2b", "no-such-set"))
    assert (need.matched, need.request_set, need.request, need.swap) == (0, None, 0, 0)
    assert need.peak == need.weights + need.buffers + need.context


@pytest.mark.parametrize(
    ("dtype", "size"),
    [("float16", 2), ("bfloat16", 2), ("float32", 4), ("float64", 8), ("torch.float32", 4), ("int8", None), ("", None)],
)
def test_dtypes(dtype: str, size: int | None) -> None:
    assert dtype_size(dtype) == size


def test_an_unknown_dtype_is_refused() -> None:
    with pytest.raises(ValueError, match="'int8' is not a dtype of the server: float16"):
        need_of(Server("gemma-2-2b", "gemma-2-2b", "gemmascope-res-16k", sae_dtype="int8"))


def test_amounts_are_written_for_a_person() -> None:
    assert gibibytes(31 * GIB) == "31.0 GiB"
    assert gibibytes(33_878_147_072) == "31.6 GiB"
