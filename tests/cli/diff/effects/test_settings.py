"""What configures the containers of a pod."""

from __future__ import annotations

from typing import Any

from neuronpedia_constructs.cli.diff.effects.settings import changed_keys, data_of, settings_of
from neuronpedia_constructs.cli.diff.objects import key_of


def side(**data: str) -> Any:
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": "n"}, "data": data}
    return {key_of(config): config}


def test_a_container_has_the_variables_of_its_config_maps_and_its_own() -> None:
    container = {"envFrom": [{"configMapRef": {"name": "c"}}], "env": [{"name": "B", "value": "own"}, {"name": "C"}]}
    template = {"spec": {"containers": [container]}}
    assert settings_of(template, "n", side(A="a", B="b")) == {"A": "a", "B": "own"}


def test_a_config_map_that_is_not_there_has_nothing() -> None:
    assert data_of(side(A="a"), "n", "other") == {}
    assert data_of(side(A="a"), "other", "c") == {}


def test_the_keys_that_differ_are_found() -> None:
    assert changed_keys(side(A="a", B="b", C="c"), side(A="a", B="x", D="d"), "n", "c") == ["B", "C", "D"]
