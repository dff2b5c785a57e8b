"""The Job of `neuronpedia-constructs admin`: run on a real server, with the webapp's own look-up of the key."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.building import variables
from tests.support.database.administering import Command, Printed, caller
from tests.support.database.postgres import Server, fresh, psql, run
from tests.support.database.webapp_tables import TABLES

SEED = """
INSERT INTO "User" (id, name, bot, admin, "emailUnsubscribeCode") VALUES
  ('clkht01d40000jv08hvalcvly', 'bot', true, true, 'a'),
  ('cljgamm90000076zdchicy6zj', 'inferenceactivation', true, false, 'b')
"""
FIND_BY_KEY = """
SELECT "User".name, admin FROM "UserSecret" JOIN "User" ON "User".name = username
WHERE value = '{key}' AND type = 'NEURONPEDIA'
"""
"""How the webapp finds who sends a key."""

PEOPLE = """SELECT name, email, admin, bot, "canTriggerExplanations" FROM "User" ORDER BY name"""
EVERYTHING = """SELECT u::text FROM "User" AS u UNION ALL SELECT s::text FROM "UserSecret" AS s ORDER BY 1"""


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.chdir(tmp_path)
    return caller(capsys)


@pytest.fixture(scope="module")
def template(server: Server) -> Iterator[str]:
    with fresh(server, "webapp") as name:
        psql(server, f"CREATE EXTENSION vector; {TABLES}; {SEED}", name)
        yield name


@pytest.fixture
def database(server: Server, template: str) -> Iterator[str]:
    with fresh(server, "first_day", template) as name:
        yield name


def applied(
    server: Server, database: str, printed: Printed, secret: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the Job's container, with what its references to the Secret come to."""
    values = secret or printed.secret
    references = {
        name: values[entry["valueFrom"]["secretKeyRef"]["key"]]
        for name, entry in variables(printed.container).items()
        if entry.get("valueFrom", {}).get("secretKeyRef", {}).get("name") == "neuronpedia-admin"
    }
    assert len(references) == 2
    return run(printed.container, server.environ(database, **references))


def test_a_new_person_is_an_administrator_who_is_known_by_the_key(
    command: Command, server: Server, database: str
) -> None:
    printed = command(email="Anna.Lee+np@Example.org")
    result = applied(server, database, printed)
    assert (result.returncode, result.stdout) == (0, "")
    assert "anna.lee-np (anna.lee+np@example.org) is an administrator" in result.stderr
    key = printed.secret["API_KEY"]
    assert psql(server, FIND_BY_KEY.format(key=key), database) == "anna.lee-np|t"
    # Signing in by mail looks for the address in lower case.
    assert "anna.lee-np|anna.lee+np@example.org|t|f|t" in psql(server, PEOPLE, database)
    forms = """SELECT bool_and(id ~ '^c[0-9a-z]{24}$' AND "emailUnsubscribeCode" ~ '^c[0-9a-z]{24}$') FROM "User" """
    assert psql(server, forms + "WHERE NOT bot", database) == "t"


def test_running_it_twice_changes_nothing(command: Command, server: Server, database: str) -> None:
    printed = command()
    assert applied(server, database, printed).returncode == 0
    before = psql(server, EVERYTHING, database)
    assert applied(server, database, printed).returncode == 0
    assert psql(server, EVERYTHING, database) == before


def test_a_person_who_has_signed_in_keeps_the_name_and_gets_the_new_key(
    command: Command, server: Server, database: str
) -> None:
    known = """
    INSERT INTO "User" (id, name, email, "emailUnsubscribeCode") VALUES ('x', 'anna-17', 'Anna@Example.org', 'x'),
      ('y', 'someone', 'banna@example.org', 'y');
    INSERT INTO "UserSecret" (id, username, type, value, "updatedAt") VALUES
      ('x', 'anna-17', 'NEURONPEDIA', 'old', now()), ('z', 'anna-17', 'OPENAI', 'own', now()),
      ('y', 'someone', 'NEURONPEDIA', 'other', now())
    """
    psql(server, known, database)
    printed = command("plain", "anna@example.org", "--name", "queen")
    assert applied(server, database, printed).returncode == 0
    assert psql(server, FIND_BY_KEY.format(key=printed.secret["API_KEY"]), database) == "anna-17|t"
    assert psql(server, FIND_BY_KEY.format(key="old"), database) == ""
    assert psql(server, FIND_BY_KEY.format(key="other"), database) == "someone|f"
    people = psql(server, PEOPLE, database).splitlines()
    assert people == [
        "anna-17|Anna@Example.org|t|f|t",
        "bot||t|t|f",
        "inferenceactivation||f|t|f",
        "someone|banna@example.org|f|f|f",
    ]
    # The next key takes the place of this one.
    again = command("plain", "anna@example.org")
    assert applied(server, database, again).returncode == 0
    assert psql(server, FIND_BY_KEY.format(key=printed.secret["API_KEY"]), database) == ""
    assert psql(server, FIND_BY_KEY.format(key=again.secret["API_KEY"]), database) == "anna-17|t"
    assert psql(server, "SELECT value FROM \"UserSecret\" WHERE type = 'OPENAI'", database) == "own"


def test_a_name_that_is_taken_gets_a_number(command: Command, server: Server, database: str) -> None:
    longest = "a" * 39
    taken = f"""
    INSERT INTO "User" (id, name, "emailUnsubscribeCode") VALUES ('1', 'Anna', '1'), ('2', 'anna-2', '2'),
      ('3', '{longest}', '3')
    """
    psql(server, taken, database)
    for email, arguments, expected in (
        ("anna@example.org", (), "anna-3"),
        ("bot@example.org", (), "bot-2"),
        ("long@example.org", ("--name", longest), "a" * 37 + "-2"),
    ):
        printed = command("plain", email, *arguments)
        assert applied(server, database, printed).returncode == 0
        assert psql(server, FIND_BY_KEY.format(key=printed.secret["API_KEY"]), database) == f"{expected}|t"
    # Neither of the seed's own was touched.
    assert psql(server, """SELECT count(*) FROM "UserSecret" WHERE username = 'bot'""", database) == "0"
    assert psql(server, "SELECT admin FROM \"User\" WHERE name = 'inferenceactivation'", database) == "f"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("('1', 'one', 'Anna@example.org', false, '1'), ('2', 'two', 'ANNA@example.org', false, '2')", "one, two"),
        ("('1', 'one', 'anna@example.org', true, '1')", "the address of a bot, one"),
    ],
)
def test_a_person_who_is_not_the_only_one_or_a_bot_is_refused(
    command: Command, server: Server, database: str, rows: str, message: str
) -> None:
    psql(server, f'INSERT INTO "User" (id, name, email, bot, "emailUnsubscribeCode") VALUES {rows}', database)
    before = psql(server, EVERYTHING, database)
    result = applied(server, database, command())
    assert result.returncode != 0
    assert message in result.stderr
    assert psql(server, EVERYTHING, database) == before


def test_values_are_only_text(command: Command, server: Server, database: str) -> None:
    printed = command("plain", "o'brien`id`{x}@example.org")
    assert applied(server, database, printed).returncode == 0
    assert "o-brien-id-x|o'brien`id`{x}@example.org|t" in psql(server, PEOPLE, database)


def test_the_key_is_in_the_secret_and_nowhere_else(command: Command, server: Server, database: str) -> None:
    printed = command()
    key = printed.secret["API_KEY"]
    assert key not in printed.err
    assert key not in yaml.safe_dump(printed.job)
    assert base64.b64encode(key.encode()).decode() not in yaml.safe_dump(printed.job)
    assert key not in " ".join(printed.container["command"])
    # Also where the statement that writes it fails, and PostgreSQL logs the statement.
    psql(server, 'ALTER TABLE "UserSecret" ADD COLUMN newer text NOT NULL', database)
    log = Path(psql(server, "SHOW data_directory")) / psql(server, "SELECT coalesce(pg_current_logfile(), 'log')")
    result = applied(server, database, printed)
    assert result.returncode != 0
    assert "newer" in result.stderr
    assert key not in result.stdout + result.stderr
    assert "STATEMENT" in log.read_text()
    assert key not in log.read_text()


def test_a_job_whose_secret_is_somebody_elses_by_now_does_nothing(
    command: Command, server: Server, database: str
) -> None:
    first, second = command("plain", "anna@example.org"), command("plain", "ben@example.org")
    before = psql(server, EVERYTHING, database)
    result = applied(server, database, first, second.secret)
    assert result.returncode != 0
    assert "now has the key of ben@example.org" in result.stderr
    assert psql(server, EVERYTHING, database) == before
