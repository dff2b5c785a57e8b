"""Names of many workloads at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.connections.values import several, together

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from .pods import Row

_MANY: Final = 5
"""From this number on, names are not listed."""
_MISSING: Final = 2
_MOST: Final = 3
"""The least number of workloads that are told as all of their namespace, or as all of a label."""


class Crowds:
    """Knows all workloads, to tell some in few words."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the workloads of both sides."""
        self._rows = tuple(rows)
        self._several = len({row.namespace for row in self._rows}) > 1

    def name(self, row: Row) -> str:
        """Return the name of a workload, with its namespace if there are several."""
        return f"{row.namespace}/{row.name}" if self._several and row.namespace else row.name

    def words(self, rows: Collection[Row]) -> str:
        """Return some workloads in words."""
        if len(rows) >= _MOST:
            for told in (self._namespace(rows), self._app(rows)):
                if told:
                    return told
        return several(sorted(map(self.name, rows)))

    def _namespace(self, rows: Collection[Row]) -> str | None:
        """Return that they are all of a namespace, where a workload that only one side has can be missing."""
        namespaces = {row.namespace for row in rows}
        if len(namespaces) > 1:
            return None
        everyone = [row for row in self._rows if row.namespace in namespaces]
        missing = [row for row in everyone if row not in rows]
        if any(row.old and row.new for row in rows):
            missing = [row for row in missing if row.old and row.new]
        space = f"namespace {min(namespaces)}" if self._several else "the namespace"
        if not missing:
            return f"every pod of {space}"
        if len(missing) <= _MISSING and len(rows) >= _MANY:
            return f"every pod of {space} but {together(sorted(map(self.name, missing)))}"
        return None

    def _app(self, rows: Collection[Row]) -> str | None:
        """Return that they are all that have a label `app`."""
        labels = {(row.namespace, row.app) for row in rows}
        if len(labels) > 1 or len(rows) < _MANY - 1:
            return None
        ((namespace, app),) = labels
        alike = [row for row in self._rows if (row.namespace, row.app) == (namespace, app)]
        if app is None or len(alike) != len(rows):
            return None
        return f"{len(rows)} workloads with app={app}" + (f" in namespace {namespace}" if self._several else "")
