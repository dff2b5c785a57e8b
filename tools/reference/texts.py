"""The texts that an expression can be, as far as its module and its function say it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Values = Mapping[str, ast.expr]

_UNKNOWN = "…"


class Scope:
    """What names stand for at one place of a module."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def inside(self, node: ast.AST) -> Scope:
        """Return the scope of what is below a node: in a function, its own names count."""
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self
        unknown = {
            argument.arg: ast.Constant(None) for argument in ast.walk(node.args) if isinstance(argument, ast.arg)
        }
        return _Function({**self._values, **unknown}, list(_assigned(node)))

    def texts(self, node: ast.expr | None) -> tuple[str, ...]:
        """Return the texts that an expression can be; what is not written in the code is "…"."""
        if node is None:
            return ()
        if isinstance(node, ast.Constant):
            return (node.value,) if isinstance(node.value, str) else (_UNKNOWN,)
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else _UNKNOWN for part in node.values)
            return ("".join(map(str, parts)),)
        if isinstance(node, ast.IfExp):
            return (*self.texts(node.body), *self.texts(node.orelse))
        if isinstance(node, ast.Name):
            return self._named(node)
        return (_UNKNOWN,)

    def _named(self, node: ast.Name) -> tuple[str, ...]:
        found = self._value(node)
        return self.texts(found) if found is not None else (_UNKNOWN,)

    def _value(self, node: ast.Name) -> ast.expr | None:
        return self._values.get(node.id)


class _Function(Scope):
    """What names stand for in a function: what was last written to them above."""

    def __init__(self, values: Values, assigned: list[tuple[str, ast.expr]]) -> None:
        super().__init__(values)
        self._assigned = assigned

    def _value(self, node: ast.Name) -> ast.expr | None:
        above = [value for name, value in self._assigned if name == node.id and value.lineno < node.lineno]
        return max(above, key=lambda value: value.lineno) if above else super()._value(node)


def constants(modules: Mapping[str, ast.Module]) -> dict[str, Values]:
    """Return what the names of each module stand for, those that it imports from others included."""
    own = {path: dict(_assigned(tree, deep=False)) for path, tree in modules.items()}
    found: dict[str, Values] = {}
    for path, tree in modules.items():
        imported = {
            alias.asname or alias.name: own[source][alias.name]
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and (source := _source(path, node)) in own
            for alias in node.names
            if alias.name in own[source]
        }
        found[path] = {**imported, **own[path]}
    return found


def _source(path: str, node: ast.ImportFrom) -> str:
    """Return the module that an import is from."""
    if not node.level:
        return node.module or ""
    return ".".join([*path.split(".")[: -node.level], *([node.module] if node.module else [])])


def _assigned(node: ast.AST, *, deep: bool = True) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names to which something is written below a node, with what that is."""
    for child in ast.walk(node) if deep else ast.iter_child_nodes(node):
        targets = (
            child.targets
            if isinstance(child, ast.Assign)
            else [child.target]
            if isinstance(child, ast.AnnAssign)
            else []
        )
        value = child.value if isinstance(child, (ast.Assign, ast.AnnAssign)) else None
        for written, given in (pair for target in targets for pair in _pairs(target, value)):
            if isinstance(written, ast.Name):
                yield written.id, given


def _pairs(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what is written to with what is written: of `a, b = 1, 2`, each name with its own."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        yield from zip(target.elts, value.elts, strict=True)
    elif value is not None:
        yield target, value
