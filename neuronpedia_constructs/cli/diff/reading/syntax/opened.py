"""Maps and lists of a document while they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.reading.errors import shortened

from .scalars import key

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.reading.errors import Problems


class Anchored:
    """A value that an alias can stand for."""

    __slots__ = ("complete", "height", "line", "value", "weight")

    def __init__(self, value: Any, line: int, weight: int = 1, height: int = 0) -> None:
        self.value = value
        self.line = line
        """Where it begins."""
        self.weight = weight
        """How many values it has, itself included, with those that its aliases stand for."""
        self.height = height
        """How many maps and lists are in one another here."""
        self.complete = True
        """Whether its end has been met: before it, an alias would be in itself."""


class Open(Anchored):
    """A map or a list whose end has not been met."""

    __slots__ = ("awaits_key",)

    def __init__(self, value: dict[str, Any] | list[Any], line: int) -> None:
        super().__init__(value, line, height=1)
        self.complete = False
        self.awaits_key = False

    def add(self, added: Anchored) -> None:
        """Add a value, and count it."""
        self.height = max(self.height, added.height + 1)
        self.put(added.value, added.line, added.weight)

    def put(self, value: Any, line: int, weight: int) -> None:
        """Add a value that has no others in it, and count it."""
        self.weight += weight
        self._put(value, line)

    def _put(self, value: Any, line: int) -> None:
        raise NotImplementedError


class OpenList(Open):
    """A list whose end has not been met."""

    __slots__ = ()

    def __init__(self, line: int) -> None:
        super().__init__([], line)

    def _put(self, value: Any, line: int) -> None:
        del line
        self.value.append(value)


class OpenMap(Open):
    """A map whose end has not been met. It tells what is wrong with a key, and drops the value of a wrong one."""

    __slots__ = ("_key", "_lines", "_merges", "_problems")

    def __init__(self, line: int, problems: Problems) -> None:
        super().__init__({}, line)
        self.awaits_key = True
        self._problems = problems
        self._key: str | None = None
        self._lines: dict[str, int] = {}
        self._merges = False

    def merge(self) -> None:
        """Take the next value for a merge, in place of one with a key: its keys come into this map."""
        self._merges = True
        self.awaits_key = False

    def _put(self, value: Any, line: int) -> None:
        if self.awaits_key:
            self._key = self._checked(value, line)
        elif self._merges:
            self._merge(value, line)
            self._merges = False
        elif self._key is not None:
            self.value[self._key] = value
        self.awaits_key = not self.awaits_key

    def _checked(self, value: Any, line: int) -> str | None:
        """Return a key as a text, or None after telling what is wrong with it."""
        if isinstance(value, dict | list):
            self._problems.add(line, _COLLECTION)
            return None
        name = key(value)
        if name is None:
            self._problems.add(line, "kubectl takes no such key of a map; put it in quotes")
            return None
        if name in self._lines:
            self._problems.add(line, twice(name, f", first in line {self._lines[name]}"))
            return None
        self._lines[name] = line
        return name

    def _merge(self, value: Any, line: int) -> None:
        """Take over the keys of a map, or those of maps in a list, of which the first wins.

        They win over the keys above them, which go-yaml v2 does and the specification of YAML does not:
        https://github.com/go-yaml/yaml/blob/v2.4.0/decode.go
        """
        maps = value if isinstance(value, list) else [value]
        if not all(isinstance(each, dict) for each in maps):
            self._problems.add(line, "`<<` merges a map or a list of maps; give one, or put the key in quotes")
            return
        for each in reversed(maps):
            self.value.update(each)


def twice(name: str, first: str = "") -> str:
    """Return the statement that a key stands twice in a map, for which kubectl has neither an error nor a warning."""
    return f"the key `{shortened(name)}` stands twice in one map{first}; kubectl would take the last: remove one"


_COLLECTION = (
    "a map or a list stands in place of a key; render a template such as `{{ … }}` first, or put a text in quotes"
)
