"""The probe of the NLA server: ready once all three models are there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from neuronpedia_constructs.upstream.current.in_pod import source
from tests.support.answering import always, http, serving
from tests.support.listening import free_port
from tests.support.programs import starts_programs

pytestmark = starts_programs

KEY = "not-to-be-told"
CONFIGURED = {"NLA_RECONSTRUCTOR_MODEL": "a/reconstructor", "NLA_SOURCE_MODEL": "a/source"}
LOADED = {"reconstructor_available": True, "source_model": "a/source"}


def ask(folder: Path, port: int, **environ: str) -> tuple[int, str]:
    program = folder / "probe.py"
    program.write_text(source("nla_probe.py").replace("DEADLINE = 5 ", f"DEADLINE = {environ.pop('deadline', '60')} "))
    command = [sys.executable, "-I", "-S", str(program), str(port)]
    result = subprocess.run(
        command, env={"SECRET": KEY, **CONFIGURED, **environ}, capture_output=True, text=True, check=False
    )
    said = (result.stdout + result.stderr).strip()
    assert KEY not in said
    assert len(said.splitlines()) == 1
    return result.returncode, said


def test_it_is_ready_once_all_models_are_loaded(tmp_path: Path) -> None:
    with serving(always(http(200, LOADED))) as server:
        assert ask(tmp_path, server.port) == (0, "ready")
    assert f"X-SECRET-KEY: {KEY}" in server.asked[0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (http(401, {}), "the server answers 401"),
        (http(500, b"oops"), "the server answers 500"),
        (http(200, {**LOADED, "reconstructor_available": False}), "the model in NLA_RECONSTRUCTOR_MODEL has failed"),
        (http(200, {**LOADED, "source_model": None}), "the model in NLA_SOURCE_MODEL has failed to load"),
        (
            http(200, {"reconstructor_available": False, "source_model": None}),
            "NLA_RECONSTRUCTOR_MODEL and NLA_SOURCE_MODEL",
        ),
        (http(200, {}), "the answer is not complete"),
        (http(200, b"<html>"), "the answer is not complete"),
        (http(200, [1]), "the answer is not complete"),
        (b"SSH-2.0-OpenSSH\r\n", "gives no answer in HTTP"),
        (b"", "gives no answer in HTTP"),
    ],
)
def test_it_says_what_is_missing(answer: bytes, said: str, tmp_path: Path) -> None:
    with serving(always(answer)) as server:
        code, line = ask(tmp_path, server.port)
    assert code == 1
    assert said in line


def test_models_that_are_not_wanted_need_not_be_there(tmp_path: Path) -> None:
    with serving(always(http(200, {"reconstructor_available": False, "source_model": None}))) as server:
        without = {"NLA_RECONSTRUCTOR_MODEL": "", "NLA_SOURCE_MODEL": ""}
        assert ask(tmp_path, server.port, **without) == (0, "ready")


def test_it_waits_no_longer_than_the_kubelet(tmp_path: Path) -> None:
    with serving(lambda _: iter([b""])) as server:
        server.answer = server.hang
        assert ask(tmp_path, server.port, deadline="1") == (1, "not ready: no answer within 1 s")


def test_a_server_that_does_not_listen_is_still_loading(tmp_path: Path) -> None:
    code, line = ask(tmp_path, free_port())
    assert code == 1
    assert "the models are loading, or have failed to" in line
