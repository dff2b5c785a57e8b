"""The webapp finds its NLA servers: the SQL of the manifests is run on a real server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from neuronpedia_constructs import Neuronpedia, NlaSource
from neuronpedia_constructs.upstream.current.nla.presets import presets
from tests.support.current import A100, current
from tests.support.database.postgres import Server, psql
from tests.support.database.registering import register

QWEN = presets()["qwen2.5-7b"]
A, B = "http://a-nla.neuronpedia:5009", "http://b-nla.neuronpedia:5009"


def nla(*instances: str, source: NlaSource = QWEN, namespace: str = "neuronpedia") -> Neuronpedia:
    environment = current(namespace=namespace)
    for instance in instances:
        added = environment.add_nla(instance, source=source, sizing="unchecked", sizing_reason="a test")
        added.with_(A100)
    return environment


def imported(server: Server, database: str) -> None:
    psql(server, f"""INSERT INTO "Model" VALUES ('{QWEN.model_id}', 'u', 28, 1, 'o')""", database)


def row(server: Server, database: str, servers: str, source: NlaSource = QWEN) -> None:
    """A source that somebody else has added."""
    values = f"'{source.id}', '{source.model_id}', '{source.verbalizer}', '{source.reconstructor}', {source.layer}"
    psql(server, f"""INSERT INTO "NlaSource" VALUES ({values}, {servers})""", database)


def found(server: Server, database: str, source: str = QWEN.id) -> list[str]:
    looked_up = f"""SELECT unnest(servers) FROM "NlaSource" WHERE ("modelId", id) = ('{QWEN.model_id}', '{source}')"""
    return psql(server, looked_up, database).split()


def test_a_source_is_there_once_its_model_is(server: Server, database: str, tmp_path: Path) -> None:
    register(server, database, nla("a"), tmp_path)
    assert psql(server, """SELECT count(*) FROM "NlaSource" """, database) == "0"
    imported(server, database)
    said = register(server, database, nla("a", "b"), tmp_path)
    assert found(server, database) == [A, B]
    assert "WARNING" not in said
    shown = psql(server, """SELECT av, ar, "layerNum", "displayName", author, norm FROM "NlaSource" """, database)
    assert shown == f"{QWEN.verbalizer}|{QWEN.reconstructor}|20|Qwen 2.5 7B|kitft|0"


def test_a_run_changes_nothing_twice(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database)
    register(server, database, nla("a", "b"), tmp_path)
    state = """SELECT xmin, * FROM "NlaSource" """
    before = psql(server, state, database)
    for _ in range(3):
        register(server, database, nla("a", "b"), tmp_path)
    assert psql(server, state, database) == before


def test_servers_of_others_and_their_order_stay(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database)
    row(server, database, "ARRAY['https://z.example.org', 'https://a.example.org']")
    register(server, database, nla("b", "a"), tmp_path)
    assert found(server, database) == ["https://z.example.org", "https://a.example.org", A, B]
    register(server, database, nla("b"), tmp_path)
    assert found(server, database) == ["https://z.example.org", "https://a.example.org", B]
    register(server, database, nla(), tmp_path)
    assert found(server, database) == ["https://z.example.org", "https://a.example.org"]


def test_the_same_models_under_another_id_are_the_same_source(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database)
    row(server, database, "'{}'", replace(QWEN, id="imported"))
    said = register(server, database, nla("a"), tmp_path)
    assert found(server, database, "imported") == [A]
    assert found(server, database) == []
    assert "WARNING" not in said


def test_other_models_under_the_same_id_are_told_and_left_alone(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database)
    row(server, database, "ARRAY['https://z.example.org']", replace(QWEN, verbalizer="other/verbalizer"))
    said = register(server, database, nla("a"), tmp_path)
    assert f"WARNING: a is not registered: the NLA source {QWEN.id} of {QWEN.model_id} has other models" in said
    assert found(server, database) == ["https://z.example.org"]


@pytest.mark.parametrize("servers", ["NULL", "'{}'", "ARRAY['https://z.example.org']"])
def test_rows_that_have_nothing_to_do_with_us_are_not_touched(
    servers: str, server: Server, database: str, tmp_path: Path
) -> None:
    imported(server, database)
    row(server, database, servers, replace(QWEN, id="other", layer=3))
    state = """SELECT xmin, * FROM "NlaSource" WHERE id = 'other'"""
    before = psql(server, state, database)
    register(server, database, nla("a"), tmp_path)
    register(server, database, nla(), tmp_path)
    assert psql(server, state, database) == before


def test_namespaces_do_not_touch_each_other(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database)
    register(server, database, nla("a", namespace="one"), tmp_path)
    register(server, database, nla("a", namespace="two"), tmp_path)
    assert found(server, database) == ["http://a-nla.one:5009", "http://a-nla.two:5009"]
    register(server, database, nla(namespace="one"), tmp_path)
    assert found(server, database) == ["http://a-nla.two:5009"]


def test_a_source_that_changes_its_models_leaves_the_old_row_without_servers(
    server: Server, database: str, tmp_path: Path
) -> None:
    imported(server, database)
    register(server, database, nla("a"), tmp_path)
    register(server, database, nla("a", source=replace(QWEN, id="new", layer=5)), tmp_path)
    assert (found(server, database), found(server, database, "new")) == ([], [A])


def test_names_are_only_text(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database)
    odd = replace(QWEN, display_name="it's", description='\'; DROP TABLE "Model"; --', norm=1.5e-7)
    register(server, database, nla("a", source=odd), tmp_path)
    assert psql(server, """SELECT "displayName", norm FROM "NlaSource" """, database) == "it's|1.5e-07"
