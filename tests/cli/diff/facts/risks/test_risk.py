"""What a result may hold."""

from __future__ import annotations

import base64

from neuronpedia_constructs.cli.diff.facts.data import data_risks
from neuronpedia_constructs.cli.diff.facts.needed import needed
from tests.cli.diff.facts.manifests import claim, from_secret, made, postgres, side, stateful_set, value

OLD, NEW = "correct-horse", "battery-staple"


def database(*variables: object) -> dict[str, object]:
    return stateful_set("db", postgres("postgres:15", *variables), templates=(claim("data"),))  # type: ignore[arg-type]


def test_no_value_of_a_secret_and_no_password_is_told() -> None:
    by_reference = from_secret("POSTGRES_PASSWORD", "db", "password")
    secrets = [made("v1", "Secret", "db", stringData={"password": each}) for each in (OLD, NEW)]
    pairs = [
        (side(database(by_reference), secrets[0]), side(database(by_reference), secrets[1])),
        (side(database(value("POSTGRES_PASSWORD", OLD))), side(database(value("POSTGRES_PASSWORD", NEW)))),
        (side(database(value("POSTGRES_PASSWORD", OLD))), side(database(by_reference), secrets[1])),
        (side(database(by_reference), secrets[0]), side(database())),
    ]
    for old, new in pairs:
        told = [*map(repr, data_risks(old, new)), *map(repr, needed(old, new))]
        assert told
        for word in (OLD, NEW, *(base64.b64encode(each.encode()).decode() for each in (OLD, NEW))):
            assert not any(word[:4] in each for each in told)
