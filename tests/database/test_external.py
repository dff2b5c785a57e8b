"""A database that somebody else runs: its password, its addresses, and what its users may do."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import CloudNativePg, ClusterSecrets, ExternalDatabase, ExternalSecrets
from neuronpedia_constructs.cli.main import main
from neuronpedia_constructs.configuration.secrets.variables import SECRET_VARIABLES
from tests.support.building import bare, named, synthesized
from tests.support.database.databases import ELSEWHERE, EXPECTED
from tests.support.database.initializing import steps
from tests.support.database.postgres import PASSWORD, Server, fresh, psql, run, running
from tests.support.database.webapp_tables import TABLES
from tests.support.secrets import Result, operator, readings, secret

STORE = ExternalSecrets(store="vault", path="neuronpedia/production")


def test_secrets_of_other_names_and_of_a_store_follow(app: App) -> None:
    names = ClusterSecrets(database="np-database")
    for choice, expected in ((CloudNativePg(), "postgres-app"), (ELSEWHERE, "np-database")):
        found = readings(synthesized(bare(App(), database=choice, secrets=names)))
        assert {reading.secret for reading in found if reading.variable.startswith(("PG", "POSTGRES"))} == {expected}
    assert "db-credentials" not in operator(synthesized(bare(app, "operated", database=CloudNativePg(), secrets=STORE)))
    made = operator(synthesized(bare(app, database=EXPECTED["verified"].choice, secrets=STORE)), "p@ss")
    assert made["db-credentials"]["POSTGRES_PASSWORD"] == "p@ss"
    assert made["db-credentials"]["POSTGRES_URL"] == address("p%40ss", "db.example.org:5432")


def address(password: str, server: str) -> str:
    """What the Secret has: parameters are added where it is read, and are no secret."""
    return f"postgresql://neuronpedia:{password}@{server}/neuronpedia"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command `secrets`, for an app with an environment of each choice, and the lines of a dotenv file."""
    for variable in SECRET_VARIABLES:
        monkeypatch.delenv(variable.name, raising=False)
    given = "namespace='np', url='https://np.example.org'"
    made = [f"Neuronpedia(app, {name!r}, {given}, database={each.choice!r})" for name, each in EXPECTED.items()]
    made.append(f"Neuronpedia(app, 'backed', {given}, database=CloudNativePg(backup=S3Target(bucket='backups')))")
    lines = ["from cdk8s import App", "from neuronpedia_constructs import *", "app = App()", *made]
    (tmp_path / "main.py").write_text(
        "\n".join([*lines, "app.with_(HarborRegistry('h.example.org/np', tag='v1'))", "app.synth()\n"])
    )

    def called(environment: str, env_file: str = "", existing: dict[str, str] | None = None) -> Result:
        (tmp_path / ".env").write_text(env_file)
        files = ["--from-env-file", str(tmp_path / ".env")]
        if existing:
            (tmp_path / "existing.yaml").write_text(str(secret(existing, "db-credentials")))
            files += ["--existing", str(tmp_path / "existing.yaml")]
        code = main(["secrets", environment, "--app", str(tmp_path / "main.py"), *files])
        printed = capsys.readouterr()
        return Result(code, printed.out, printed.err)

    return called


@pytest.mark.parametrize("name", ["encrypted", "verified", "plain"])
def test_the_command_makes_up_no_password_of_somebody_elses_server(command: Any, name: str) -> None:
    code, out, err = command(name)
    assert (code, out) == (1, "")
    assert err.count("POSTGRES_PASSWORD: no value is given. [secrets.value-missing]") == 1
    assert "1 value is missing or refused; no Secret was printed" in err
    host, port = EXPECTED[name].address
    for given in ({"env_file": "POSTGRES_PASSWORD='p@ss w/rd'\n"}, {"existing": {"POSTGRES_PASSWORD": "p@ss w/rd"}}):
        result = command(name, **given)
        assert (result.code, result.values["POSTGRES_PASSWORD"]) == (0, "p@ss w/rd")
        assert "POSTGRES_PASSWORD" not in result.err
        assert result.values["POSTGRES_URL"] == address("p%40ss%20w%2Frd", f"{host}:{port}")
    assert command("here").values["POSTGRES_PASSWORD"]


@pytest.mark.parametrize("name", ["operated", "backed"])
def test_the_command_leaves_what_the_operator_makes_to_it(command: Any, name: str) -> None:
    result = command(name)
    assert {secret for secret, _ in result.secrets} == {"app-secrets"}
    assert (result.code, "postgres-app" in result.err, "POSTGRES" in result.err) == (0, False, False)
    unused = command(name, "POSTGRES_PASSWORD=given\n")
    assert "unused, because no pod of this environment refers to them: POSTGRES_PASSWORD" in unused.err
    assert unused.values.keys() == result.values.keys()


@pytest.fixture(scope="module")
def server(programs: None) -> Iterator[Server]:  # noqa: ARG001
    """A server whose users are no superusers, and that knows no TLS."""
    with running() as found:
        quoted = PASSWORD.replace("'", "''")
        psql(found, f"CREATE ROLE owner LOGIN PASSWORD '{quoted}'; CREATE ROLE guest LOGIN PASSWORD '{quoted}'")
        access = Path(psql(found, "SHOW hba_file"))
        access.write_text(f"local all owner,guest scram-sha-256\n{access.read_text()}")
        psql(found, "SELECT pg_reload_conf()")
        yield found


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """A database of the user `owner`, in which `guest` may do as much as can be granted."""
    with fresh(server, "some-one's") as name:
        psql(server, f'ALTER DATABASE "{name}" OWNER TO owner; GRANT CREATE ON DATABASE "{name}" TO guest')
        psql(server, "GRANT ALL ON SCHEMA public TO guest", name)
        yield name


Mend = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def mend(server: Server, database: str, tmp_path: Path) -> Mend:
    """Runs the SQL that no migration has, as some user."""
    made, sql = steps(ExternalDatabase(host="db.example.org", tls=False, plaintext_reason="a test"))
    (tmp_path / "mend.sql").write_text(sql)
    return lambda user: run(made["mend"], server.environ(database, PGUSER=user), files={"/sql": tmp_path})


MENDED = "SELECT count(*) FROM neuronpedia_constructs.release"


def test_an_owner_who_is_no_superuser_mends_the_database(server: Server, database: str, mend: Mend) -> None:
    psql(server, "CREATE EXTENSION vector", database)
    psql(server, f"SET ROLE owner; {TABLES}", database)
    for _ in range(2):
        result = mend("owner")
        assert (result.returncode, "WARNING" in result.stderr) == (0, False), result.stderr
    assert psql(server, f"SHOW hnsw.ef_search; {MENDED}", database).split() == ["250", "1"]


def test_without_the_extension_an_owner_is_told_who_may_create_it(server: Server, database: str, mend: Mend) -> None:
    result = mend("owner")
    assert result.returncode != 0
    assert 'permission denied to create extension "vector"' in result.stderr
    assert psql(server, "SELECT to_regclass('neuronpedia_constructs.release')", database) == ""


def test_whoever_does_not_own_the_database_is_warned_of_the_settings(server: Server, database: str, mend: Mend) -> None:
    psql(server, "CREATE EXTENSION vector", database)
    psql(server, f"SET ROLE guest; {TABLES}", database)
    result = mend("guest")
    assert result.returncode == 0, result.stderr
    assert "WARNING:" in result.stderr
    assert "must be owner of database" in result.stderr
    assert psql(server, MENDED, database) == "1"


def test_a_reason_for_plain_text_is_where_a_reviewer_sees_it() -> None:
    choice = ExternalDatabase(host="10.1.2.3", tls=False, plaintext_reason="inside of a VPN")
    for given, expected in ((choice, {"database-without-tls": "inside of a VPN"}), (None, {})):
        webapp = named(synthesized(bare(App(), database=given)), "Deployment", "webapp")
        assert webapp["metadata"].get("annotations", {}) == expected
