"""YAML as documents, and what is wrong with its syntax."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from yaml import events

from .tree import Builder, Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.reading.errors import Problems

# libyaml's takes a fraction of the time: of 130 KB, a twentieth of a second in place of half of one.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DIRECTIVE = re.compile(r"^%(?:YAML|TAG)\b", re.MULTILINE)
_SEPARATOR = re.compile(r"^---[ \t]*[^\s#]", re.MULTILINE)
"""What YAMLReader refuses. It also takes a directive for a document of its own:
https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go
"""
_BEHIND_SEPARATOR = "kubectl takes nothing but a comment behind `---`; begin the document in the next line"
_BEGIN = re.compile(r"^---(?=\s|\Z)", re.MULTILINE)
"""Where a document begins: nothing else in YAML has these in the first column."""
_QUOTED = re.compile(r"'(?!<)[^']{2,}'")
"""What PyYAML quotes from a text, tokens such as '<block end>' aside."""
_HINTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(<<<<<<<|>>>>>>>|=======)", re.MULTILINE), "resolve the merge conflict"),
    (re.compile(r"\{\{|\{%"), "render the template first, for example with `helm template`"),
    (re.compile(r"^ *\t", re.MULTILINE), "indent with spaces, not with tabs"),
)
_HINT = "correct it"
_NEAR = 20
"""How many lines before the place of an error may hold what led to it."""


class InvalidSyntaxError(Exception):
    """A text is not YAML, or not JSON."""

    def __init__(self, line: int, statement: str) -> None:
        self.line = line
        self.statement = statement
        super().__init__(statement)


def yaml_documents(text: str, problems: Problems, known: dict[str, Document] | None = None) -> list[Document]:
    """Return the documents of YAML, and add to the problems what kubectl would not read in them.

    Args:
        text: the text.
        problems: where to add them.
        known: documents of another text, by their texts. Those that are the same here are not parsed again, and those
            of this text are added.

    Raises:
        InvalidSyntaxError: it is not YAML.
        Unreadable: it exceeds a bound.
    """
    if found := _DIRECTIVE.search(text):
        problems.stop(text.count("\n", 0, found.start()) + 1, "kubectl takes no directives such as %YAML; remove it")
    if found := _SEPARATOR.search(text):
        problems.add(text.count("\n", 0, found.start()) + 1, _BEHIND_SEPARATOR)
    builder = Builder(problems)
    known = {} if known is None else known
    for part in _parts(text):
        if (met := known.get(part)) is not None:
            builder.repeat(met, builder.offset)
        else:
            told, made = len(problems), len(builder.documents)
            _parse(part, builder)
            if len(problems) == told and len(builder.documents) == made + 1:
                known[part] = builder.documents[-1].moved(-builder.offset)
        builder.offset += part.count("\n")
    return builder.documents


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a text that begin with `---`, and what is before them. No document has two."""
    begin = 0
    for found in _BEGIN.finditer(text):
        if found.start() > begin:
            yield text[begin : found.start()]
        begin = found.start()
    yield text[begin:]


def _parse(part: str, builder: Builder) -> None:
    """Have the parser read a part of a text."""
    loader = _LOADER(part)
    try:
        while not isinstance(event := loader.get_event(), events.StreamEndEvent):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _fault(error, part, builder.offset) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        # A character or an escape that stands for none: PyYAML says no line.
        raise InvalidSyntaxError(1 + builder.offset, f"not YAML; {_HINT}") from None
    finally:
        loader.dispose()


def _fault(error: yaml.MarkedYAMLError, text: str, offset: int) -> InvalidSyntaxError:
    """Return an error of the parser in words that have nothing of the text: it could be secret.

    Args:
        error: the error.
        text: what the parser read.
        offset: how many lines are in front of it.
    """
    lines = text.splitlines()
    # The end of the text is where its last line is.
    first, last = (
        min(mark.line if mark is not None else 0, max(len(lines) - 1, 0))
        for mark in (error.context_mark, error.problem_mark)
    )
    begins = f" that begins in line {first + 1 + offset}" if error.context_mark is not None and first != last else ""
    words = [f"{error.context}{begins}"] if error.context else []
    words += [_QUOTED.sub("…", error.problem)] if error.problem else []
    near = "\n".join(lines[max(first, last - _NEAR) : last + 1])
    hint = next((hint for form, hint in _HINTS if form.search(near)), _HINT)
    return InvalidSyntaxError(last + 1 + offset, f"not YAML: {', '.join(words)}; {hint}")
