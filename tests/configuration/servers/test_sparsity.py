"""The configuration of the sparsity server."""

from __future__ import annotations

from neuronpedia_constructs import SparsityConfig
from tests.support.current import codes, current, settings


def test_its_arguments_become_variables() -> None:
    environment = current()
    environment.add_sparsity(config=SparsityConfig(sentry_release="v1", extra={"NEW": "1"}))
    assert codes(environment) == []
    assert settings(environment, "sparsity-config") == {"NEW": "1", "SENTRY_RELEASE": "v1"}
