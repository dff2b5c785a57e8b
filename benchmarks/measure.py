"""Measure one synthesis from the inside of its process, and print the figures as JSON."""

from __future__ import annotations

import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any, Self


class Measurement:
    """Time and bridge calls after the imports, and memory, until the context is left."""

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        self.outdir = self._folder.name
        self._calls = 0
        return self

    def imported(self) -> None:
        """Note that imports are over, and count calls over the jsii bridge from now on."""
        from jsii._kernel.providers.process import _NodeProcess  # noqa: PLC0415

        self._imported = time.perf_counter()
        send = _NodeProcess.send

        def counting(process: Any, *args: Any) -> Any:
            self._calls += 1
            return send(process, *args)

        _NodeProcess.send = counting  # type: ignore[method-assign, assignment]

    def __exit__(self, *_: object) -> None:
        self._ended = time.perf_counter()
        files = sorted(Path(self.outdir).iterdir())
        self._objects = sum(file.read_text().count("\nkind: ") for file in files)
        self._node_kib = max((_peak_kib(pid) for pid in _descendants("self")), default=0)
        self._folder.cleanup()

    def report(self, environments: int) -> None:
        """Print what was measured."""
        figures = {
            "environments": environments,
            "objects": self._objects,
            "calls": self._calls,
            "synthesis_seconds": self._ended - self._imported,
            "python_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "node_mib": self._node_kib / 1024,
        }
        print(json.dumps(figures))


def _descendants(pid: str) -> list[str]:
    """Return the processes below a process; Linux only, and empty elsewhere."""
    children = [child for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]
    return children + [below for child in children for below in _descendants(child)]


def _peak_kib(pid: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)
