"""The commands of docs/importing.md: run as they stand there, against stand-ins and a real server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import waiting
from tests.support.building import ROOT
from tests.support.cluster.importing import Site, site, stand_in
from tests.support.database.postgres import USER, Server, fresh, psql
from tests.support.database.webapp_tables import TABLES
from tests.support.documents import blocks
from tests.support.programs import starts_programs

TEXT = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
BLOCKS = blocks("bash", TEXT)
FUNCTIONS = [block for block in BLOCKS if block.startswith(("import_source()", "import_all()"))]
(ALL,) = (block for block in BLOCKS if block.startswith("import_all gpt2-small"))
SOURCES = [f"gpt2-small/{layer}-res-jb" for layer in range(12)]

MORE_TABLES = """
CREATE TABLE "Neuron" ("modelId" text NOT NULL, layer text NOT NULL, index text NOT NULL,
  UNIQUE ("modelId", layer, index));
CREATE TABLE "ExplanationType" (
  name text PRIMARY KEY, "displayName" text NOT NULL, description text NOT NULL,
  featured boolean NOT NULL DEFAULT true, "isAttention" boolean NOT NULL DEFAULT false,
  "explainerModelSettingsId" text, settings text, url text, "creatorName" text NOT NULL,
  "creatorId" text NOT NULL REFERENCES "User" ON DELETE CASCADE ON UPDATE CASCADE,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE "ExplanationModelType" (
  name text PRIMARY KEY, "displayName" text NOT NULL, description text NOT NULL,
  featured boolean NOT NULL DEFAULT true, "openRouterModelId" text, url text, "creatorName" text NOT NULL,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "User" (id, name, bot, "emailUnsubscribeCode") VALUES ('clkht01d40000jv08hvalcvly', 'bot', true, 'a');
INSERT INTO "Neuron" VALUES ('gpt2-small', '0-res-jb', '0'), ('gpt2-small', '0-res-jb', '1');
"""


@pytest.fixture
def webapp() -> Iterator[Site]:
    with site() as made:
        yield made


def shell(
    webapp: Site, folder: Path, environ: dict[str, str], *commands: str, strict: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run commands of the document one after the other; strictly, up to the first that fails."""
    script = "\n".join(["set -e" if strict else "", *commands]).replace("localhost:3000", f"localhost:{webapp.port}")
    return waiting.run(["bash", "-c", script], cwd=folder, env=environ, capture_output=True, text=True, check=False)


def all_sources(webapp: Site, folder: Path) -> subprocess.CompletedProcess[str]:
    return shell(webapp, folder, dict(os.environ), "API_KEY=key", *FUNCTIONS, ALL)


def test_the_document_from_top_to_bottom(webapp: Site, server: Server, tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (tmp_path / "main.py").symlink_to(ROOT / "main.py")
    with fresh(server, "importing") as database:
        psql(server, "CREATE EXTENSION IF NOT EXISTS vector", database)
        psql(server, TABLES + MORE_TABLES, database)
        environ = {**stand_in(tmp_path), "PYTHONPATH": str(ROOT)}
        # In the database's own pod.
        there = server.environ(database, POSTGRES_USER=USER, POSTGRES_DB=database)
        environ |= {**there, "PATH": f"{tmp_path}/bin:{there['PATH']}"}
        result = shell(webapp, tmp_path, environ, *BLOCKS, strict=True)
        assert result.returncode == 0, result.stderr
        assert webapp.asked == [SOURCES[0], *SOURCES, "config"]
        assert "| 0-res-jb |        2" in result.stdout
        types = 'SELECT name FROM "ExplanationType" UNION ALL SELECT name FROM "ExplanationModelType"'
        assert psql(server, types, database).split() == ["oai_token-act-pair", "gpt-4o-mini"]


@starts_programs
@pytest.mark.parametrize("behaviour", ["error", "cut off", "silence", "403", "500"])
def test_it_stops_at_a_source_that_is_not_whole_and_goes_on_when_run_again(
    webapp: Site, tmp_path: Path, behaviour: str
) -> None:
    webapp.behaves["3-res-jb"] = behaviour
    result = all_sources(webapp, tmp_path)
    assert result.returncode == 1
    assert "gpt2-small/3-res-jb is not whole. Run this again." in result.stderr
    assert webapp.asked == SOURCES[:4]
    webapp.behaves.clear()
    webapp.asked.clear()
    again = all_sources(webapp, tmp_path)
    assert again.returncode == 0, again.stderr
    assert webapp.asked == SOURCES[3:]
    webapp.asked.clear()
    assert all_sources(webapp, tmp_path).returncode == 0
    assert webapp.asked == []


@starts_programs
def test_an_import_that_takes_its_time_is_shown_and_is_whole(webapp: Site, tmp_path: Path) -> None:
    webapp.behaves["0-res-jb"] = "slow"
    result = all_sources(webapp, tmp_path)
    assert result.returncode == 0
    assert "Importing Features" in result.stderr
    assert webapp.asked == SOURCES


@starts_programs
def test_a_key_that_is_no_administrators_is_told(webapp: Site, tmp_path: Path) -> None:
    webapp.key = "another"
    result = all_sources(webapp, tmp_path)
    assert result.returncode == 1
    assert "only available to admin users" in result.stderr
    assert f"{SOURCES[0]} is not whole" in result.stderr
    assert not (tmp_path / "imported.txt").exists()


@starts_programs
def test_a_webapp_that_is_not_there_is_told(webapp: Site, tmp_path: Path) -> None:
    nobody = Site(port=1)
    assert all_sources(nobody, tmp_path).returncode == 1
    assert webapp.asked == []
