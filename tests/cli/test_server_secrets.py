"""`neuronpedia-constructs secrets`: keys of graph, NLA and sparsity servers are generated where there is one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from neuronpedia_constructs.cli.secrets import run
from neuronpedia_constructs.configuration.secrets.variables import SECRET_VARIABLES
from tests.support.building import as_yaml
from tests.support.secrets import CHOSEN, OF_DATABASE, Result, secret

ADDED = {
    "graph": 'add_graph("g", model="gemma-2-2b").with_(A100)',
    "nla": 'add_nla("n").with_(A100)',
    "sparsity": "add_sparsity()",
}
KEYS = {kind: f"{kind.upper()}_SERVER_SECRET" for kind in ADDED}
AWS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
GIVEN = {"HF_TOKEN": "hf_1", **dict.fromkeys(AWS, "aws")}
ALWAYS = CHOSEN | OF_DATABASE

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command for an environment with some kinds of servers."""
    monkeypatch.chdir(tmp_path)
    for variable in SECRET_VARIABLES:
        monkeypatch.delenv(variable.name, raising=False)

    def called(
        *kinds: str, given: dict[str, str] | None = None, existing: dict[str, str] | None = None, more: str = ""
    ) -> Result:
        lines = "".join(f"environment.{ADDED[kind]}\n" for kind in kinds)
        Path("main.py").write_text(
            "from cdk8s import App\nfrom neuronpedia_constructs import *\napp = App()\n"
            'A100 = GpuProfile(memory="70Gi", product="NVIDIA-A100-SXM4-80GB")\n'
            'environment = Neuronpedia(app, "e", namespace="np", url="https://np.example.org", '
            f'app_config=AppConfig(graph_bucket="graphs"), {more})\n'
            f'environment.with_(HarborRegistry("harbor.example.org/np", tag="v1"))\n{lines}app.synth()\n',
            encoding="utf-8",
        )
        Path(".env").write_text("".join(f"{k}={v}\n" for k, v in (given or {}).items()), encoding="utf-8")
        held = as_yaml([secret(existing)]) if existing else "{kind: List, items: []}"
        Path("secrets.yaml").write_text(held, encoding="utf-8")
        code = run("e", app="main.py", env_file=".env", existing="secrets.yaml")
        printed = capsys.readouterr()
        return Result(code, printed.out, printed.err)

    return called


@pytest.mark.parametrize("kinds", [(), ("graph",), ("nla",), ("sparsity",), tuple(KEYS)], ids="-".join)
def test_a_key_is_generated_exactly_where_there_is_such_a_server(command: Command, kinds: tuple[str, ...]) -> None:
    result = command(*kinds, given=GIVEN if "graph" in kinds else {})
    extra = {"HF_TOKEN", *AWS} if "graph" in kinds else set()
    assert result.values.keys() == ALWAYS | {KEYS[kind] for kind in kinds} | extra
    (generated,) = (line for line in result.err.splitlines() if line.startswith("note: generated: "))
    assert {kind for kind, key in KEYS.items() if key in generated} == set(kinds)
    assert len({result.values[KEYS[kind]] for kind in kinds}) == len(kinds)


def test_the_key_of_a_server_elsewhere_is_issued(command: Command) -> None:
    elsewhere = dict.fromkeys(KEYS.values(), "theirs")
    assert elsewhere.items() <= command(given=elsewhere).values.items()
    assert not set(KEYS.values()) & command().values.keys()


def test_keys_in_the_cluster_are_kept(command: Command) -> None:
    kept = {key: f"kept {key}" for key in KEYS.values()}
    result = command(*KEYS, given={**GIVEN, "POSTGRES_PASSWORD": "in use"}, existing=kept)
    assert kept.items() <= result.values.items()


@pytest.mark.parametrize("name", ["HF_TOKEN", *sorted(AWS)])
def test_a_graph_server_does_not_start_without_what_others_issue(command: Command, name: str) -> None:
    result = command("graph", given={key: value for key, value in GIVEN.items() if key != name})
    assert result.code != 0
    assert not result.out
    assert name in result.err


def test_a_disposable_cluster_needs_no_input(command: Command) -> None:
    result = command(*KEYS, more='stage="local", secrets=DevelopmentSecrets()')
    assert result.code == 0
    assert result.values.keys() >= set(KEYS.values())


def test_secrets_may_have_other_names(command: Command) -> None:
    result = command("nla", more='secrets=ClusterSecrets(app="mine")')
    assert ("mine", "NLA_SERVER_SECRET") in result.secrets
