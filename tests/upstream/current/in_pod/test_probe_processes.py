"""The probe notices that a process of vLLM has ended, which the server itself does not."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from neuronpedia_constructs.upstream.current.in_pod import source
from tests.support import waiting
from tests.support.answering import Server, always, http, serving
from tests.support.probing import VLLM, Probe, stat, told
from tests.support.programs import starts_programs

pytestmark = starts_programs

NAMED = 'echo "$1" > /proc/$$/comm; eval "$2"; echo; read -r wait'
"""A process with a name that starts others, tells so, and stays until it is killed."""

STAYS = "while :; do sleep 1000; done"

Tree = subprocess.Popen[str]
"""A process and those that it has started; their numbers are the lines that it writes."""


@contextmanager
def running(name: str, then: str = "") -> Iterator[tuple[Tree, list[int]]]:
    pipe, command = subprocess.PIPE, ["sh", "-c", NAMED, "sh", name, then]
    tree = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, start_new_session=True)
    try:
        assert tree.stdout
        yield tree, [int(line) for line in iter(tree.stdout.readline, "\n")]
    finally:
        end(tree)


def end(tree: Tree) -> None:
    with suppress(ProcessLookupError):
        os.killpg(tree.pid, signal.SIGKILL)
    tree.communicate()


def named(name: str, then: str = STAYS) -> str:
    """The command of a shell that starts a process with a name, and writes its number."""
    return f"sh -c 'echo {name} > /proc/$$/comm; {then}' & echo $!; "


def has_name(process: int, name: str) -> bool:
    return Path(f"/proc/{process}/comm").read_text().strip() == name[:15]


def kill(process: int) -> None:
    """Kill a process, whose parent lives and need not notice."""
    os.kill(process, signal.SIGKILL)
    with suppress(FileNotFoundError, ProcessLookupError):
        waiting.until(lambda: stat(process)[0] == "Z")


@pytest.fixture
def probe(tmp_path: Path) -> Probe:
    return Probe(tmp_path)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that says that it is well, whatever happens to its engine."""
    with serving(always(http(200, {"backend": "vllm", "vram_budget_bytes": 2**30}))) as server:
        yield server


def codes(probe: Probe, server: Server) -> list[int]:
    # One after the other: what readiness notes, liveness reads.
    return [told(probe.start(check, server.port)).code for check in ("ready", "alive")]


def ended(process: int) -> str:
    return f"vLLM's process {process} has ended, and requests fail"


def test_an_engine_that_has_ended(probe: Probe, server: Server) -> None:
    with running(f"{VLLM}EngineCore") as (engine, _):
        assert codes(probe, server) == [0, 0]
        kill(engine.pid)
        # A zombie: its parent has not asked for its end. Readiness does not forget it.
        for _ in range(2):
            assert probe.run(server.port) == ((1, ended(engine.pid)), (1, ended(engine.pid)))
        waiting.ended(engine)
        assert probe.run(server.port) == ((1, ended(engine.pid)), (1, ended(engine.pid)))
        server.answer = server.hang
        assert told(probe.start("alive", server.port)) == (1, ended(engine.pid))


def test_a_worker_that_has_ended(probe: Probe, server: Server) -> None:
    with running(f"{VLLM}EngineCore", named(f"{VLLM}Worker_TP0") + named(f"{VLLM}Worker_TP1")) as (_, workers):
        waiting.until(lambda: all(has_name(worker, f"{VLLM}Worker_TP0") for worker in workers))
        assert codes(probe, server) == [0, 0]
        assert len(probe.processes.read_text().splitlines()) == 3
        kill(workers[1])
        assert probe.run(server.port) == ((1, ended(workers[1])), (1, ended(workers[1])))


def test_what_an_engine_starts_for_a_moment_may_end(probe: Probe, server: Server) -> None:
    with running(f"{VLLM}EngineCore", f"({STAYS}) & echo $!; ") as (engine, (other,)):
        assert has_name(other, f"{VLLM}EngineCore")
        assert codes(probe, server) == [0, 0]
        assert probe.processes.read_text().split()[0] == str(engine.pid)
        kill(other)
        assert codes(probe, server) == [0, 0]


def test_an_engine_of_another_name_is_not_watched(probe: Probe, server: Server) -> None:
    with running("engine-of-tomorrow") as (engine, _):
        assert codes(probe, server) == [0, 0]
        kill(engine.pid)
        assert codes(probe, server) == [0, 0]


def test_an_engine_that_has_ended_before_anyone_looked_is_not_noted(probe: Probe, server: Server) -> None:
    with running(f"{VLLM}EngineCore") as (engine, _):
        kill(engine.pid)
        assert codes(probe, server) == [0, 0]
        assert not probe.processes.exists()


def test_the_names_are_those_of_vllm() -> None:
    names: dict[str, Any] = {"__name__": "probe"}
    exec(source("probe.py"), names)
    with running("VLLM::EngineCore", named("VLLM::Worker_TP0_EP0")) as (engine, (worker,)):
        waiting.until(lambda: has_name(worker, "VLLM::Worker_TP0_EP0"))
        noted = [line.split()[0] for line in names["processes"]().splitlines()]
    assert {str(engine.pid), str(worker)} <= {*noted}


def test_a_restarted_server_starts_anew(probe: Probe, server: Server) -> None:
    with running("python", named(f"{VLLM}EngineCore")) as (tree, (first,)):
        waiting.until(lambda: has_name(first, f"{VLLM}EngineCore"))
        assert codes(probe, server) == [0, 0]
        assert probe.processes.read_text().split()[::2] == [str(first), str(tree.pid)]
        end(tree)
        assert told(probe.start("alive", server.port)) == (0, "alive")
    with running(f"{VLLM}EngineCore") as (second, _):
        assert codes(probe, server) == [0, 0]
        assert probe.processes.read_text().split()[0] == str(second.pid)


def test_another_process_with_the_number_of_one_that_has_ended(probe: Probe, server: Server) -> None:
    own, start = os.getpid(), stat(os.getpid())[19]
    with running("anything") as (other, _):
        probe.processes.write_text(f"{other.pid} 1 {own} {start}\n")
        assert probe.run(server.port) == ((1, ended(other.pid)), (1, ended(other.pid)))


@pytest.mark.parametrize("text", ["garbage", "1 2 3", "1 2 3 4 5\n\n6", "\0 \0 \0 \0", "../x 1 self 2", "self self"])
def test_notes_that_make_no_sense_are_replaced(probe: Probe, server: Server, text: str) -> None:
    probe.processes.write_text(text)
    assert told(probe.start("alive", server.port)) == (0, "alive")
    with running(f"{VLLM}EngineCore") as (engine, _):
        assert told(probe.start("ready", server.port)) == (0, "ready")
        assert probe.processes.read_text().split()[0] == str(engine.pid)
