"""Reading a manifest as an API server does: null is absent, and so is a value of another type."""

from __future__ import annotations

from typing import Any

from .fault import below, keyed


class Node:
    """A map in a manifest, with its place."""

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str) -> None:
        self.value: dict[str, Any] = value if isinstance(value, dict) else {}
        self.path = path

    def at(self, *names: str) -> str:
        """Return the path of a field below it."""
        return below(self.path, ".".join(names))

    def has(self, name: str) -> bool:
        """Return whether a field is given."""
        return self.value.get(name) is not None

    def get(self, name: str) -> Any:
        """Return a field, or None."""
        return self.value.get(name)

    def text(self, name: str, default: str = "") -> str:
        """Return a text. Kubernetes does not tell an empty one from none, with few exceptions."""
        found = self.value.get(name)
        return found if isinstance(found, str) and found else default

    def number(self, name: str) -> int | None:
        """Return a number, or None where there is none."""
        return whole(self.value.get(name))

    def flag(self, name: str) -> bool | None:
        """Return a truth value, or None where there is none."""
        found = self.value.get(name)
        return found if isinstance(found, bool) else None

    def child(self, *names: str) -> Node:
        """Return a map below it, which is empty where there is none."""
        node = self
        for name in names:
            node = Node(node.value.get(name), node.at(name))
        return node

    def children(self, name: str) -> list[Node]:
        """Return the maps of a list. A null in it is an empty map, as Go decodes it."""
        found = self.value.get(name)
        path = self.at(name)
        return [Node(each, keyed(path, index)) for index, each in enumerate(found)] if isinstance(found, list) else []

    def texts(self, name: str) -> list[str]:
        """Return the texts of a list. A null in it is an empty text."""
        found = self.value.get(name)
        return [each if isinstance(each, str) else "" for each in found] if isinstance(found, list) else []

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a map whose keys are data."""
        found = self.value.get(name)
        return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}

    def labels(self, name: str) -> dict[str, str]:
        """Return a map of texts. A null in it is an empty text."""
        return {key: value if isinstance(value, str) else "" for key, value in self.mapping(name).items()}


def whole(value: Any) -> int | None:
    """Return a number without a fraction, or None. `1.0` in YAML is 1 in the JSON that kubectl sends."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
