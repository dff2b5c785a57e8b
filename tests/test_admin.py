"""`neuronpedia-constructs admin`: what it prints is run on a real server, with the webapp's own look-up of the key."""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import kubernetes_validate
import pytest
import yaml
from cdk8s import App

from neuronpedia_constructs import CloudNativePg, ExternalDatabase
from neuronpedia_constructs.cli.main import main
from neuronpedia_constructs.names import is_label

from .building import Manifest, bare, containers, named, pod, pod_template, synthesized, variables
from .policies import NAMESPACE_NAME, Address, Pod, Policies
from .postgres import Server, fresh, psql, run, running
from .webapp_tables import TABLES

MAIN = """
from cdk8s import App
from neuronpedia_constructs import *
class NodePool(Mixin):
    def apply_to_draft(self, draft):
        draft.pod.node_selector["pool"] = "jobs"
class Broken(Mixin):
    def apply_to_draft(self, draft):
        draft.pod.init_containers["mend"].env["A"] = "1"
app = App()
given = {"namespace": "np", "url": "https://np.example.org"}
plain = Neuronpedia(app, "plain", **given)
plain.database_init.with_(NodePool())
Neuronpedia(app, "stored", secrets=ExternalSecrets(store="vault", path="np/production"), **given)
Neuronpedia(app, "operated", database=CloudNativePg(), **given)
elsewhere = ExternalDatabase(host="db.example.org", ca_config_map="db-ca")
Neuronpedia(app, "elsewhere", database=elsewhere, **given)
Neuronpedia(app, "taken", secrets=ClusterSecrets(app="neuronpedia-admin"), **given)
Neuronpedia(app, "broken", **given).database_init.with_(Broken())
app.with_(HarborRegistry("harbor.example.org/np", tag="v1", mirror="harbor.example.org/mirror"))
app.synth()
"""
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


class Printed(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Manifest]:
        return list(yaml.safe_load_all(self.out))

    @property
    def secret(self) -> dict[str, str]:
        return {key: base64.b64decode(value).decode() for key, value in self.objects[0]["data"].items()}

    @property
    def job(self) -> Manifest:
        return self.objects[1]

    @property
    def container(self) -> Manifest:
        (found,) = pod(self.job)["containers"]
        return dict(found)


Command = Callable[..., Printed]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.chdir(tmp_path)
    Path("main.py").write_text(MAIN, encoding="utf-8")

    def called(environment: str = "plain", email: str = "anna@example.org", *others: str) -> Printed:
        code = main(["admin", environment, "--email", email, *others])
        printed = capsys.readouterr()
        return Printed(code, printed.out, printed.err)

    return called


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as found:
        psql(found, "CREATE DATABASE webapp")
        psql(found, "CREATE EXTENSION vector", "webapp")
        psql(found, f"{TABLES}; {SEED}", "webapp")
        yield found


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    with fresh(server, "first_day", "webapp") as name:
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


def test_the_key_looks_as_the_webapps_own_and_is_another_each_time(command: Command) -> None:
    printed = [command() for _ in range(3)]
    keys = {one.secret["API_KEY"] for one in printed}
    assert len(keys) == len({one.job["metadata"]["name"] for one in printed}) == 3
    assert all(re.fullmatch(r"sk-np-[A-Za-z0-9]{44}", key) for key in keys)


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
    assert "key of ben@example.org by now" in result.stderr
    assert psql(server, EVERYTHING, database) == before


@pytest.mark.parametrize("environment", ["plain", "stored", "operated", "elsewhere"])
def test_what_it_prints_can_be_applied_beside_each_choice(command: Command, environment: str) -> None:
    printed = command(environment)
    secret, job = printed.objects
    for made in (secret, job):
        kubernetes_validate.validate(made, "1.28", strict=True)
        assert made["metadata"]["namespace"] == "np"
        assert made["metadata"]["labels"]["app.kubernetes.io/component"] == "administrator"
    assert is_label(job["metadata"]["name"])
    spec = pod(job)
    assert (spec["serviceAccountName"], spec["restartPolicy"]) == ("db-init", "Never")
    assert spec["imagePullSecrets"] == [{"name": "regcred"}]
    assert spec["securityContext"]["runAsNonRoot"] is True
    for container in containers(job):
        assert container["image"] == "harbor.example.org/mirror/pgvector/pgvector:0.8.0-pg15"
        # Kubernetes would make one $ of them.
        assert "$$" not in "".join(container["command"])
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
    (wait,) = spec["initContainers"]
    assert variables(wait)["DATABASE_RELEASE"]["value"]
    password = variables(printed.container)["PGPASSWORD"]["valueFrom"]["secretKeyRef"]["name"]
    assert password == ("postgres-app" if environment == "operated" else "db-credentials")
    assert ("volumes" in spec) == (environment == "elsewhere")
    assert spec.get("nodeSelector") == ({"pool": "jobs"} if environment == "plain" else None)


def test_the_policies_let_it_through_to_the_database(command: Command) -> None:
    def pod_of(labels: dict[str, str]) -> Pod:
        return Pod("neuronpedia", labels, {NAMESPACE_NAME: "neuronpedia"})

    administrator = pod_of(pod_template(command().job)["metadata"]["labels"])
    in_cluster = synthesized(bare(App()))
    postgres = pod_of(pod_template(named(in_cluster, "StatefulSet", "postgres"))["metadata"]["labels"])
    assert Policies(in_cluster).allow(administrator, postgres, 5432)
    assert not Policies(in_cluster).allow(administrator, postgres, 5433)
    operated = Policies(synthesized(bare(App(), database=CloudNativePg())))
    assert operated.allow(administrator, pod_of({"cnpg.io/cluster": "postgres"}), 5432)
    elsewhere = Policies(synthesized(bare(App(), database=ExternalDatabase(host="10.1.2.3", ca_config_map="ca"))))
    assert elsewhere.allow(administrator, Address("10.1.2.3"), 5432)


NO_ADDRESSES = (
    *("anna", "anna@", "@example.org", "a b@example.org", "anna@example", "$(API_KEY)@a.org", "a@b@c.org"),
    *("anna@example.org\n", "añ@example.org", "", "a,b@example.org"),
)


@pytest.mark.parametrize("email", NO_ADDRESSES)
def test_what_is_no_address_is_refused(command: Command, email: str) -> None:
    code, out, err = command("plain", email)
    assert (code, out) == (1, "")
    assert "--email is" in err


@pytest.mark.parametrize("name", ["", "Anna", "a" * 40, "an na", "anna_1", "anna$(X)", "ánna"])
def test_what_is_no_name_is_refused_together_with_the_address(command: Command, name: str) -> None:
    code, out, err = command("plain", "anna", "--name", name)
    assert (code, out) == (1, "")
    assert "--email is" in err
    assert "--name is" in err


def test_what_it_cannot_do_is_said(command: Command) -> None:
    for environment, message in (
        ("nothing", "has no environment"),
        ("taken", "the Secret neuronpedia-admin is one that pods of taken read"),
        ("broken", "KeyError"),
    ):
        code, out, err = command(environment)
        assert (code, out) == (1, "")
        assert message in err
        assert "Traceback" not in err


def test_it_says_how_the_key_is_read(command: Command) -> None:
    printed: Any = command()
    assert f"job/{printed.job['metadata']['name']}" in printed.err
    assert "kubectl --namespace np get secret neuronpedia-admin" in printed.err
