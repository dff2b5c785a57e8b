"""The webapp finds its graph servers: the SQL of the manifests is run on a real server."""

from __future__ import annotations

from pathlib import Path

from neuronpedia_constructs import AppConfig, Neuronpedia
from tests.support.building import synthesized, workloads
from tests.support.current import A100, current
from tests.support.database.postgres import Server, psql
from tests.support.database.registering import is_registration, register

MODEL, SETS = "gemma-2-2b", ["gemmascope-transcoder-16k"]
LOOK_UP = """
SELECT host."hostUrl" FROM "GraphHostSourceOnSourceSet" AS served
JOIN "GraphHostSource" AS host ON host.id = served."graphHostSourceId"
WHERE served."sourceSetModelId" = '{model}' AND served."sourceSetName" = '{name}' ORDER BY 1
"""
"""What the webapp asks for, to find the servers of a source set."""


def graphs(*instances: str, model: str = MODEL, sets: list[str] | None = None, name: str = "test") -> Neuronpedia:
    environment = current(name=name, app_config=AppConfig(graph_bucket="graphs"))
    for instance in instances:
        environment.add_graph(instance, model=model, source_sets=sets or SETS).with_(A100)
    return environment


def imported(server: Server, database: str, *sets: str, model: str = MODEL) -> None:
    rows = [f"""INSERT INTO "Model" VALUES ('{model}', 'u', 26, 1, 'o') ON CONFLICT DO NOTHING"""]
    rows += [f"""INSERT INTO "SourceSet" VALUES ('{model}', '{name}', '', '', 'u')""" for name in sets]
    psql(server, ";".join(rows), database)


def found(server: Server, database: str, model: str = MODEL, name: str = SETS[0]) -> list[str]:
    return psql(server, LOOK_UP.format(model=model, name=name), database).split()


def everything(server: Server, database: str) -> str:
    return psql(
        server,
        """SELECT 'host', id, name, "hostUrl", "modelId", "updatedAt"::text FROM "GraphHostSource"
        UNION ALL SELECT 'set', "sourceSetName", "sourceSetModelId", "graphHostSourceId", '', ''
        FROM "GraphHostSourceOnSourceSet" ORDER BY 1, 2""",
        database,
    )


def test_what_is_imported_later_is_found_and_a_run_changes_nothing_twice(
    server: Server, database: str, tmp_path: Path
) -> None:
    environment = graphs("a", "b")
    register(server, database, environment, tmp_path)
    assert everything(server, database) == ""
    imported(server, database)
    register(server, database, environment, tmp_path)
    assert everything(server, database).count("host|") == 2
    imported(server, database, *SETS, "other")
    register(server, database, environment, tmp_path)
    assert found(server, database) == ["http://a-graph:5004", "http://b-graph:5004"]
    assert found(server, database, name="other") == []
    before = everything(server, database)
    for _ in range(3):
        register(server, database, environment, tmp_path)
    assert everything(server, database) == before


def test_the_webapp_offers_graphs_until_an_administrator_says_no(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database, *SETS, "other")
    flags = """SELECT name, "graphEnabled", "hasGraphs" FROM "SourceSet" ORDER BY 1"""
    register(server, database, graphs("a"), tmp_path)
    assert psql(server, flags, database).split() == [f"{SETS[0]}|t|t", "other|f|f"]
    psql(server, """UPDATE "SourceSet" SET "graphEnabled" = false""", database)
    register(server, database, graphs("a"), tmp_path)
    assert psql(server, flags, database).split()[0] == f"{SETS[0]}|f|t"


def test_what_is_gone_is_removed_and_what_others_added_stays(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database, *SETS, "other")
    psql(
        server,
        f"""INSERT INTO "GraphHostSource" VALUES ('mine', 'm', 'https://x.example.org', '{MODEL}', now(), now());
        INSERT INTO "GraphHostSourceOnSourceSet" VALUES ('{SETS[0]}', '{MODEL}', 'mine')""",
        database,
    )
    register(server, database, graphs("a", "b"), tmp_path)
    register(server, database, graphs("b", sets=["other"]), tmp_path)
    assert found(server, database) == ["https://x.example.org"]
    assert found(server, database, name="other") == ["http://b-graph:5004"]
    # The last one goes.
    register(server, database, graphs(), tmp_path)
    assert found(server, database, name="other") == []
    assert found(server, database) == ["https://x.example.org"]


def test_environments_do_not_touch_each_other(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database, *SETS)
    register(server, database, graphs("a", name="one"), tmp_path)
    register(server, database, graphs("b", name="two"), tmp_path)
    assert found(server, database) == ["http://a-graph:5004", "http://b-graph:5004"]
    register(server, database, graphs(name="two"), tmp_path)
    assert found(server, database) == ["http://a-graph:5004"]


def test_a_server_that_gets_another_model_is_found_for_that_alone(
    server: Server, database: str, tmp_path: Path
) -> None:
    imported(server, database, *SETS)
    register(server, database, graphs("a"), tmp_path)
    moved = graphs("a", model="qwen3-4b", sets=["transcoder-hp"])
    register(server, database, moved, tmp_path)
    assert everything(server, database) == ""
    imported(server, database, "transcoder-hp", model="qwen3-4b")
    register(server, database, moved, tmp_path)
    assert found(server, database, "qwen3-4b", "transcoder-hp") == ["http://a-graph:5004"]


def test_names_are_only_text(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database, *SETS)
    register(server, database, graphs("a", sets=["o'brien'); DROP TABLE \"Model\"; --"]), tmp_path)
    assert psql(server, """SELECT count(*) FROM "Model" """, database) == "1"


def test_a_server_that_is_new_or_changed_is_registered_at_once() -> None:
    def jobs(environment: Neuronpedia) -> set[str]:
        made = workloads(synthesized(environment))
        return {found["metadata"]["name"] for found in made if is_registration(found, "Job")}

    one = jobs(graphs("a"))
    assert len(one) == 1
    assert one < jobs(graphs("a", "b"))
    assert not one & jobs(graphs("a", sets=["other"]))
