"""Whatever a test waits for, it waits as long as it takes, on a machine that is as busy as it may be.

One bound, for all of it, ends what would hang forever.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

FOREVER: Final = 600
"""Seconds after which something hangs: a hundred times what the slowest takes on a machine that is idle."""


def run(command: Sequence[str | Path], *, check: bool, **options: Any) -> subprocess.CompletedProcess[Any]:
    """Run a program until it ends.

    Args:
        command: the program and its arguments.
        check: whether another exit code than 0 is an error.
        options: others of `subprocess.run`.
    """
    return subprocess.run(command, check=check, timeout=FOREVER, **options)


def ended(started: subprocess.Popen[Any]) -> int:
    """Wait until a program ends, and return its exit code."""
    return started.wait(timeout=FOREVER)


def until(holds: Callable[[], object]) -> None:
    """Wait for something that happens by itself."""
    deadline = time.monotonic() + FOREVER
    while not holds():
        assert time.monotonic() < deadline, "it hangs"
        time.sleep(0.02)


COMPUTES: Final = 60
"""Seconds of the processor's time after which a computation that takes milliseconds hangs."""


PG_CTL: Final = {"PGCTLTIMEOUT": str(FOREVER)}
"""The variables of a pg_ctl that waits as long; by itself, it waits for a minute."""


@contextmanager
def computing() -> Iterator[None]:
    """End a computation that never ends. Only the time of this process counts, however busy the machine is."""

    def stop(*_: object) -> None:
        raise AssertionError(f"it computes for more than {COMPUTES} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, COMPUTES)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
