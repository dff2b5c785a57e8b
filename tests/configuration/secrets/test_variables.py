"""The table of secret variables."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.configuration.secrets.variables import (
    OWN_SECRETS,
    SECRET_VARIABLES,
    by_name,
    is_secret,
    read_by,
)


def test_each_variable_is_in_one_of_our_secrets_and_read_by_something() -> None:
    assert len(by_name()) == len(SECRET_VARIABLES)
    for variable in SECRET_VARIABLES:
        assert variable.secret in OWN_SECRETS
        assert variable.read_as
        assert variable.what


def test_generated_and_composed_keys_must_exist_and_issued_ones_may_be_missing() -> None:
    for variable in SECRET_VARIABLES:
        for reader, name in variable.read_as.items():
            assert read_by(reader)[name].optional is (variable.may_be_issued and reader != variable.server)


def test_a_required_key_must_exist() -> None:
    assert not read_by("webapp", required=frozenset({"OPENAI_API_KEY"}))["OPENAI_API_KEY"].optional


@pytest.mark.parametrize(("name", "secret"), [("POSTGRES_URL", True), ("MY_API_KEY", True), ("MODEL_ID", False)])
def test_secrets_are_known_by_the_table_or_by_their_name(name: str, secret: bool) -> None:
    assert is_secret(name) is secret
