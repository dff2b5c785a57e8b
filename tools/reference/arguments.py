"""The arguments of a class or a function, with what the docstrings say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import griffe

from .package import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .package import Package


class Argument(NamedTuple):
    """An argument."""

    name: str
    annotation: griffe.Expr | str | None
    default: str | None
    """None: it is required."""
    meaning: str
    """What the docstrings say of it, on one line; empty: nothing."""
    mark: str = ""
    """What a signature has before it: nothing, "*" or "**"."""
    keyword_only: bool = False


class Error(NamedTuple):
    """An error that a docstring announces."""

    error: str
    why: str


def arguments(package: Package, made: griffe.Class | griffe.Function) -> list[Argument]:
    """Return the arguments of a call, without `self`."""
    parameters = list(made.parameters) or list(_named_fields(made))
    if isinstance(made, griffe.Class) or (isinstance(made.parent, griffe.Class) and "staticmethod" not in made.labels):
        parameters = [parameter for parameter in parameters if parameter.name not in ("self", "cls")]
    said = meanings(made)
    return [
        Argument(
            parameter.name,
            parameter.annotation,
            None if _mark(parameter) else package.default_text(parameter.default),
            sentence(said.get(parameter.name, "")),
            _mark(parameter),
            parameter.kind is griffe.ParameterKind.keyword_only,
        )
        for parameter in parameters
    ]


def _mark(parameter: griffe.Parameter) -> str:
    marks = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}
    return marks.get(parameter.kind, "") if parameter.kind else ""


def _named_fields(made: griffe.Class | griffe.Function) -> Iterator[griffe.Parameter]:
    """Yield the fields of a NamedTuple, of which griffe makes no parameters."""
    if isinstance(made, griffe.Class) and any(_path(base) == "typing.NamedTuple" for base in made.bases):
        for name, field in made.members.items():
            if isinstance(field, griffe.Attribute) and "property" not in field.labels and field.annotation:
                yield griffe.Parameter(name, annotation=field.annotation, default=field.value)


def meanings(made: griffe.Class | griffe.Function) -> dict[str, str]:
    """Return what is said of each argument: in `Args:`, below the field, or by a base of the class."""
    if isinstance(made, griffe.Function):
        return _args(made)
    found: dict[str, str] = {}
    for owner in [made, *bases(made)]:
        fields = {
            name: one_line(field.docstring.value)
            for name, field in owner.members.items()
            if isinstance(field, griffe.Attribute) and field.docstring and "property" not in field.labels
        }
        constructor = owner.members.get("__init__")
        said = _args(constructor) if isinstance(constructor, griffe.Function) else {}
        found = {**fields, **said, **_args(owner), **found}
    return found


def bases(made: griffe.Class) -> list[griffe.Class]:
    """Return the bases of a class that are in the package, nearest first."""
    return [base for base in made.mro() if base.path.startswith(f"{NAME}.")]


def _args(made: griffe.Object) -> dict[str, str]:
    return {
        entry.name: one_line(entry.description)
        for section in sections(made)
        if isinstance(section, griffe.DocstringSectionParameters)
        for entry in section.value
    }


def raised(made: griffe.Object) -> list[Error]:
    """Return the errors that a docstring announces."""
    return [
        Error(str(entry.annotation), one_line(entry.description))
        for section in sections(made)
        if isinstance(section, griffe.DocstringSectionRaises)
        for entry in section.value
    ]


def paragraphs(made: griffe.Object) -> list[str]:
    """Return the text of a docstring outside of its sections; the first paragraph is its summary."""
    texts = [section.value for section in sections(made) if isinstance(section, griffe.DocstringSectionText)]
    return [paragraph for text in texts for paragraph in text.strip().split("\n\n")]


def sections(made: griffe.Object) -> list[griffe.DocstringSection]:
    """Return the sections of a docstring."""
    return made.docstring.parse(griffe.Parser.google, warnings=False) if made.docstring else []


def one_line(text: str) -> str:
    """Return a text without the line breaks of its docstring."""
    return " ".join(text.split())


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter, unless it begins with code."""
    return text[:1].upper() + text[1:]


def _path(base: griffe.Expr | str) -> str:
    return base.canonical_path if isinstance(base, griffe.Expr) else base
