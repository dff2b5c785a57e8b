"""A PostgreSQL server that tests share, and a dump that they restore.

Imports are inside: the process that only hands out the tests loads this, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .postgres import Server
    from .restoring import Made, Restore


@pytest.fixture(scope="session")
def server(programs: None) -> Iterator[Server]:  # noqa: ARG001
    """A server for tests whose databases are their own, and are gone afterwards."""
    from .postgres import running  # noqa: PLC0415

    with running() as found:
        yield found


@pytest.fixture(scope="session")
def restorable(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A database to restore, and its dump."""
    from .restoring import prepared  # noqa: PLC0415

    return prepared(server, tmp_path_factory.mktemp("made"))


@pytest.fixture
def restore(restorable: Made, tmp_path: Path) -> Restore:
    """What runs the Job that the command prints."""
    from .restoring import Restore  # noqa: PLC0415

    return Restore(restorable, tmp_path)


@pytest.fixture
def volume(restore: Restore) -> Path:
    """The volume of dumps that the Job finds."""
    return restore.volume
