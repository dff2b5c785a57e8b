"""The package as griffe reads it: its public names, and what their types and defaults stand for."""

from __future__ import annotations

import ast
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import griffe

from .subjects import subject_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT: Final = Path(__file__).parent.parent.parent
NAME: Final = "neuronpedia_constructs"

_MODELS: Final = "models"
"""The one public name that is a module, with public names of its own."""


class Entry(NamedTuple):
    """A public name."""

    name: str
    """What users write: "Postgres", "models.get"."""
    made: griffe.Object
    page: str


class Package:
    """The package, read and not imported: importing it would start Node.js. Reading it takes a second: see `read`."""

    def __init__(self) -> None:
        self._loader = griffe.GriffeLoader(search_paths=[ROOT], allow_inspection=False)
        self._loader.load(NAME)
        self._loader.resolve_aliases(external=False)

    def find(self, path: str) -> griffe.Object | None:
        """Return what is at a path such as "neuronpedia_constructs.draft.pod.PodDraft", if it is in the package."""
        if not path.startswith(f"{NAME}."):
            return None
        try:
            found = self._loader.modules_collection[path]
        except KeyError:
            return None
        return found.final_target if isinstance(found, griffe.Alias) else found

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every public name in the order of the alphabet."""
        names = [*self._exports("api"), *(f"{_MODELS}.{name}" for name in self._exports(_MODELS))]
        return {name: self._entry(name) for name in sorted(names, key=str.lower)}

    @cached_property
    def names(self) -> dict[str, str]:
        """The public name of what is at a path."""
        return {entry.made.path: name for name, entry in self.entries.items()}

    def _exports(self, module: str) -> list[str]:
        exports = self._loader.modules_collection[f"{NAME}.{module}"].exports or []
        return [str(name) for name in exports]

    def _entry(self, name: str) -> Entry:
        path = name if name.startswith(f"{_MODELS}.") else f"api.{name}"
        made = self.find(f"{NAME}.{path}")
        if made is None:
            raise LookupError(f"{name} is public, and nothing in the package has that name")
        return Entry(name, made, subject_of(below(made.path)).page)

    def type_parts(self, annotation: griffe.Expr | str | None) -> list[tuple[str, str | None]]:
        """Return a type in pieces, each with the public name that it is; our aliases as what they stand for."""
        parts: list[tuple[str, str | None]] = []
        for piece in annotation.iterate(flat=True) if isinstance(annotation, griffe.Expr) else [annotation or ""]:
            found = self.find(piece.canonical_path) if isinstance(piece, griffe.ExprName) else None
            if isinstance(found, griffe.Attribute) and found.value is not None:
                parts += self.type_parts(found.value)
            else:
                parts.append((as_written(str(piece)), self.names.get(found.path) if found else None))
        return parts

    def type_text(self, annotation: griffe.Expr | str | None) -> str:
        """Return a type as text."""
        return "".join(text for text, _ in self.type_parts(annotation))

    def default_text(self, default: griffe.Expr | str | None) -> str | None:
        """Return a default as a caller would write it; None where there is none."""
        if default is None:
            return None
        if isinstance(default, griffe.ExprCall) and not _is_made_of(default):
            return self._declared_default(default)
        resolved = _Resolved(self._constants(default)).visit(ast.parse(str(default), mode="eval"))
        text = ast.unparse(resolved)
        return {"dict()": "{}", "list()": "[]"}.get(text, as_written(text))

    def _constants(self, value: griffe.Expr | str) -> dict[str, object]:
        """Return the literal values of the package's constants that an expression names."""
        names = value.iterate(flat=True) if isinstance(value, griffe.Expr) else ()
        found = {name.name: self.find(name.canonical_path) for name in names if isinstance(name, griffe.ExprName)}
        return {
            name: ast.literal_eval(str(constant.value))
            for name, constant in found.items()
            if isinstance(constant, griffe.Attribute) and _is_literal(constant.value)
        }

    def _declared_default(self, call: griffe.ExprCall) -> str | None:
        """Return the default of a field that a function of ours declares, such as `variable(..., default=True)`."""
        for argument in call.arguments:
            if isinstance(argument, griffe.ExprKeyword) and argument.name == "default":
                return self.default_text(argument.value)
        # None leaves such a field out; of any other call, `field(kw_only=False)`, nothing is the default.
        is_ours = isinstance(call.function, griffe.Expr) and call.function.canonical_path.startswith(f"{NAME}.")
        return "None" if is_ours else None


def below(path: str) -> str:
    """Return a path as it is below the package."""
    return path.removeprefix(f"{NAME}.")


def as_written(text: str) -> str:
    """Return code with the quotes that we write."""
    return text if '"' in text else text.replace("'", '"')


class _Resolved(ast.NodeTransformer):
    """An expression with the values of constants in place of their names."""

    def __init__(self, constants: Mapping[str, object]) -> None:
        self._constants = constants

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._value(node.id, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self._value(node.attr, node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        values = [self.visit(part.value) if isinstance(part, ast.FormattedValue) else part for part in node.values]
        texts = [str(value.value) for value in values if isinstance(value, ast.Constant)]
        return ast.Constant("".join(texts)) if len(texts) == len(values) else node

    def _value(self, name: str, node: ast.expr) -> ast.expr:
        return ast.parse(repr(self._constants[name]), mode="eval").body if name in self._constants else node


def _is_made_of(call: griffe.ExprCall) -> bool:
    """Tell whether a call makes the default itself, as `Resources()` does."""
    name = str(call.function)
    return name[:1].isupper() or name in ("dict", "list", "set", "tuple", "frozenset")


def _is_literal(value: object) -> bool:
    try:
        ast.literal_eval(str(value))
    except (SyntaxError, ValueError):
        return False
    return True


@cache
def read() -> Package:
    """Return the package, which is read once."""
    return Package()
