"""JSON as documents, where it is no YAML: emoji as two escapes, objects that follow each other without a separator."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .opened import twice
from .scalars import Scalar, number
from .tree import MOST_DEPTH, NOT_FINITE, TOO_DEEP, Document
from .yaml_text import InvalidSyntaxError

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.reading.errors import Problems

_SPACE = re.compile(r"[ \t\r\n]*")


def json_documents(text: str, problems: Problems) -> list[Document]:
    """Return the documents of JSON, and add to the problems what is wrong with their keys and numbers.

    Raises:
        InvalidSyntaxError: it is not JSON.
        Unreadable: it is nested too deeply.
    """
    reader = _Reader(problems)
    documents = []
    at, line = 0, 1
    while (start := _end_of_space(text, at)) < len(text):
        line += text.count("\n", at, start)
        value, at = reader.read(text, start, line)
        documents.append(Document(value, line, {}))
        line += text.count("\n", start, at)
    return documents


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()


class _Reader:
    """Reads one document after the other. All errors in one are told with the line in which it begins."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._line = 1
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._map, parse_float=number, parse_int=number, parse_constant=self._constant
        )

    def read(self, text: str, at: int, line: int) -> tuple[Any, int]:
        """Return the document that begins at a place, and the place behind it."""
        self._line = line
        try:
            value, end = self._decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise InvalidSyntaxError(error.lineno, f"not JSON: {error.msg}; correct it") from None
        except RecursionError:
            self._problems.stop(line, TOO_DEEP)
        return self._clean(value, MOST_DEPTH), end

    def _map(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, value in pairs:
            if name in made:
                self._problems.add(self._line, twice(name))
            made[name] = value
        return made

    def _constant(self, _: str) -> Scalar:
        self._problems.add(self._line, NOT_FINITE)
        return None

    def _clean(self, value: Any, depth: int) -> Any:
        """Return a value whose texts have characters only: an escape can be half of one."""
        if isinstance(value, str):
            return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if isinstance(value, dict | list) and not depth:
            self._problems.stop(self._line, TOO_DEEP)
        if isinstance(value, dict):
            return {self._clean(name, depth): self._clean(each, depth - 1) for name, each in value.items()}
        return [self._clean(each, depth - 1) for each in value] if isinstance(value, list) else value
