"""The objects of one source: a file, standard input, or a file in git."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.objects import Key, Side, key_of

from .errors import Problems, shortened
from .manifests import objects_in, wrong_with
from .syntax.json_text import json_documents
from .syntax.text import text_of
from .syntax.yaml_text import InvalidSyntaxError, yaml_documents

if TYPE_CHECKING:
    from .syntax.tree import Document


def side_of(data: bytes, source: str, known: dict[str, Document] | None = None) -> Side:
    """Return the objects of a source, those in Lists included, in the order in which they stand there.

    Documents without content and `null` are left out, as kubectl does. A source may hold no object.

    Args:
        data: what is in the source.
        source: the name by which a person knows it, for errors.
        known: documents of the other side, by their texts: those that both have are parsed once.

    Raises:
        Unreadable: it is no YAML or JSON, or not Kubernetes; with all errors that can be found.
    """
    problems = Problems(source)
    side: Side = {}
    lines: dict[Key, int] = {}
    for document in _documents(text_of(data, source), problems, known, json=source.endswith(".json")):
        for manifest, line in objects_in(document):
            if statement := wrong_with(manifest):
                problems.add(line, statement)
            elif (key := key_of(manifest)) in side:
                problems.add(line, f"{_named(key)} stands in line {lines[key]} already; remove or rename one")
            else:
                side[key] = manifest
                lines[key] = line
    problems.end()
    return side


def _documents(text: str, problems: Problems, known: dict[str, Document] | None, *, json: bool) -> list[Document]:
    """Return the documents of a text. Almost all JSON is YAML, which is read with its lines."""
    try:
        return yaml_documents(text, problems, known)
    except InvalidSyntaxError as error:
        told = error
    if not text.lstrip().startswith("{"):
        return problems.stop(told.line, told.statement)
    problems.forget()
    try:
        return json_documents(text, problems)
    except InvalidSyntaxError as error:
        told = error if json else told
    return problems.stop(told.line, told.statement)


def _named(key: Key) -> str:
    """Return an object as a person names it where its namespace matters."""
    return shortened(key.label) + (f" in namespace {shortened(key.namespace)}" if key.namespace else "")
