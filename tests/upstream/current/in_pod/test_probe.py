"""The probe, as the kubelet runs it, against a server that plays every state of the inference server."""

from __future__ import annotations

import gzip
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import waiting
from tests.support.answering import Answer, always, http, serving
from tests.support.listening import IPV6, free_port, has_ipv6
from tests.support.probing import KEY, Probe, told
from tests.support.programs import starts_programs

pytestmark = starts_programs

EAGER: dict[str, Any] = {"backend": "eager", "vram_budget_bytes": 0}
STARTING = {"backend": "vllm", "vram_budget_bytes": 0}
STARTED = {"backend": "vllm", "vram_budget_bytes": 2 * 2**30}


@pytest.fixture
def probe(tmp_path: Path) -> Probe:
    return Probe(tmp_path)


def capable(answer: bytes) -> Answer:
    """A server with this answer about its capabilities, and good health."""

    def answer_to(head: str) -> Iterator[bytes]:
        yield http(200, {"status": "healthy"}) if head.startswith("GET /health ") else answer

    return answer_to


def chunked(*texts: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%b\r\n" % (len(text), text) for text in (*texts, b""))


IN_CHUNKS = chunked(b'{"backend":"eager",', b'"vram_budget_bytes":0}')

STATES: dict[str, tuple[Answer, tuple[int, str], tuple[int, str]]] = {
    "before the model is loaded": (always(http(500, {"error": "no"})), (1, "answers 500"), (1, "answers 500")),
    "vLLM without an engine": (capable(http(200, STARTING)), (1, "vram_budget_bytes is 0"), (0, "alive")),
    "vLLM with an engine": (capable(http(200, STARTED)), (0, "ready"), (0, "alive")),
    "eager, on a CPU": (capable(http(200, EAGER)), (0, "ready"), (0, "alive")),
    "another key": (capable(http(401)), (1, "it refuses the key in SECRET"), (0, "alive")),
    "any answer without the key": (always(http(401)), (1, "it refuses the key in SECRET"), (0, "alive")),
    "overloaded": (always(http(503)), (1, "answers 503"), (0, "alive")),
    "chunks": (capable(IN_CHUNKS), (0, "ready"), (0, "alive")),
    "gzip": (capable(http(200, gzip.compress(b"{}"), "Content-Encoding: gzip")), (1, "not complete"), (0, "alive")),
    "a part": (capable(http(200, EAGER)[:-9]), (1, "not complete"), (0, "alive")),
    "a part in chunks": (capable(IN_CHUNKS[:-12]), (1, "not complete"), (0, "alive")),
    "another JSON": (capable(http(200, [])), (1, "lacks backend"), (0, "alive")),
    "no number": (capable(http(200, {**STARTED, "vram_budget_bytes": None})), (1, "lacks backend"), (0, "alive")),
    "too deep": (capable(http(200, b"[" * 10**5)), (1, "not complete"), (0, "alive")),
    "too much": (capable(http(200, b"x" * 5 * 2**20)), (1, "not complete"), (0, "alive")),
    "not HTTP": (always(b"\x16\x03\x01\x00\n"), (1, "no answer in HTTP"), (1, "no answer in HTTP")),
    "HTTP without a status": (always(b"HTTP/1.1 \xff\n"), (1, "no answer in HTTP"), (1, "no answer in HTTP")),
    "nothing": (always(), (1, "no answer in HTTP"), (1, "no answer in HTTP")),
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_of_the_server(probe: Probe, state: str) -> None:
    answer, ready, alive = STATES[state]
    with serving(answer) as server:
        results = probe.run(server.port)
    assert [result.code for result in results] == [ready[0], alive[0]]
    for result, (_, text) in zip(results, (ready, alive), strict=True):
        assert text in result.line


def test_a_start_on_vllm(probe: Probe) -> None:
    port = free_port()
    ready, alive = probe.run(port)
    assert ready == alive == (1, f"nothing listens at port {port}")
    with serving(always(http(500)), port=port) as server:
        assert [result.code for result in probe.run(port)] == [1, 1]
        server.answer = server.hang
        ready, alive = probe.run_in_vain(server)
        assert [ready.code, alive.code] == [1, 0]
        assert ready.line.startswith("not ready: no answer within ")
        assert alive.line.startswith("alive: busy; its last answer was ")
        server.answer = capable(http(200, STARTING))
        assert [result.code for result in probe.run(port)] == [1, 0]
        server.answer = capable(http(200, STARTED))
        assert [result.code for result in probe.run(port)] == [0, 0]


def drip(_: str) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        time.sleep(0.1)
        yield b"x"


def drip_the_first_line(_: str) -> Iterator[bytes]:
    yield b"HTTP/"
    while True:
        time.sleep(0.1)
        yield b"1"


def test_it_ends_after_5_seconds_however_slow_the_answer_is(probe: Probe) -> None:
    with serving(drip) as slow, serving(drip_the_first_line) as slower:
        started = [
            probe.start(check, server.port, is_impatient=True)
            for server in (slow, slower)
            for check in ("ready", "alive")
        ]
        results = [told(process) for process in started]
    assert [result.code for result in results] == [1, 0, 1, 0]
    assert results[2].line == "not ready: no answer within 5 s"


def test_an_answer_counts_if_the_connection_stays_open(probe: Probe) -> None:
    def answer(head: str) -> Iterator[bytes]:
        yield http(200, EAGER)
        yield from server.hang(head)

    with serving(answer) as server:
        assert probe.run_in_vain(server) == ((0, "ready"), (0, "alive"))
    assert all("Connection: close" in head for head in server.asked)


def test_what_comes_in_time_is_not_all(probe: Probe) -> None:
    def answer(head: str) -> Iterator[bytes]:
        yield http(200, EAGER)[:-9]
        yield from server.hang(head)

    with serving(answer) as server:
        ready, alive = probe.run_in_vain(server)
    assert "not complete" in ready.line
    assert [ready.code, alive] == [1, (0, "alive")]


def test_a_server_may_be_busy_for_15_minutes(tmp_path: Path) -> None:
    busy, hung, answered = [Probe(tmp_path / name) for name in ("busy", "hung", "answered")]
    for probe, minutes in ((busy, 12), (hung, 16), (answered, 16)):
        probe.answered.write_text(str(time.monotonic() - minutes * 60))
    with serving(always(http(503))) as server:
        told(answered.start("ready", server.port))
        server.answer = server.hang
        results = [probe.overdue("alive", server) for probe in (busy, hung, answered)]
    assert [result.code for result in results] == [0, 1, 0]
    assert results[0].line.startswith("alive: busy; its last answer was ")
    assert results[1].line.startswith("not alive: no answer for 1")


@pytest.mark.parametrize("text", ["", "garbage", "nan", "1e999", "\0", "-inf x"])
def test_the_15_minutes_begin_anew_if_the_last_answer_is_unknown(probe: Probe, text: str) -> None:
    sixteen_minutes = 16 * 60
    probe.answered.write_text(text)
    names = probe.load()
    assert names["seconds_since_answer"]() == 0
    kept = float(probe.answered.read_text())
    probe.answered.write_text(str(kept - sixteen_minutes))
    assert names["seconds_since_answer"]() >= sixteen_minutes


def test_an_answer_of_the_future_is_one_before_the_node_restarted(probe: Probe) -> None:
    probe.answered.write_text(str(time.monotonic() + 10**6))
    assert probe.load()["seconds_since_answer"]() == 0


@pytest.mark.parametrize("key", ["ключ", ""])
def test_a_key_that_no_header_can_carry_is_refused(probe: Probe, key: str) -> None:
    probe.environ["SECRET"] = key
    with serving(capable(http(401))) as server:
        results = probe.run(server.port)
    assert [result.code for result in results] == [1, 0]


def test_only_readiness_sends_the_key_and_nobody_else_sees_it(probe: Probe) -> None:
    with serving(always()) as server:
        server.answer = server.hang
        process = probe.start("ready", server.port)
        waiting.until(lambda: server.asked)
        command = Path(f"/proc/{process.pid}/cmdline").read_text().split("\0")
        process.send_signal(signal.SIGALRM)
        told(process)
        assert command[1:] == ["-I", "-S", str(probe.program), "ready", str(server.port), ""]
        server.answer = capable(http(200, EAGER))
        probe.run(server.port)
        del probe.environ["SECRET"]
        assert told(probe.start("ready", server.port)).code == 0
    keys = [f"X-SECRET-KEY: {KEY}\r\n" in head for head in server.asked if "/v1/capabilities" in head]
    assert keys == [True, True, False]
    assert [KEY in head for head in server.asked if "/health" in head] == [False]
    assert "SECRET" not in server.asked[-1]


def test_a_folder_that_cannot_be_written_harms_nobody(probe: Probe) -> None:
    probe.environ["TMPDIR"] = str(probe.folder / "none")
    with serving(capable(http(200, STARTED))) as server:
        assert [result.code for result in probe.run(server.port)] == [0, 0]
        server.answer = server.hang
        assert [result.code for result in probe.run_in_vain(server)] == [1, 0]


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no address of IPv6")
def test_a_pod_that_has_only_ipv6(probe: Probe) -> None:
    with serving(capable(http(200, EAGER)), IPV6) as server:
        assert probe.run(server.port) == ((0, "ready"), (0, "alive"))
