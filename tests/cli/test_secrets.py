"""`neuronpedia-constructs secrets`: the Secrets of an environment, on standard output and nowhere else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from neuronpedia_constructs.cli.secrets import run
from neuronpedia_constructs.configuration.secrets.variables import SECRET_VARIABLES
from tests.conftest import DIST, read
from tests.support import waiting
from tests.support.building import ROOT, as_yaml, documents
from tests.support.programs import starts_programs
from tests.support.schema import OLDEST, validate
from tests.support.secrets import CHOSEN, MAIN, OF_DATABASE, PRODUCTION, PUBLISHED, Result, readings, secret

ALWAYS = CHOSEN | OF_DATABASE


Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command in a folder with an app: `env_file` and `existing` are texts, any other argument is a variable."""
    monkeypatch.chdir(tmp_path)
    Path("wrong.py").write_text(MAIN.replace('"np"', '"Np"'), encoding="utf-8")
    for variable in SECRET_VARIABLES:
        monkeypatch.delenv(variable.name, raising=False)

    def called(
        environment: str = "production",
        *,
        app: str = "main.py",
        env_file: Any = "",
        existing: str = "{kind: List, items: []}",
        **others: str,
    ) -> Result:
        # Of four environments only where one of the others is meant: the time is theirs.
        Path("main.py").write_text(PRODUCTION if environment == "production" else MAIN, encoding="utf-8")
        lines = env_file if isinstance(env_file, str) else "".join(f"{k}='{v}'\n" for k, v in env_file.items())
        Path(".env").write_text(lines, encoding="utf-8")
        Path("secrets.yaml").write_text(existing, encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            for name, value in others.items():
                patch.setenv(name, value)
            code = run(environment, app=app, env_file=".env", existing="secrets.yaml")
        printed = capsys.readouterr()
        return Result(code, printed.out, printed.err)

    return called


@pytest.mark.parametrize("file", DIST, ids=lambda file: file.stem)
def test_it_makes_exactly_the_keys_that_the_pods_in_dist_refer_to(command: Command, file: Path) -> None:
    found = readings(read(file))
    everything = {(reading.secret, reading.key) for reading in found}
    required = {(reading.secret, reading.key) for reading in found if not reading.optional}
    assert required < everything
    for expected in (everything, required):
        given = {key: f"value of {key}" for _, key in expected}
        result = command(file.name.partition(".")[0], app=str(ROOT / "main.py"), env_file=given)
        assert result.secrets.keys() == expected
        assert given.items() - result.values.items() == {(key, given[key]) for key in OF_DATABASE if "URL" in key}


def test_what_it_prints_can_be_applied(command: Command) -> None:
    for made in documents(command().out):
        validate(made, OLDEST)
        assert (made["kind"], made["type"], made["metadata"]["namespace"]) == ("Secret", "Opaque", "np")
        assert "app.kubernetes.io/instance" not in made["metadata"]["labels"]


def test_it_says_what_does_not_work_without_the_keys_that_no_pod_demands(command: Command) -> None:
    notes = [line for line in command().err.splitlines() if line.startswith("note: without ")]
    (embeddings,) = (note for note in notes if "OPENAI_API_KEY" in note)
    assert "semantic search fails" in embeddings
    assert "note: without AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: graphs cannot be uploaded" in notes
    told = {variable.name for variable in SECRET_VARIABLES if variable.without}
    assert all(name in "\n".join(notes) for name in told)
    assert "note: without" not in command(env_file=dict.fromkeys(told, "given")).err
    # What a pod demands is missing altogether, or there.
    assert "without HF_TOKEN" not in command("demanding", env_file={"HF_TOKEN": "hf", "RESEND_EMAIL_API_KEY": "re"}).err


def test_what_is_ours_to_choose_is_random(command: Command) -> None:
    first, second = command().values, command().values
    assert first.keys() == second.keys() == ALWAYS
    chosen = [values[key] for values in (first, second) for key in CHOSEN | {"POSTGRES_PASSWORD"}]
    assert len(set(chosen)) == len(chosen)
    assert min(map(len, chosen)) >= 32


def test_the_file_comes_before_the_cluster_and_that_before_the_environment(command: Command) -> None:
    given: dict[str, Any] = {
        "env_file": {"OPENAI_API_KEY": "of the file"},
        "existing": as_yaml([secret({"OPENAI_API_KEY": "of the cluster"})]),
        "OPENAI_API_KEY": "of the environment",
    }
    for expected in ("of the file", "of the cluster", "of the environment"):
        assert command(**given).values["OPENAI_API_KEY"] == expected
        del given[next(iter(given))]
    assert command(**given).values.keys() == ALWAYS


def test_what_no_pod_reads_is_left_out_and_named(command: Command) -> None:
    result = command(env_file={"MY_OWN": "1", "HF_TOKEN": "hf_1", "POSTGRES_URL": "postgresql://mine"})
    assert result.values.keys() == ALWAYS | {"HF_TOKEN"}
    assert "mine" not in result.values["POSTGRES_URL"]
    notes = [line for line in result.err.splitlines() if line.startswith("note: unused")]
    assert [line.rpartition(" ")[2] for line in notes] == ["MY_OWN", "POSTGRES_URL"]


KEPT: dict[str, str] = dict.fromkeys(("NEXTAUTH_SECRET", "OPENAI_API_KEY"), "kept")
OTHERS = [
    secret({"tls.key": "key"}, "neuronpedia-tls"),
    {**secret({}, "sh.helm.release.v1.np.v1"), "type": "helm.sh/release.v1", "data": {"release": "/w=="}},
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "inference-secrets"}, "data": {"HF_TOKEN": "Yg=="}},
    secret(dict.fromkeys([*KEPT, "GEMINI_API_KEY"], "of another namespace"), namespace="other"),
    secret({"POSTGRES_PASSWORD": "kept"}, "db-credentials"),
]
EXISTING = {
    "kubectl get secrets -o yaml": yaml.safe_dump({"kind": "List", "items": [*OTHERS, secret(KEPT)]}),
    "kubectl get secrets -o json": json.dumps({"kind": "List", "items": [*OTHERS, secret(KEPT)]}),
    "several documents": as_yaml([*OTHERS, secret(KEPT)]),
    "a Secret that was not applied yet": as_yaml(
        [{**secret({"OPENAI_API_KEY": "old"}), "stringData": KEPT}, OTHERS[-1]]
    ),
}


@pytest.mark.parametrize("shape", EXISTING)
def test_what_is_in_the_cluster_is_kept(command: Command, shape: str) -> None:
    values = command(existing=EXISTING[shape]).values
    assert values.keys() == ALWAYS | {"OPENAI_API_KEY"}
    assert {key: values[key] for key in KEPT} == KEPT
    assert values["POSTGRES_PASSWORD"] == "kept"


def test_a_second_run_changes_nothing(command: Command) -> None:
    first = command("demanding", env_file={"HF_TOKEN": "hf_1", "RESEND_EMAIL_API_KEY": "re", "POSTGRES_PASSWORD": "@"})
    others = "---\nkind: Secret\nmetadata: {name: regcred}\n"
    result = command("demanding", existing=first.out + others)
    assert (result.code, result.out) == (0, first.out)
    notes = [line for line in result.err.splitlines() if not line.startswith("note: without ")]
    assert notes == ["note: to be created elsewhere: neuronpedia-tls"]


@pytest.mark.parametrize("password", ["p@ss w/rd+%:é", "%20", "a+b%2B", '"${HOME}?#&=[]'])
def test_addresses_follow_the_password_and_postgresql_does_not(command: Command, password: str) -> None:
    result = command(env_file={"POSTGRES_PASSWORD": password}, existing=command().out)
    assert result.values["POSTGRES_PASSWORD"] == password
    for key in OF_DATABASE - {"POSTGRES_PASSWORD"}:
        assert unquote(urlsplit(result.values[key]).password or "") == password
    assert "ALTER USER" in result.err


IN_CLUSTER = as_yaml([secret(PUBLISHED), secret(PUBLISHED, "db-credentials")])


@pytest.mark.parametrize("given", [{"env_file": PUBLISHED}, {"existing": IN_CLUSTER}, PUBLISHED])
def test_values_that_everybody_knows_are_for_throw_away_clusters(command: Command, given: dict[str, Any]) -> None:
    assert command("local", **given).values.items() >= PUBLISHED.items()
    code, out, err = command("production", **given)
    assert (code, out) == (1, "")
    assert all(f"{name}: the value is published in a guide. [secrets.value-published]" in err for name in PUBLISHED)


REFUSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "keys of others": (
        {"environment": "demanding"},
        ["RESEND_EMAIL_API_KEY: no value is given", "HF_TOKEN: no value is given"],
    ),
    "a store": ({"environment": "stored"}, ["of stored come from", "reads ClusterSecretStore vault"]),
    "environment": ({"environment": "prod"}, ["no environment 'prod'; it has: production, local, stored, demanding\n"]),
    "app": ({"app": "app.py"}, ["there is no file app.py"]),
    "problems of the app": ({"app": "wrong.py"}, ["Neuronpedia: 4 problems", "[namespace.invalid]"]),
    "line of a file": ({"env_file": "A=b\nCONTENT OF IT\n"}, [".env", "line 2"]),
    "YAML": ({"existing": "kind: Secret\n\tCONTENT"}, ["--existing", "line 2"]),
    "no objects": ({"existing": "CONTENT"}, ["--existing", "kubectl get secrets -o yaml"]),
    "nothing": ({"existing": "\n"}, ["--existing", "perhaps because kubectl failed"]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_wrong_is_all_that_is_printed(command: Command, what: str) -> None:
    given, expected = REFUSED[what]
    code, out, err = command(**given)
    assert (code, out) == (1, "")
    assert not [text for text in expected if text not in err]
    assert "CONTENT" not in err


@starts_programs
def test_it_leaves_nothing_but_its_output(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(f'{MAIN}\nprint("said by the app")', encoding="utf-8")
    (tmp_path / ".env").write_text("HF_TOKEN=hf_1", encoding="utf-8")
    options = ["--app", "main.py", "--from-env-file", ".env", "--existing", "-"]
    command = [sys.executable, "-m", "neuronpedia_constructs", "secrets", "production", *options]
    environ = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    existing = as_yaml([secret(KEPT), OTHERS[-1]]).encode()
    result = waiting.run(command, cwd=tmp_path, env=environ, input=existing, capture_output=True, check=True)
    assert Result(0, result.stdout.decode(), "").values.items() > {**KEPT, "HF_TOKEN": "hf_1"}.items()
    assert b"said by the app" in result.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"main.py", ".env"}
