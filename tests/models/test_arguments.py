"""What a model's arguments say of names and precisions."""

from __future__ import annotations

from dataclasses import replace

from neuronpedia_constructs import Model, models

GEMMA = models.get("gemma-2-2b")
OWN = Model("mine", model_id="pythia-70m", device="cpu", sae_sets=["a"])


def test_lists_become_tuples_and_anything_else_stays_to_be_reported() -> None:
    assert OWN.sae_sets == ("a",)
    assert replace(OWN, sae_sets="a").sae_sets == "a"


def test_the_weights_decide_on_licence_and_id_and_the_model_on_saes() -> None:
    tuned = replace(GEMMA, override_model_id="gemma-2-2b-it")
    assert (tuned.weights_id, tuned.saes_id) == ("google/gemma-2-2b-it", "google/gemma-2-2b")
    assert tuned.webapp_id == "gemma-2-2b-it"
    assert tuned.is_gated


def test_what_is_given_goes_before_what_is_known() -> None:
    given = replace(GEMMA, gated=False, neuronpedia_id="mine", sae_dtype="float32")
    assert (given.is_gated, given.webapp_id, given.dtype_of_saes) == (False, "mine", "float32")
    assert OWN.dtype_of_saes == OWN.model_dtype


def test_a_model_that_is_not_known_has_its_own_name_and_no_dimensions() -> None:
    unknown = replace(OWN, model_id="my-model")
    assert (unknown.webapp_id, unknown.is_gated, unknown.architecture) == ("my-model", False, None)


def test_a_tuned_model_has_the_saes_of_its_base_unless_it_has_its_own() -> None:
    assert replace(GEMMA, model_id="google/gemma-2-2b-it").saes_id == "google/gemma-2-2b"
    assert replace(GEMMA, model_id="gemma-2-9b-it").saes_id == "google/gemma-2-9b-it"
    assert replace(OWN, model_id="mine-it").saes_id == "mine-it"
