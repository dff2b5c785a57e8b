"""Secrets where something is not as usual: other makers, odd input, and values in places that nobody thought of."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    DevelopmentSecrets,
    ExternalSecrets,
    Mixin,
    PostgresBackup,
    SecretKey,
    WorkloadDraft,
    find_problems,
)
from neuronpedia_constructs.cli.secrets import run
from tests.cases.wrong_environments import changed
from tests.support.building import bare, documents, named, small, synthesized
from tests.support.own_mixins import Variable

MAIN = """
from cdk8s import App
from neuronpedia_constructs import AppConfig, Mixin, Neuronpedia, SecretKey

class OtherPassword(Mixin):
    def supports_draft(self, draft):
        return draft.name == "postgres"

    def apply_to_draft(self, draft):
        draft.main.env["POSTGRES_PASSWORD"] = SecretKey("my-db", "password")

app = App()
given = {"namespace": "np", "url": "https://np.example.org", "stage": "local"}
Neuronpedia(app, "local", **given)
Neuronpedia(app, "strict", namespace="np", url="https://np.example.org").with_()
more = AppConfig(extra={"MORE": SecretKey("mine", "more")})
Neuronpedia(app, "other", **given, app_config=more).with_(OtherPassword())
app.synth()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    local = MAIN.replace('Neuronpedia(app, "strict", namespace="np", url="https://np.example.org").with_()\n', "")
    (tmp_path / "main.py").write_text(local, encoding="utf-8")
    return tmp_path


class OtherPassword(Mixin):
    """The database's password comes from somewhere else."""

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        return draft.name == "postgres"

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.main.env["POSTGRES_PASSWORD"] = SecretKey("my-db", "password")


def made(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, str]]:
    found = {secret["metadata"]["name"]: secret["data"] for secret in documents(capsys.readouterr().out)}
    return {
        name: {key: base64.b64decode(value).decode() for key, value in data.items()} for name, data in found.items()
    }


def test_a_password_of_another_maker_has_to_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("other", app="main.py", env_file=None, existing=None) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "db-credentials: POSTGRES_PASSWORD: no value is given. [secrets.value-missing]" in printed.err
    assert "note:" not in printed.err, "notes are of Secrets that are made"
    Path(".env").write_text("POSTGRES_PASSWORD=a/b\n", encoding="utf-8")
    assert run("other", app="main.py", env_file=".env", existing=None) == 0
    data = made(capsys)
    assert data.keys() == {"app-secrets", "db-credentials"}, "what is made elsewhere is not made here"
    assert data["db-credentials"].keys() == {"POSTGRES_URL"}
    assert ":a%2Fb@" in data["db-credentials"]["POSTGRES_URL"]


def test_a_password_that_is_told_is_held_to_the_same_rules(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".env").write_text('POSTGRES_PASSWORD="a\nb"\n', encoding="utf-8")
    assert run("other", app="main.py", env_file=".env", existing=None) == 1
    assert "POSTGRES_PASSWORD: the value contains a line break" in capsys.readouterr().err


def test_secrets_of_other_makers_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".env").write_text("POSTGRES_PASSWORD=a\n", encoding="utf-8")
    run("other", app="main.py", env_file=".env", existing=None)
    assert "note: to be created elsewhere: mine, my-db" in capsys.readouterr().err


def test_the_operator_reads_the_password_for_the_addresses_alone(app: App) -> None:
    environment = small(app, secrets=ExternalSecrets(store="vault", path="np"))
    environment.with_(OtherPassword(), PostgresBackup())
    spec = named(synthesized(environment), "ExternalSecret", "db-credentials")["spec"]
    assert [entry["secretKey"] for entry in spec["data"]] == ["POSTGRES_PASSWORD"]
    assert spec["target"]["template"]["data"].keys() == {"POSTGRES_URL"}


def test_files_may_be_pipes(capsys: pytest.CaptureFixture[str]) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"OPENAI_API_KEY=sk-1\n")
    os.close(writer)
    assert run("local", app="main.py", env_file=f"/dev/fd/{reader}", existing=None) == 0
    os.close(reader)
    assert made(capsys)["app-secrets"]["OPENAI_API_KEY"] == "sk-1"


@pytest.mark.parametrize("option", ["env_file", "existing"])
@pytest.mark.parametrize(("name", "why"), [("nowhere", "No such file"), (".", "Is a directory")])
def test_what_cannot_be_read_is_named(option: str, name: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    files: dict[str, Any] = {"env_file": None, "existing": None, option: name}
    assert run("local", app="main.py", **files) == 1
    assert f"{name} cannot be read: {why}" in capsys.readouterr().err


def test_a_variable_of_the_process_that_is_no_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("NEXTAUTH_SECRET", "POSTGRES_PASSWORD"):
        monkeypatch.setitem(os.environ, name, os.fsdecode(b"a\xff"))
        assert run("local", app="main.py", env_file=None, existing=None) == 1
        assert f"{name}: the value is not UTF-8 text. [secrets.value-invalid]" in capsys.readouterr().err
        monkeypatch.delitem(os.environ, name)


@pytest.mark.parametrize("null", ["null", "~", ""])
def test_null_is_nothing(null: str, capsys: pytest.CaptureFixture[str]) -> None:
    secret = f"metadata: {{name: app-secrets, namespace: {null}}}\nkind: Secret\ndata: {null}\n"
    kept = "stringData: {NEXTAUTH_SECRET: kept}\n"
    other = "---\nkind: Secret\nmetadata: {name: db-credentials}\nstringData: {POSTGRES_PASSWORD: kept}\n"
    Path("secrets.yaml").write_text(f"kind: List\nitems: {null}\n---\n{secret}{kept}{other}", encoding="utf-8")
    assert run("local", app="main.py", env_file=None, existing="secrets.yaml") == 0
    assert made(capsys)["app-secrets"]["NEXTAUTH_SECRET"] == "kept"


def test_a_published_password_in_the_cluster_is_answered_with_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = MAIN.replace("with_()\n", 'with_(HarborRegistry("harbor.example.org/np", tag="v1"))\n')
    (folder / "main.py").write_text(strict.replace("import AppConfig", "import HarborRegistry, AppConfig"))
    existing = "kind: Secret\nmetadata: {name: db-credentials}\nstringData: {POSTGRES_PASSWORD: org-secure-password}\n"
    (folder / "secrets.yaml").write_text(existing)
    assert run("strict", app="main.py", env_file=None, existing="secrets.yaml") == 1
    assert "Fix: write a new value into the file of --from-env-file" in capsys.readouterr().err
    (folder / ".env").write_text("POSTGRES_PASSWORD=new\n")
    assert run("strict", app="main.py", env_file=".env", existing="secrets.yaml") == 0
    assert "ALTER USER" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("NEXTAUTH_SECRET", value) for value in ("public", "", "x")),
        *((name, "x") for name in ("APIKEY", "my_api_key", "OPENAI_KEY", "DB_PASS", "PASSPHRASE", "PGPASSWORD")),
        *((name, "x") for name in ("CREDENTIALS", "GITHUB_PAT")),
        ("CACHE", "redis://me:a b@cache"),
        ("CACHE", "https://cache.example.org?api_key=x"),
        *(("HF_TOKN", value) for value in ("hf_0123456789", "sk-ant-0123456789", "AKIA0123456789", "ghp_0123456789")),
        ("CERTIFICATE", "-----BEGIN RSA PRIVATE KEY-----"),
    ],
)
def test_secrets_in_manifests_are_recognised(app: App, name: str, value: str) -> None:
    small(app).webapp.with_(Variable(name, value))
    (problem,) = find_problems(app)
    assert problem.field == f"variable {name} of container webapp"


@pytest.mark.parametrize("name", ["TOKEN_LIMIT", "KEYBOARD", "NEXT_PUBLIC_POSTHOG_KEY", "PATH", "COMPASS", "MONKEY"])
def test_what_is_named_a_little_like_one_is_none(app: App, name: str) -> None:
    small(app).webapp.with_(Variable(name, "1"))
    assert find_problems(app) == ()


def test_a_secret_of_a_wrong_type_is_not_shown(app: App) -> None:
    case = changed(
        lambda environment: environment.webapp.draft.config_maps["app-config"].update(OPENAI_API_KEY=b"sk-1"),  # type: ignore[call-overload]
        "webapp",
        "draft.config_maps['app-config']['OPENAI_API_KEY']",
        "a value has type bytes",
    )
    case.build(app)
    (problem,) = find_problems(app)
    assert (problem.field, problem.cause) == (case.field, case.given)
    assert "sk-1" not in str(problem)


HIDDEN: dict[str, Callable[[App], object]] = {
    "list": lambda app: bare(app, secrets=ExternalSecrets(store="a", path="b", optional=("OPENAI_API_KEY=sk-1",))),
    "dictionary": lambda app: bare(app, secrets=ExternalSecrets(store="a", path="b", optional={"A": "sk-1"})),  # type: ignore[arg-type]
    "address without slashes": lambda app: bare(app, url="me:sk-1@np.example.org"),
    "class in place of an object": lambda app: bare(app, secrets=DevelopmentSecrets, app_config={"A": "sk-1"}),
}


@pytest.mark.parametrize("how", HIDDEN)
def test_messages_show_no_value_that_may_be_one(app: App, how: str) -> None:
    HIDDEN[how](app)
    found = find_problems(app)
    assert found
    assert "sk-1" not in "".join(map(str, found))
