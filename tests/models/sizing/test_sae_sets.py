"""SAEs fit their models, and are selected as the server selects them."""

from __future__ import annotations

import re

import pytest

from neuronpedia_constructs.models import data as files
from neuronpedia_constructs.models.sizing.architectures import Architecture, find_architecture, find_repository
from neuronpedia_constructs.models.sizing.sae_sets import Sae, known_sets, matching_saes, nearest_sets

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


def test_every_model_is_known() -> None:
    assert set(files.read("sae_sets.json")) == {find_repository(key) for key in COUNTS}
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
