"""The value of a secret is in no manifest, in no message, and nowhere but in what `secrets` prints."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from cdk8s import App

import neuronpedia_constructs as np
from neuronpedia_constructs import models
from neuronpedia_constructs.cli.secrets import run
from neuronpedia_constructs.configuration.secrets.variables import SECRET_VARIABLES
from tests.conftest import manifest_files
from tests.support.building import as_yaml, bare, synthesized
from tests.support.secrets import (
    CHOICES,
    CHOSEN,
    MAIN,
    OF_DATABASE,
    PRODUCTION,
    PUBLISHED,
    SOURCES,
    Result,
    gated,
    readings,
    secret,
)


def canary() -> str:
    """A text that is nowhere else."""
    return f"canary{token_hex(12)}"


CANARY = canary()
IN_FILE, IN_CLUSTER, IN_PROCESS = ({variable.name: canary() for variable in SECRET_VARIABLES} for _ in range(3))
CLUSTER = as_yaml([secret(IN_CLUSTER, name) for name in ("app-secrets", "db-credentials", "inference-secrets")])


def leaked(printed: str) -> list[str]:
    """The canaries in a text, as they are or in base64."""
    canaries = [CANARY, *IN_FILE.values(), *IN_CLUSTER.values(), *IN_PROCESS.values()]
    return [made for made in canaries if made in printed or base64.b64encode(made.encode()).decode() in printed]


def dotenv(values: Mapping[str, str]) -> str:
    return "".join(f'{name}="{value}"\n' for name, value in values.items())


@pytest.fixture(autouse=True)
def _exposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets everywhere: in the environment, in a dotenv file, and in what kubectl printed."""
    monkeypatch.chdir(tmp_path)
    for name, value in IN_PROCESS.items():
        monkeypatch.setenv(name, value)
    Path("main.py").write_text(PRODUCTION, encoding="utf-8")
    Path("wrong.py").write_text(MAIN.replace('"np"', '"Np"'), encoding="utf-8")
    Path(".env").write_text(dotenv(IN_FILE), encoding="utf-8")
    Path("secrets.yaml").write_text(CLUSTER, encoding="utf-8")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source).__name__)
@pytest.mark.parametrize("public", [False, True])
def test_no_manifest_holds_one(
    app: App, source: np.SecretSource, public: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    environment = bare(app, secrets=source, stage="local").with_(np.CorporateCaCerts("corporate-ca-certificates"))
    model = replace(models.get("deepseek-r1-distill-llama-8b"), public=public)
    environment.add_inference("deepseek").with_(model, np.GPU_STANDARD)
    environment.with_(*([np.PublicInference()] if public else []))
    manifests = synthesized(environment)
    assert leaked(as_yaml(manifests)) == []
    assert "Secret" not in {manifest["kind"] for manifest in manifests}
    assert leaked("".join(capfd.readouterr())) == []


def test_no_file_of_manifests_holds_one() -> None:
    for file in manifest_files():
        written = file.read_text(encoding="utf-8")
        assert not re.search(r"^kind: Secret$", written, flags=re.MULTILINE), file
        assert not [value for value in PUBLISHED.values() if value in written], file


OF_CLUSTER = {("Secret", "app-secrets"): CHOSEN, ("Secret", "db-credentials"): OF_DATABASE}
ELSEWHERE: tuple[Mapping[tuple[str, str], set[str]], ...] = (
    {**OF_CLUSTER, ("Secret", "inference-secrets"): {"HF_TOKEN"}},
    {("ClusterSecretStore", "vault"): set()},
    OF_CLUSTER,
)


@pytest.mark.parametrize(("source", "expected"), [*zip(SOURCES, ELSEWHERE, strict=True)])
def test_what_somebody_else_has_to_make_is_listed(app: App, source: np.SecretSource, expected: Any) -> None:
    environment = gated(app, secrets=source, stage="local")
    found = {(made.kind, made.name): set(made.keys) for made in environment.prerequisites}
    assert found.pop(("Secret", "neuronpedia-tls")) == {"tls.crt", "tls.key"}
    assert found.pop(("Secret", "regcred")) == {".dockerconfigjson"}
    assert found == expected


def test_in_a_throw_away_cluster_the_secrets_of_others_may_be_missing(app: App) -> None:
    manifests = synthesized(gated(app, secrets=np.DevelopmentSecrets(), stage="local", app_config=CHOICES))
    assert {reading.key for reading in readings(manifests) if not reading.optional} == CHOSEN | OF_DATABASE


def test_it_is_printed_once_and_encoded(capsys: pytest.CaptureFixture[str]) -> None:
    password = f"p@ss w/rd+%:é{CANARY}"
    Path(".env").write_text(dotenv({**IN_FILE, "POSTGRES_PASSWORD": password}), encoding="utf-8")
    code = run("production", app="main.py", env_file=".env", existing="secrets.yaml")
    printed = capsys.readouterr()
    result = Result(code, printed.out, printed.err)
    expected = {**IN_FILE, "POSTGRES_PASSWORD": password}
    assert {key: value for key, value in result.values.items() if "URL" not in key}.items() <= expected.items()
    assert len(result.values) == len(SECRET_VARIABLES)
    assert "canary" not in result.out
    assert leaked(result.err) == []


FAILURES: dict[str, dict[str, str]] = {
    "a value of a guide": {"env_file": dotenv({**IN_FILE, "POSTGRES_PASSWORD": PUBLISHED["POSTGRES_PASSWORD"]})},
    "a line break": {"env_file": f'NEXTAUTH_SECRET="{CANARY}\n{CANARY}"'},
    "a tab in the cluster": {"env_file": "", "existing": as_yaml([secret({"NEXTAUTH_SECRET": f"{CANARY}\t"})])},
    "another environment": {"environment": "prod"},
    "a store": {"environment": "stored"},
    "an app with problems": {"app": "wrong.py"},
    "a line without a name": {"env_file": f"A {CANARY}"},
    "an open quote": {"env_file": f'A="{CANARY}\nB=1'},
    "a file that is no text": {"env_file": f"A={CANARY}\udcff"},
    "no YAML": {"existing": f"kind: [{CANARY}\n\t{CANARY}"},
    "an unknown tag": {"existing": f"kind: !{CANARY} x"},
    "an unknown alias": {"existing": f"kind: *{CANARY}"},
    "no object": {"existing": CANARY},
    "nothing at all, as where kubectl failed": {"existing": ""},
    "nothing that could be a Secret": {"existing": f"{{kind: ConfigMap, data: {{A: {CANARY}}}}}"},
    "a Secret with a list for a name": {"existing": f"{{kind: Secret, metadata: {{name: [{CANARY}]}}}}"},
    "items that are no objects": {"existing": f"{{kind: List, items: [{CANARY}]}}"},
    "values that are none": {"existing": f"{{kind: Secret, metadata: {{name: app-secrets}}, stringData: {CANARY}}}"},
    "existing that is no text": {"existing": f"kind: {CANARY}\udcff"},
    "data that is none": {"existing": f"{{kind: Secret, metadata: {{name: app-secrets}}, data: {CANARY}}}"},
    "items that are none": {"existing": "{kind: List, items: 5}"},
}


@pytest.mark.parametrize("how", FAILURES)
def test_a_refusal_holds_none(how: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = {"environment": "production", "app": "main.py", **FAILURES[how]}
    if given["environment"] != "production":
        Path("main.py").write_text(MAIN, encoding="utf-8")
    for option, file in (("env_file", ".env"), ("existing", "secrets.yaml")):
        if option in given:
            Path(file).write_text(given[option], encoding="utf-8", errors="surrogateescape")
    code = run(given["environment"], app=given["app"], env_file=".env", existing="secrets.yaml")
    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert err
    assert leaked(err) == []


@pytest.mark.parametrize("line", ["{}", "{}=", "{}=="])
def test_a_note_holds_none(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The second line of a value in base64 looks like the name of a variable."""
    Path(".env").write_text(f"APPLE_CLIENT_SECRET=MIGT\n{line.format(CANARY)}\n", encoding="utf-8")
    run("production", app="main.py", env_file=".env", existing=None)
    assert leaked(capsys.readouterr().err) == []
