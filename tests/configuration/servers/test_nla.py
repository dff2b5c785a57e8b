"""The configuration of an NLA server."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs import Neuronpedia, NlaConfig
from tests.support.current import A100, codes, current, settings


def nla(**given: Any) -> Neuronpedia:
    environment = current()
    environment.add_nla("n", config=NlaConfig(**given)).with_(A100)
    return environment


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ({"mem_fraction": 0.5}, "NLA_MEM_FRACTION", "0.5"),
        ({"verbalizer_enforce_eager": True}, "NLA_VERBALIZER_ENFORCE_EAGER", "true"),
        ({"max_concurrent_explains": 2}, "NLA_MAX_CONCURRENT_EXPLAINS", "2"),
        ({"extra": {"NEW": "1"}}, "NEW", "1"),
    ],
)
def test_an_argument_becomes_a_variable(given: dict[str, Any], name: str, value: str) -> None:
    assert name not in settings(nla(), "n-nla-config")
    assert settings(nla(**given), "n-nla-config")[name].lower() in (value, {"true": "1"}.get(value, value))


@pytest.mark.parametrize("given", [{"mem_fraction": 2}, {"verbalizer_enforce_eager": "yes"}])
def test_other_values_are_refused(given: dict[str, Any]) -> None:
    assert codes(nla(**given)) == ["configuration.value-invalid"]
