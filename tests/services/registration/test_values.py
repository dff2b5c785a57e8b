"""Values in SQL are only values."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.services.registration.values import array, prefix, row, text
from tests.support.database.postgres import Server, psql

ODD = ["it's", "'; DROP TABLE x; --", "a\\b", "{}", '"', "ü 漢", "%s {0}", ""]


@pytest.mark.parametrize("value", ODD)
def test_a_text_comes_back(value: str, server: Server) -> None:
    assert psql(server, f"SELECT {text(value)}") == value
    assert psql(server, f"SELECT ({array([value, 'b'])})[1]") == value


def test_rows_and_prefixes() -> None:
    assert row("1", text("a")) == "  (1, 'a')"
    assert array([]) == "ARRAY[]::text[]"
    assert prefix("production") == "neuronpedia-constructs/production/"
