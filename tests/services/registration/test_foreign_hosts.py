"""After an import, the webapp finds hosts that answer, and offers inference for what they serve."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.database.postgres import Server, fresh, psql
from tests.support.database.registering import ROWS, found, imported, register, served
from tests.support.database.webapp_tables import TABLES
from tests.support.lines import each_line

OURS = "neuronpedia-constructs/test/one"


@pytest.fixture(scope="module")
def template(server: Server) -> Iterator[str]:
    with fresh(server, "webapp") as name:
        psql(server, f"""CREATE EXTENSION vector; {TABLES}; INSERT INTO "User" VALUES ('u', 'bot', 'c')""", name)
        yield name


@pytest.fixture
def database(server: Server, template: str) -> Iterator[str]:
    """A database of the webapp's, without models."""
    with fresh(server, "imported", template) as name:
        yield name


IMPORTED = """
INSERT INTO "InferenceHostSource" (id, name, "hostUrl", "modelId", "runpodServerlessUrl", "updatedAt") VALUES
  ('cl1', 'no address', '', 'gpt2-small', NULL, now()),
  ('cl2', 'blank', ' ', 'gpt2-small', ' ', now()),
  ('cl3', 'theirs', 'http://one-inference:5002', 'gpt2-small', NULL, now()),
  ('cl4', 'at RunPod', '', 'gpt2-small', 'https://api.runpod.ai/v2/x', now()),
  ('neuronpedia-constructs/test', 'nearly ours', 'http://a', 'gpt2-small', NULL, now()),
  ('neuronpedia-constructs/test2/one', 'of another environment', 'http://b', 'gpt2-small', NULL, now()),
  ('neuronpediaXconstructs/test/one', 'nearly', 'http://c', 'gpt2-small', NULL, now());
INSERT INTO "InferenceHostSourceOnSource" SELECT '5-res-jb', 'gpt2-small', id FROM "InferenceHostSource"
  ON CONFLICT DO NOTHING;
"""
"""What an import, another environment and an administrator may have left."""


@each_line
def test_after_an_import_every_host_that_the_webapp_may_pick_is_ours(
    server: Server, database: str, tmp_path: Path, upstream: str
) -> None:
    environment = served("one", upstream=upstream)
    imported(server, database, "gpt2-small", "5-res-jb")
    register(server, database, environment, tmp_path)
    for _ in range(2):
        psql(server, IMPORTED, database)
        said = register(server, database, environment, tmp_path)
        assert psql(server, """SELECT id FROM "InferenceHostSource" """, database) == OURS
        assert found(server, database, "gpt2-small", "5-res-jb") == ["http://one-inference:5002"]
        assert "Removed the host no address of model gpt2-small: no address" in said
        assert "Removed the host at RunPod of model gpt2-small: https://api.runpod.ai/v2/x" in said
        assert "Removed the host nearly of model gpt2-small: http://c" in said


@each_line
def test_nothing_is_said_once_all_hosts_are_ours(server: Server, database: str, tmp_path: Path, upstream: str) -> None:
    imported(server, database, "gpt2-small", "5-res-jb")
    psql(server, IMPORTED, database)
    environment = served("one", upstream=upstream)
    register(server, database, environment, tmp_path)
    assert register(server, database, environment, tmp_path) == ""


def test_foreign_hosts_can_be_kept_and_those_without_an_address_go_all_the_same(
    server: Server, database: str, tmp_path: Path
) -> None:
    imported(server, database, "gpt2-small", "5-res-jb")
    psql(server, IMPORTED, database)
    before = psql(server, ROWS, database).splitlines()
    kept = [
        row for row in before if "|cl1|" not in row and "|cl2|" not in row and not row.endswith(("cl1||||", "cl2||||"))
    ]
    register(server, database, served("one", foreign_hosts="keep"), tmp_path)
    after = [row for row in psql(server, ROWS, database).splitlines() if OURS not in row]
    assert after == kept
    assert len(kept) == 10


def test_inference_is_offered_for_what_a_server_has_until_an_administrator_says_no(
    server: Server, database: str, tmp_path: Path
) -> None:
    enabled = """SELECT id FROM "Source" WHERE "inferenceEnabled" UNION ALL
    SELECT id FROM "Model" WHERE "inferenceEnabled" ORDER BY 1"""
    imported(server, database, "gpt2-small", "5-res-jb", "6-other-set")
    imported(server, database, "another", "5-res-jb")
    register(server, database, served("one"), tmp_path)
    assert psql(server, enabled, database).split() == ["5-res-jb", "gpt2-small"]
    psql(
        server,
        """UPDATE "Source" SET "inferenceEnabled" = false; UPDATE "Model" SET "inferenceEnabled" = false""",
        database,
    )
    psql(server, """UPDATE "InferenceHostSource" SET "hostUrl" = 'http://x'""", database)
    register(server, database, served("one"), tmp_path)
    assert psql(server, enabled, database) == ""
    imported(server, database, "gpt2-small", "7-res-jb")
    register(server, database, served("one"), tmp_path)
    assert psql(server, enabled, database) == "7-res-jb"
