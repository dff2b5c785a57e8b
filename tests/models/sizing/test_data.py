"""The files of facts that estimates rest on are well formed."""

from __future__ import annotations

import jsonschema
import pytest

from neuronpedia_constructs.models import data as files


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
        ("sae_sets", ["openai-community/gpt2", "res-jb"]),
    ],
)
def test_schemas_refuse_what_they_do_not_name(name: str, place: list[str | int]) -> None:
    data = files.read(f"{name}.json")
    entry = data
    for step in place:
        entry = entry[step]
    entry["surplus"] = 1
    assert not jsonschema.Draft202012Validator(files.read(f"{name}.schema.json")).is_valid(data)
