"""Documents of YAML as plain values, with the lines in which they stand.

The parser only says what it meets. The values are made here, without recursion and within bounds, so that neither deep
nesting nor a few aliases that stand for billions of values do harm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from yaml import events

from .opened import Anchored, Open, OpenList, OpenMap
from .scalars import Scalar, plain, tagged

if TYPE_CHECKING:
    from collections.abc import Callable

    from neuronpedia_constructs.cli.diff.reading.errors import Problems

MOST_DEPTH: Final = 100
"""How deeply maps and lists may be nested. Workloads are nested 12 deep, definitions of resources twice as deeply."""
MOST_VALUES: Final = 1_000_000
"""How many values one source may have."""
MOST_ALIASED: Final = 400_000
"""How many values all aliases of one source may stand for.

Up to so many, go-yaml lets a document be aliases almost alone, and beyond ever fewer (`allowedAliasRatio`):
https://github.com/go-yaml/yaml/blob/v2.4.0/decode.go
"""
_TEXT: Final = 64
"""So many characters of a text count as one value."""
_PLACED: Final = 2
"""The depth to which the lines of maps are kept: that of an object in a List."""
_COLLECTIONS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "set", "omap", "pairs"))

NOT_FINITE: Final = "JSON, and so Kubernetes, has neither infinity nor NaN; put a text in quotes"
TOO_DEEP: Final = f"maps and lists are nested more than {MOST_DEPTH} deep"
_TOO_MANY = f"there are more than {MOST_VALUES:,} values; give only the manifests of one environment"
_ALIASED = f"the aliases stand for more than {MOST_ALIASED:,} values; write out what is meant"
_NO_ANCHOR = "no anchor above has the name of this alias; put a text that begins with `*` in quotes"
_IN_ITSELF = "this alias stands for a map or a list that it is in; write out what is meant"
_NO_TAG = "this tag means nothing to Kubernetes; remove it, or put a text that begins with `!` in quotes"


@dataclass(frozen=True, slots=True)
class Document:
    """A document, and where it and the maps at its top stand."""

    value: Any
    line: int
    places: dict[int, tuple[int, Any]]
    """Lines by the identity of a map. The map is kept with its line, so that no other gets its identity."""
    weight: int = 1
    """How many values it has."""

    def moved(self, lines: int) -> Document:
        """Return the same document so many lines further down."""
        places = {identity: (line + lines, value) for identity, (line, value) in self.places.items()}
        return Document(self.value, self.line + lines, places, self.weight)

    def line_of(self, value: Any, default: int) -> int:
        """Return the line in which a map begins, or another where that is not known."""
        return self.places.get(id(value), (default, None))[0]


class Builder:
    """Makes documents of what the parser meets."""

    def __init__(self, problems: Problems) -> None:
        self.documents: list[Document] = []
        self.offset = 0
        """How many lines of the source are in front of what the parser reads."""
        self._problems = problems
        self._open: list[Open] = []
        self._anchors: dict[str, Anchored] = {}
        self._places: dict[int, tuple[int, Any]] = {}
        self._values = 0
        self._aliased = 0

    def take(self, event: events.Event) -> None:
        """Take what comes next.

        Raises:
            Unreadable: what comes cannot be read, and nothing behind it.
        """
        if handler := _HANDLERS.get(type(event)):
            handler(self, event, event.start_mark.line + 1 + self.offset if event.start_mark else 0)

    def repeat(self, document: Document, lines: int) -> None:
        """Take a document that was met elsewhere, so many lines further up.

        Raises:
            Unreadable: it is one value too many.
        """
        repeated = document.moved(lines)
        self._count(repeated.weight, repeated.line)
        self.documents.append(repeated)

    def _document(self, event: events.DocumentStartEvent, line: int) -> None:
        del event, line
        self._anchors, self._places = {}, {}

    def _scalar(self, event: events.ScalarEvent, line: int) -> None:
        value: Scalar = event.value
        if event.implicit[0]:
            if value == "<<" and self._open and isinstance(top := self._open[-1], OpenMap) and top.awaits_key:
                top.merge()
                return
            value = plain(event.value)
        elif event.tag is not None and event.tag != "!":
            try:
                value = tagged(event.tag, event.value)
            except ValueError as error:
                self._problems.add(line, str(error))
        if isinstance(value, float) and not math.isfinite(value):
            self._problems.add(line, NOT_FINITE)
        weight = 1 + len(event.value) // _TEXT
        if event.anchor is None and self._open:
            # Almost all values are such.
            self._count(1, line)
            self._open[-1].put(value, line, weight)
            return
        added = Anchored(value, line, weight)
        if event.anchor is not None:
            self._anchors[event.anchor] = added
        self._add(added)

    def _start(self, event: events.CollectionStartEvent, line: int) -> None:
        if len(self._open) >= MOST_DEPTH:
            self._problems.stop(line, TOO_DEEP)
        if event.tag not in _COLLECTIONS and event.tag not in (None, "!"):
            self._problems.add(line, _NO_TAG)
        started = OpenMap(line, self._problems) if isinstance(event, events.MappingStartEvent) else OpenList(line)
        if event.anchor is not None:
            self._anchors[event.anchor] = started
        self._place(started.value, line)
        self._open.append(started)

    def _end(self, event: events.CollectionEndEvent, line: int) -> None:
        del event, line
        ended = self._open.pop()
        ended.complete = True
        self._add(ended)

    def _alias(self, event: events.AliasEvent, line: int) -> None:
        anchored = self._anchors.get(event.anchor or "")
        if anchored is None:
            self._problems.stop(line, _NO_ANCHOR)
        if not anchored.complete:
            self._problems.stop(line, _IN_ITSELF)
        self._aliased += anchored.weight
        if self._aliased > MOST_ALIASED:
            self._problems.stop(line, _ALIASED)
        if len(self._open) + anchored.height > MOST_DEPTH:
            self._problems.stop(line, TOO_DEEP)
        copy = _copy(anchored.value)
        self._place(copy, line)
        self._add(Anchored(copy, line, anchored.weight, anchored.height))

    def _add(self, value: Anchored) -> None:
        self._count(1, value.line)
        if self._open:
            self._open[-1].add(value)
        else:
            self.documents.append(Document(value.value, value.line, self._places, value.weight))

    def _count(self, values: int, line: int) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            self._problems.stop(line, _TOO_MANY)

    def _place(self, value: Any, line: int) -> None:
        if len(self._open) <= _PLACED and isinstance(value, dict):
            self._places[id(value)] = line, value


def _copy(value: Any) -> Any:
    """Return a value that shares nothing with another, so that a change of one is none of the other."""
    if isinstance(value, dict):
        return {name: _copy(each) for name, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value


_HANDLERS: dict[type[events.Event], Callable[[Builder, Any, int], None]] = {
    events.DocumentStartEvent: Builder._document,
    events.ScalarEvent: Builder._scalar,
    events.AliasEvent: Builder._alias,
    events.MappingStartEvent: Builder._start,
    events.SequenceStartEvent: Builder._start,
    events.MappingEndEvent: Builder._end,
    events.SequenceEndEvent: Builder._end,
}
