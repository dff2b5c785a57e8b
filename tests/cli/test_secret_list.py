"""`neuronpedia-constructs secrets ENVIRONMENT --list`: what a store or a Secret must hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import AppConfig, ExternalDatabase, ExternalSecrets, PostgresBackup, S3Target
from neuronpedia_constructs.cli.main import main
from neuronpedia_constructs.cli.secret_list import lines
from tests.support.building import bare, of_kind, small, synthesized

MAIN = """
from cdk8s import App
from neuronpedia_constructs import *
app = App()
site = Neuronpedia(app, "site", namespace="np", url="https://np.example.org")
site.with_(HarborRegistry("h.example.org/np", tag="v1"))
app.synth()
"""


def test_the_command_prints_every_key_that_pods_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.py").write_text(MAIN, encoding="utf-8")
    assert main(["secrets", "site", "--list"]) == 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split() == ["SECRET", "KEY", "NEEDED", "BY", "VALUE", "PURPOSE"]
    found = {(row.split()[0], row.split()[1]): row for row in rows}
    assert "any random text" in found["app-secrets", "NEXTAUTH_SECRET"]
    assert "  optional  " in found["app-secrets", "OPENAI_API_KEY"]
    assert "composed from the password" in found["db-credentials", "POSTGRES_URL"]
    assert "db-index, db-init, postgres, register-inference, webapp" in found["db-credentials", "POSTGRES_PASSWORD"]


def properties(listed: list[str]) -> dict[str, str]:
    rows = listed[2 : listed.index("") if "" in listed else None]
    return {row.split()[0]: row for row in rows}


@pytest.mark.parametrize("optional", [(), ("OPENAI_API_KEY",)])
def test_an_entry_of_a_store_needs_exactly_what_the_operator_fetches(app: App, optional: tuple[str, ...]) -> None:
    source = ExternalSecrets(store="vault", path="neuronpedia/production", optional=optional)
    environment = small(app, secrets=source, app_config=AppConfig(github_id="a"))
    listed = list(lines(environment.plan))
    assert listed[0] == "ClusterSecretStore vault: the entry neuronpedia/production must have these properties:"
    made = of_kind(synthesized(environment), "ExternalSecret").values()
    fetched = {entry["remoteRef"]["property"] for found in made for entry in found["spec"]["data"]}
    assert properties(listed).keys() == fetched
    assert ("OPENAI_API_KEY" in fetched) is bool(optional)
    assert "any random text" in properties(listed)["POSTGRES_PASSWORD"]


def test_what_the_operator_does_not_create_is_listed_apart(app: App) -> None:
    target = S3Target(bucket="neuronpedia-backups", prefix="p/", region="eu-central-1")
    environment = bare(app, secrets=ExternalSecrets(store="vault", path="np")).with_(
        PostgresBackup(schedule="0 3 * * *", target=target)
    )
    listed = list(lines(environment.plan))
    others = listed[listed.index("") + 1 :]
    assert others[0] == "The operator does not create these Secrets:"
    assert {row.split()[1] for row in others[2:]} == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


def test_the_password_of_a_database_elsewhere_is_what_its_user_has(app: App) -> None:
    environment = bare(app, database=ExternalDatabase(host="db.example.org"))
    (row,) = (row for row in lines(environment.plan) if "POSTGRES_PASSWORD" in row)
    assert "the password of the database's user" in row
