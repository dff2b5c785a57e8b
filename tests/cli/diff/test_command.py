"""The command as a person runs it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from neuronpedia_constructs.cli.main import main
from tests.support.building import ROOT
from tests.support.programs import starts_programs

CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {{name: files, namespace: np}}
spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: {0}Gi}}}}}}
"""
SECRET = "{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, stringData: {{password: {0}}}}}\n"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    """Return two files of which the second shrinks a claim."""
    paths = tmp_path / "old.yaml", tmp_path / "new.k8s.yaml"
    for path, size in zip(paths, (2, 1), strict=True):
        path.write_text(CLAIM.format(size), encoding="utf-8")
    return str(paths[0]), str(paths[1])


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["diff", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_it_says_what_is_refused(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *pair)
    assert (code, err) == (0, "")
    assert out.startswith("new\n  Refused\n    PersistentVolumeClaim files\n")
    assert "spec.resources.requests.storage: it cannot shrink from 2Gi to 1Gi" in out


def test_markdown_is_for_a_comment(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *pair, "--format", "markdown")
    assert code == 0
    assert out.startswith("### new\n\n**Refused**\n\n- 🛑 PersistentVolumeClaim files\n")


def test_json_is_for_programs(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *pair, "--format", "json")
    found: Any = json.loads(out)
    assert code == 0
    assert found["flags"] == ["rejected"]
    (environment,) = found["environments"]
    assert environment["name"] == "new"
    assert environment["objects"] == found["objects"]
    assert found["objects"][0] | {"fields": [], "why": [], "refusals": []} == {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "namespace": "np",
        "name": "files",
        "change": "changed",
        "effect": "rejected",
        "fields": [],
        "why": [],
        "older": [],
        "notes": [],
        "refusals": [],
        "gap": None,
        "gapSeconds": {"likely": None, "most": None},
    }
    assert found["objects"][0]["fields"] == [{"path": "spec.resources.requests.storage", "old": "2Gi", "new": "1Gi"}]


@pytest.mark.parametrize(
    ("words", "code"), [("rejected", 1), ("data,rejected", 1), ("data, downtime", 0), ("exposure", 0)]
)
def test_it_fails_on_what_it_is_told(
    words: str, code: int, pair: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    found, out, _ = run(capsys, *pair, "--fail-on", words)
    assert found == code
    assert "Refused" in out


def test_words_that_mean_nothing_are_refused(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["diff", *pair, "--fail-on", "rejected,downtimes"])
    assert ended.value.code == 2
    assert "'downtimes'; allowed: rejected, data, downtime, exposure" in capsys.readouterr().err


def test_the_same_twice_says_nothing(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    for style in ("text", "markdown"):
        assert run(capsys, pair[0], pair[0], "--format", style) == (0, "", "")


def test_what_cannot_be_read_is_told_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("kind: [", encoding="utf-8")
    code, out, err = run(capsys, str(broken), str(broken))
    assert (code, out) == (2, "")
    assert f"{broken}:1: " in err
    assert "Traceback" not in err


def test_values_of_secrets_are_in_no_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(SECRET.format("correct-horse"), encoding="utf-8")
    new.write_text(SECRET.format("battery-staple"), encoding="utf-8")
    for style in ("text", "markdown", "json"):
        code, out, err = run(capsys, str(old), str(new), "--format", style)
        assert code == 0
        assert "data.password" in out.replace("\\", "")
        assert not any(each in out + err for each in ("horse", "staple", "Y29ycmVjd", "YmF0dGVye"))


def alone(*arguments: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "neuronpedia_constructs", "diff", *arguments]
    given = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
    return subprocess.run(command, capture_output=True, check=False, env=given)


@starts_programs
def test_an_encoding_without_arrows_does_not_end_it(pair: tuple[str, str]) -> None:
    Path(pair[1]).write_text(CLAIM.format(3), encoding="utf-8")
    found = alone(*pair, PYTHONIOENCODING="ascii")
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"2Gi \\u2192 3Gi" in found.stdout


@starts_programs
def test_a_pipe_has_no_colours(pair: tuple[str, str]) -> None:
    assert b"\033" not in alone(*pair).stdout


@pytest.mark.parametrize(
    ("environ", "painted"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False)],
)
@starts_programs
def test_a_terminal_has_colours_unless_it_or_the_person_wants_none(
    environ: dict[str, str], painted: bool, pair: tuple[str, str]
) -> None:
    command = [sys.executable, "-m", "neuronpedia_constructs", "diff", *pair]
    given = (
        {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"PYTHONPATH": str(ROOT)} | environ
    )
    ours, theirs = pty.openpty()
    subprocess.run(command, stdout=theirs, check=True, env=given)
    os.close(theirs)
    assert (b"\033[31m" in os.read(ours, 10_000)) is painted
    os.close(ours)


@starts_programs
def test_it_needs_neither_node_js_nor_the_constructs() -> None:
    manifest = str(ROOT / "dist" / "production.k8s.yaml")
    code = (
        "import sys; from neuronpedia_constructs.cli.main import main; "
        f"main(['diff', {manifest!r}, 'missing.yaml']); "
        "sys.exit(str([name for name in sys.modules if name in {'cdk8s', 'constructs', 'jsii'}]))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert found.stderr.strip().endswith("[]")
    assert "Left behind" in found.stdout
