"""`secrets --existing`: what cannot be read is refused, and never answered with new passwords."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from neuronpedia_constructs.cli.secrets import run
from tests.support.building import as_yaml, documents
from tests.support.secrets import PRODUCTION, Result, secret

PASSWORD = "kept, and long enough for three lines of base64 " * 3
VALUES: dict[str, dict[str, str]] = {
    "app-secrets": {"NEXTAUTH_SECRET": "kept", "INFERENCE_SERVER_SECRET": "kept"},
    "db-credentials": {"POSTGRES_PASSWORD": PASSWORD},
}

Read = Callable[..., Result]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Read:
    """The command with a file of existing Secrets, of which bytes are taken as they are."""
    monkeypatch.chdir(tmp_path)
    Path("main.py").write_text(PRODUCTION, encoding="utf-8")

    def called(existing: str | bytes, env: str = "") -> Result:
        Path("secrets.yaml").write_bytes(existing if isinstance(existing, bytes) else existing.encode())
        Path(".env").write_text(env, encoding="utf-8")
        code = run("production", app="main.py", env_file=".env", existing="secrets.yaml")
        printed = capsys.readouterr()
        return Result(code, printed.out, printed.err)

    return called


def listed(*secrets: Any, **others: Any) -> str:
    """What `kubectl get secrets -o yaml` prints."""
    made = {"apiVersion": "v1", "items": list(secrets), "kind": "List", "metadata": {"resourceVersion": ""}, **others}
    return yaml.safe_dump(made)


APP, DATABASE = (secret(values, name) for name, values in VALUES.items())
ENCODED: str = DATABASE["data"]["POSTGRES_PASSWORD"]
LINES = [ENCODED[start : start + 76] for start in range(0, len(ENCODED), 76)]


def password(value: object, **others: Any) -> dict[str, Any]:
    """The database's Secret with a value as it is written there."""
    return {**DATABASE, "data": {"POSTGRES_PASSWORD": value}, **others}


def unpadded() -> list[dict[str, Any]]:
    """Values of three lengths, all without padding."""
    values = {"NEXTAUTH_SECRET": "kept", "INFERENCE_SERVER_SECRET": "kept", "AUTOINTERP_SERVER_SECRET": "five5"}
    data = {key: base64.b64encode(value.encode()).decode().rstrip("=") for key, value in values.items()}
    return [{**APP, "data": data}, password(ENCODED.rstrip("="))]


ACCEPTED: dict[str, str | bytes] = {
    "as it is": listed(APP, DATABASE),
    "wrapped": listed(APP, password("\n".join(LINES))),
    "wrapped, with CRLF": listed(APP, password("\r\n".join([*LINES, ""]))),
    "wrapped, as a block": listed(APP) + "---\nkind: Secret\nmetadata: {name: db-credentials, namespace: np}\ndata:\n"
    "  POSTGRES_PASSWORD: |\n" + "".join(f"    {line}\n" for line in LINES),
    "spaces and tabs": listed(APP, password(f" {ENCODED[:8]} \t{ENCODED[8:]}  ")),
    "without padding": listed(*unpadded()),
    "CRLF": listed(APP, DATABASE).replace("\n", "\r\n"),
    "a mark at the start": b"\xef\xbb\xbf" + listed(APP, DATABASE).encode(),
    "JSON": json.dumps({"kind": "List", "items": [APP, DATABASE]}, indent=4),
    "JSON, of the API": json.dumps({"kind": "SecretList", "metadata": {"continue": ""}, "items": [APP, DATABASE]}),
    "immutable": listed({**APP, "immutable": True}, {**DATABASE, "immutable": True}),
    "stringData before data": listed(APP, password("####", stringData={"POSTGRES_PASSWORD": PASSWORD})),
    "without any namespace": as_yaml(
        [{**found, "metadata": {"name": found["metadata"]["name"]}} for found in (APP, DATABASE)]
    ),
    "binary keys that no pod reads": listed(APP, {**DATABASE, "data": {**DATABASE["data"], "keystore": "/w=="}}),
    "binary Secrets of others": listed(
        APP,
        DATABASE,
        {**secret({}, "np-tls"), "type": "kubernetes.io/tls", "data": {"tls.crt": "/w==", "tls.key": "####"}},
        {**secret({}, "sh.helm.release.v1.np.v1"), "type": "helm.sh/release.v1", "data": {"release": ["x"]}},
    ),
    "another namespace's beside ours": listed(
        {**password("####"), "metadata": {"name": "db-credentials", "namespace": "b"}}, APP, DATABASE
    ),
    "another maker's, twice": listed(APP, DATABASE, secret({}, "regcred"), secret({}, "regcred")),
    "another maker's, without a namespace": listed(APP, DATABASE, {"kind": "Secret", "metadata": {"name": "regcred"}}),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_values_are_kept(read: Read, what: str) -> None:
    result = read(ACCEPTED[what])
    assert result.code == 0, result.err
    assert result.values["POSTGRES_PASSWORD"] == PASSWORD
    assert result.values["NEXTAUTH_SECRET"] == "kept"
    assert "POSTGRES_PASSWORD" not in result.err


UNREADABLE = "the value of POSTGRES_PASSWORD in Secret db-credentials is not"
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "no base64": (listed(APP, password("hunter2!")), UNREADABLE),
    "base64 of the URL alphabet": (listed(APP, password("_-__")), UNREADABLE),
    "a length that no base64 has": (listed(APP, password("aGVsb")), UNREADABLE),
    "padding in the middle": (listed(APP, password("aA==aGVsbG8=")), UNREADABLE),
    "not UTF-8": (listed(APP, password("//79")), UNREADABLE),
    "UTF-16": (listed(APP, password(base64.b64encode("kept".encode("utf-16")).decode())), UNREADABLE),
    "redacted": (listed(APP, password("**REDACTED**")), UNREADABLE),
    "a list": (listed(APP, password([ENCODED])), UNREADABLE),
    "a dictionary": (
        listed(APP, {**DATABASE, "data": None, "stringData": {"POSTGRES_PASSWORD": {"a": PASSWORD}}}),
        UNREADABLE,
    ),
    "null": (listed(APP, password(None)), "POSTGRES_PASSWORD: the value in the cluster is empty. [secrets.value-lost]"),
    "empty": (listed(APP, password("")), "POSTGRES_PASSWORD: the value in the cluster is empty. [secrets.value-lost]"),
    "null in JSON": (json.dumps({"kind": "List", "items": [APP, password(None)]}), "[secrets.value-lost]"),
    "no values": (listed(APP, {**DATABASE, "data": {}}), "Secret db-credentials in it has no values"),
    "values that are a list": (listed(APP, {**DATABASE, "data": [ENCODED]}), "are not a dictionary"),
    "an optional key": (
        listed({**APP, "data": {"OPENAI_API_KEY": "/w=="}}, DATABASE),
        "value of OPENAI_API_KEY in Secret",
    ),
    "twice": (listed(APP, DATABASE, password("bmV3")), "it has Secret db-credentials twice"),
    "twice, in two documents": (listed(APP, DATABASE) + "---\n" + as_yaml([DATABASE]), "db-credentials twice"),
    "a key twice": (
        listed(APP, DATABASE).replace("\n  data:\n", "\n  data:\n    POSTGRES_PASSWORD: bmV3\n"),
        "a key is repeated",
    ),
    "a field twice": (listed(APP, DATABASE) + "items: []\n", "a key is repeated"),
    "another namespace": (
        listed(*({**found, "metadata": {**found["metadata"], "namespace": "other"}} for found in (APP, DATABASE))),
        "it has Secrets of other, but none of np; write: kubectl -n np get secrets -o yaml",
    ),
    "a namespace that only some have": (
        listed(APP, {**DATABASE, "metadata": {"name": "db-credentials"}}),
        "Secret db-credentials has no namespace, although other Secrets do",
    ),
    "a namespace that is no text": (
        listed(APP, {**DATABASE, "metadata": {"name": "a", "namespace": ["np"]}}),
        "is not text",
    ),
    "the database's Secret left out": (
        listed(APP),
        "[secrets.value-lost]",
    ),
    "the password left out": (
        listed({**DATABASE, "data": {"POSTGRES_URL": ENCODED}}),
        "although they have POSTGRES_URL. [secrets.value-lost]",
    ),
    "the password under another key": (
        listed(APP, {**DATABASE, "data": {"password": ENCODED}}),
        "[secrets.value-lost]",
    ),
    "nothing but the password under another key": (
        listed({**DATABASE, "data": {"password": ENCODED}}),
        "although they have a Secret db-credentials",
    ),
    "all Secrets under other names": (
        listed(
            {
                **DATABASE,
                "metadata": {
                    **DATABASE["metadata"],
                    "name": "old",
                    "labels": {"app.kubernetes.io/part-of": "neuronpedia"},
                },
            }
        ),
        "although they have POSTGRES_PASSWORD",
    ),
    "only one page": (listed(APP, DATABASE, metadata={"continue": "abc"}), "only one page"),
    "objects of other kinds": (listed({"kind": "ConfigMap", "metadata": {"name": "a"}}), "it has no Secret"),
    "a List that is cut off": (listed(APP, DATABASE).partition("kind: List")[0], "no Kubernetes object"),
    "a List without items": ("apiVersion: v1\nkind: List\n", "no List with `items: []`"),
    "a List of nothing that is said": ("kind: List\nitems: null\n", "no List with `items: []`"),
    "a table": ("NAME          TYPE     DATA\ndb-credentials   Opaque   3\n", "no Kubernetes object"),
    "two byte characters": (listed(APP, DATABASE).encode("utf-16"), "is not UTF-8 text"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_refused(read: Read, what: str) -> None:
    existing, said = REFUSED[what]
    result = read(existing)
    assert (result.code, result.out) == (1, "")
    assert said in result.err
    assert "Traceback" not in result.err
    for value in (PASSWORD, ENCODED, LINES[0], "hunter2", "aGVsb", "REDACTED", "bmV3"):
        assert value not in result.err


EMPTY = 'apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: ""\n'


@pytest.mark.parametrize("existing", [EMPTY, json.dumps(yaml.safe_load(EMPTY)), EMPTY.replace("\n", "\r\n")])
def test_a_namespace_without_secrets_is_a_first_run(read: Read, existing: str) -> None:
    result = read(existing)
    assert result.code == 0
    assert "generated: " in result.err
    assert len(result.values["POSTGRES_PASSWORD"]) == 64


def test_secrets_of_others_in_a_new_namespace_are_a_first_run(read: Read) -> None:
    token = {**secret({"token": "a"}, "default-token"), "type": "kubernetes.io/service-account-token"}
    assert read(listed(token)).code == 0


def test_a_key_of_a_later_version_is_chosen_beside_those_that_are_there(read: Read) -> None:
    first = read(EMPTY)
    secrets = list(documents(first.out))
    del next(found for found in secrets if found["metadata"]["name"] == "app-secrets")["data"]["GRAPH_ADMIN_BROWSE_KEY"]
    later = read(listed(*secrets))
    assert later.code == 0
    new = {key for key in first.values if later.values[key] != first.values[key]}
    assert new == {"GRAPH_ADMIN_BROWSE_KEY"}


@pytest.mark.parametrize("existing", [listed(APP), listed(APP, password(""))])
def test_the_file_has_the_last_word_on_a_password_that_is_not_there(read: Read, existing: str) -> None:
    result = read(existing, env="POSTGRES_PASSWORD=told\n")
    assert result.code == 0
    assert result.values["POSTGRES_PASSWORD"] == "told"


def test_a_mark_at_the_start_of_the_file_is_no_part_of_a_name(read: Read) -> None:
    assert read(EMPTY, env="\ufeffOPENAI_API_KEY=sk-1\n").values["OPENAI_API_KEY"] == "sk-1"
