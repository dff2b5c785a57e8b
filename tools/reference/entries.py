"""The entry of one public name, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import griffe

from .arguments import arguments, bases, one_line, paragraphs, raised
from .markdown import signature, table
from .members import members
from .package import NAME, as_written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .arguments import Argument
    from .markdown import Prose
    from .members import Member, Members
    from .package import Entry, Package

_LONGEST_CALL = 88


class Writer:
    """Writes the entries of one page."""

    def __init__(
        self,
        package: Package,
        prose: Prose,
        kubernetes: Mapping[str, Mapping[str, str]],
        codes: Mapping[str, Sequence[str]],
    ) -> None:
        self._package = package
        self._prose = prose
        self._kubernetes = kubernetes
        """Pages of Kubernetes' API reference by class and argument."""
        self._codes = codes
        """Codes of problems by the path of the class that finds them."""

    def entry(self, entry: Entry) -> str:
        """Return the entry of a name."""
        made = entry.made
        if isinstance(made, griffe.Class):
            parts = self._class(entry.name, made)
        elif isinstance(made, griffe.Function):
            parts = self._function(entry.name, made, entry.name)
        elif isinstance(made, griffe.Attribute):
            parts = self._value(entry.name, made)
        else:
            parts = iter([*map(self._prose.text, paragraphs(made)), f"Source: {_source(made)}."])
        return "\n\n".join([f"## {entry.name}", *filter(None, parts)])

    def _class(self, name: str, made: griffe.Class) -> Iterator[str]:
        summary, *rest = paragraphs(made)
        yield self._prose.text(summary, name)
        given = arguments(self._package, made)
        if is_made_by_users(self._package, given):
            yield signature(call(name, self._written(given)))
        else:
            yield "The library makes it: you never call it."
            given = []
        yield self._lineage(made)
        for paragraph in rest:
            yield self._prose.text(paragraph, name)
        yield self._arguments(name, given)
        found = members(made, self._package.names, {argument.name for argument in given})
        yield self._attributes(name, found)
        yield self._plain(name, found)
        yield self._overridden(name, found)
        for base, inherited in found.inherited.items():
            yield f"Inherited from {self._prose.link(base)}: {', '.join(f'`{member}`' for member in inherited)}."
        codes = {code for owner in owners(self._package, made) for code in self._codes.get(owner, ())}
        yield f"Problems: {', '.join(map(self._prose.link, sorted(codes)))}." if codes else ""
        for method, function in found.methods.items():
            yield f"### {name}.{method}"
            yield from self._function(method, function, name)

    def _lineage(self, made: griffe.Class) -> str:
        """Return what a class extends, and where it is."""
        extended = [self._base(path) for path in self._bases(made)]
        extends = f"Extends {', '.join(dict.fromkeys(extended))}. " if extended else ""
        return f"{extends}Source: {_source(made)}."

    def _bases(self, made: griffe.Class) -> Iterator[str]:
        """Yield the paths of the bases of a class; for one that is not public, those that it extends."""
        for base in made.bases:
            path = base.canonical_path if isinstance(base, griffe.Expr) else base
            found = self._package.find(path)
            if isinstance(found, griffe.Class) and found.path not in self._package.names:
                yield from self._bases(found)
            else:
                yield found.path if found else path

    def _base(self, path: str) -> str:
        name = self._package.names.get(path)
        return self._prose.link(name) if name else f"`{path}`"

    def _function(self, name: str, made: griffe.Function, entry: str) -> Iterator[str]:
        given = arguments(self._package, made)
        yield signature(f"{call(name, self._written(given))} -> {self._package.type_text(made.returns)}")
        for paragraph in paragraphs(made):
            yield self._prose.text(paragraph, entry)
        yield self._arguments(name, [argument for argument in given if argument.meaning])
        yield "\n".join(f"- Raises {self._raised(error.error, error.why)}" for error in raised(made))
        if not isinstance(made.parent, griffe.Class):
            yield f"Source: {_source(made)}."

    def _value(self, name: str, made: griffe.Attribute) -> Iterator[str]:
        if isinstance(made.value, griffe.ExprCall):
            written = [as_written(str(argument)) for argument in made.value.arguments]
            yield signature(f"{name} = {call(str(made.value.function), written)}")
        for paragraph in paragraphs(made):
            yield self._prose.text(paragraph, name)
        yield f"Source: {_source(made)}."

    def _written(self, given: Sequence[Argument]) -> list[str]:
        """Return arguments as a signature has them."""
        written: list[str] = []
        for argument in given:
            if argument.keyword_only and not any(text.startswith("*") for text in written):
                written.append("*")
            default = "" if argument.default is None else f" = {argument.default}"
            written.append(f"{argument.mark}{argument.name}: {self._package.type_text(argument.annotation)}{default}")
        return written

    def _arguments(self, name: str, given: Sequence[Argument]) -> str:
        links = self._kubernetes.get(name, {})
        rows = [
            (
                f"`{argument.name}`",
                self._prose.type(self._package.type_parts(argument.annotation)),
                f"`{argument.default}`" if argument.default else "any number" if argument.mark else "required",
                self._meaning(name, argument.meaning, links.get(argument.name)),
            )
            for argument in given
        ]
        return table(("argument", "type", "default", "meaning"), rows)

    def _meaning(self, name: str, meaning: str, kubernetes: str | None) -> str:
        text = self._prose.text(meaning, name)
        link = f"[Kubernetes: {kubernetes.rpartition('#')[2]}]({kubernetes})" if kubernetes else ""
        return f"{text} {link}".strip()

    def _attributes(self, name: str, found: Members) -> str:
        rows = [
            (f"`{attribute}`", self._prose.type(self._package.type_parts(made.annotation)), self._said(name, made))
            for attribute, made in found.attributes.items()
        ]
        return table(("attribute", "type", "meaning"), rows)

    def _plain(self, name: str, found: Members) -> str:
        rows = [(f"`{self._call(method, made)}`", self._said(name, made)) for method, made in found.plain.items()]
        return table(("method", "meaning"), rows)

    def _call(self, name: str, made: griffe.Function) -> str:
        """Return how a function is called on one line, and what it returns."""
        written = ", ".join(self._written(arguments(self._package, made)))
        return f"{name}({written}) -> {self._package.type_text(made.returns)}"

    def _said(self, name: str, made: Member) -> str:
        errors = [f"Raises {self._raised(error.error, error.why)}" for error in raised(made)]
        return " ".join([*(self._prose.text(one_line(text), name) for text in paragraphs(made)), *errors])

    def _overridden(self, name: str, found: Members) -> str:
        lines = []
        for member, made in found.overridden.items():
            is_value = isinstance(made, griffe.Attribute) and "property" not in made.labels
            value = self._package.default_text(made.value) if is_value and isinstance(made, griffe.Attribute) else None
            said = self._said(name, made) or (f"`{value}`." if value else "")
            if said:
                lines.append(f"- `{member}`: {said}")
        return "\n".join(["Overrides:", "", *lines]) if lines else ""

    def _raised(self, error: str, why: str) -> str:
        text = self._prose.text(why)
        return f"{self._prose.link(error)}: {text}"


def call(name: str, written: Sequence[str]) -> str:
    """Return a call as Python: on one line, or with one argument to a line."""
    line = f"{name}({', '.join(written)})"
    if len(line) <= _LONGEST_CALL:
        return line
    return "\n".join([f"{name}(", *(f"    {text}," for text in written), ")"])


def owners(package: Package, made: griffe.Class) -> list[str]:
    """Return the paths of a class and of its bases that are not public, whose problems count as its own."""
    return [made.path, *(base.path for base in bases(made) if base.path not in package.names)]


def is_made_by_users(package: Package, given: Sequence[Argument]) -> bool:
    """Tell whether users can call a class: nothing that it requires is of a type that only the library has."""
    required = [argument for argument in given if argument.default is None]
    types = [
        piece.canonical_path
        for argument in required
        if isinstance(argument.annotation, griffe.Expr)
        for piece in argument.annotation.iterate(flat=True)
        if isinstance(piece, griffe.ExprName)
    ]
    return not any(
        isinstance(package.find(path), griffe.Class) and path.startswith(NAME) and path not in package.names
        for path in types
    )


def _source(made: griffe.Object) -> str:
    """Return a link to the file that something is in."""
    module = made if isinstance(made, griffe.Module) else made.module
    file = str(module.relative_package_filepath).removeprefix(f"{NAME}/")
    return f"[`{file}`](../../{NAME}/{file})"
