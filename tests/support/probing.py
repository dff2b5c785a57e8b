"""The probe of the inference server, run as the kubelet runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

from neuronpedia_constructs.upstream.current.in_pod import source

from . import waiting
from .answering import Server

KEY: Final = "not-to-be-told"

VLLM: Final = f"{os.getpid() % 2**16:04x}::"
"""What the names of vLLM's processes begin with here: other tests start such processes at the same time."""


Process = subprocess.Popen[str]


class Told(NamedTuple):
    """What the probe tells the kubelet."""

    code: int
    line: str


class Probe:
    """The probe in a pod: one folder of state, one key.

    It waits for answers as long as it takes, until a test tells it that its time is over, or makes it impatient.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.environ = {"TMPDIR": str(folder), "SECRET": KEY}
        self.answered = folder / "probe-answered"
        self.processes = folder / "probe-processes"
        self.program = folder / "probe.py"
        self.impatient = folder / "impatient.py"
        text = source("probe.py").replace("VLLM::", VLLM)
        self.impatient.write_text(text)
        self.program.write_text(text.replace("DEADLINE = 5 ", f"DEADLINE = {waiting.FOREVER} "))

    def start(self, check: str, port: int, *, is_impatient: bool = False) -> Process:
        program = self.impatient if is_impatient else self.program
        command = [sys.executable, "-I", "-S", str(program), check, str(port)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environ, stdout=pipe, stderr=subprocess.STDOUT, text=True)

    def run(self, port: int) -> tuple[Told, Told]:
        """Run both checks at once, as may happen, and return what they tell: ready, alive."""
        ready, alive = [self.start(check, port) for check in ("ready", "alive")]
        return told(ready), told(alive)

    def run_in_vain(self, server: Server) -> tuple[Told, Told]:
        """Run both checks on a server that hangs, as if their time were over."""
        return self.overdue("ready", server), self.overdue("alive", server)

    def overdue(self, check: str, server: Server) -> Told:
        before = server.hanging
        process = self.start(check, server.port)
        # It has taken what was sent, and sleeps.
        waiting.until(lambda: server.hanging > before and stat(process.pid)[0] == "S")
        process.send_signal(signal.SIGALRM)
        return told(process)

    def load(self) -> dict[str, Any]:
        """Return the program's names, on the same files."""
        names: dict[str, Any] = {"__name__": "probe"}
        exec(compile(self.program.read_text(), str(self.program), "exec"), names)
        names.update(ANSWERED=str(self.answered), PROCESSES=str(self.processes))
        return names


def stat(process: int) -> list[str]:
    """What Linux knows of a process, from its state on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def told(process: Process) -> Told:
    output, _ = process.communicate(timeout=waiting.FOREVER)
    assert KEY not in output
    assert output.count("\n") == 1
    assert output.endswith("\n"), "more than a line"
    return Told(process.returncode, output.strip())
