"""A test that starts programs says so, by the fixture `programs`: otherwise the start fails it.

Those tests have the mark `programs`, and `make check` leaves them out. The Node.js process that jsii itself starts for
the constructs is no matter, nor is the look at its version before, nor what griffe asks git.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

STARTS = frozenset(("subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"))
"""What Python tells audit hooks of, in whatever thread."""
HARMLESS = ("jsii-runtime.js", "process.versions.node", "'--show-toplevel'", "'check-ignore'", "'remote.origin.url'")
"""What is in the commands of jsii, and of griffe, which asks git where the package that it reads comes from."""

starts_programs = pytest.mark.usefixtures("programs")
"""For tests that start programs themselves."""


class _Watch:
    """What the tests of this process may do, and have tried."""

    def __init__(self) -> None:
        self.is_forbidden = False
        self.is_under_way = False
        """Whether fixtures of more than one test may have programs to end."""
        self.refused: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.is_forbidden and not any(each in str(arguments) for each in HARMLESS):
            self.refused.append(f"{event}: {arguments[:2]}")
            raise AssertionError(f"a test that starts programs needs the fixture 'programs'; {self.refused[-1]}")


_WATCH = _Watch()


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    # Python tells of every call of id(): no more of its time than this.
    if event in STARTS:
        _WATCH(event, arguments)


@pytest.fixture(scope="session")
def programs() -> None:
    """Let a test, and fixtures that need this one, start programs: servers, shells, commands."""
    _WATCH.is_under_way = True


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "programs: starts programs; set where a test needs the fixture of that name")
    sys.addaudithook(_hear)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _may_start(item):
            item.add_marker("programs")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    _WATCH.is_forbidden = not _may_start(item)
    _WATCH.refused.clear()
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    yield
    # The failure may have been caught, or have been that of another thread.
    assert not _WATCH.refused, f"{item.name} starts programs without the fixture 'programs': {_WATCH.refused}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    # It may end what other tests have used.
    _WATCH.is_forbidden = _WATCH.is_forbidden and not _WATCH.is_under_way
    yield
    _WATCH.is_forbidden = False


def _may_start(item: pytest.Item) -> bool:
    return "programs" in getattr(item, "fixturenames", ())
