"""Why something cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from neuronpedia_constructs.validation.problems import visible_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 20
"""How many errors of one source are told. A file with thousands has the same one at every place."""
_LONGEST = 60


def shortened(text: str) -> str:
    """Return the beginning of a name, which may be of any length."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class Unreadable(Exception):  # noqa: N818 - the command's other modules know it by this name
    """A side cannot be read, so that there is nothing to compare.

    Args:
        errors: statements for a person, each on one line as "file:line: what is wrong; what to do".
    """

    def __init__(self, errors: Iterable[str]) -> None:
        self.errors = tuple(map(visible_line, errors))
        super().__init__(self.errors)

    def __str__(self) -> str:
        return "\n".join(self.errors)


class Problems:
    """The errors found in one source, by line. Values of manifests are not in them: any could be secret."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._found: list[tuple[int, str]] = []
        self._more = 0

    def __len__(self) -> int:
        """Return how many errors there are."""
        return len(self._found) + self._more

    def add(self, line: int, statement: str) -> None:
        """Add an error in a line, which counts from 1."""
        if len(self._found) < _MOST:
            self._found.append((line, statement))
        else:
            self._more += 1

    def forget(self) -> None:
        """Take back all errors."""
        self._found.clear()
        self._more = 0

    def stop(self, line: int, statement: str) -> NoReturn:
        """Add an error behind which nothing can be read, and end the reading.

        Raises:
            Unreadable: always.
        """
        self._found.append((line, statement))
        raise Unreadable(self._told())

    def end(self) -> None:
        """End the reading of the source if it has errors.

        Raises:
            Unreadable: it has, with the errors in the order of their lines.
        """
        if self._found:
            raise Unreadable(self._told())

    def _told(self) -> list[str]:
        found = sorted(self._found, key=lambda each: each[0])
        told = [f"{self._source}:{line}: {statement}" for line, statement in found]
        return [*told, f"{self._source}: and {self._more} more errors"] if self._more else told
