"""The natural-language autoencoders that are known."""

from __future__ import annotations

from neuronpedia_constructs.upstream.current.nla.presets import presets, sizes


def test_the_sizes_of_all_their_models_are_known() -> None:
    for source in presets().values():
        assert {source.verbalizer, source.reconstructor, source.source} <= sizes().keys()


def test_a_preset_is_found_under_the_id_of_its_source() -> None:
    assert all(source.id == name for name, source in presets().items())
