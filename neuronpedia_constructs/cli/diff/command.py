"""`neuronpedia-constructs diff`: say what a change of manifests does to a cluster."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.problems import visible_line

from .reading.errors import Unreadable
from .reading.sources import pairs
from .rendering.as_json import as_json
from .rendering.markdown import markdown
from .rendering.sections import sections
from .rendering.text import text
from .report import flags, report_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .report import Report

FORMATS = ("text", "markdown", "json")


def run(old: str | None, new: str | None, *, base: str | None, style: str, fail_on: Collection[str]) -> int:
    """Print what the change does.

    Returns:
        0; 1 if it does something that `fail_on` names; 2 if the sides could not be read, with nothing printed but why.
    """
    try:
        found = [report_of(pair) for pair in pairs(old, new, base=base)]
    except Unreadable as error:
        print(*map(visible_line, error.errors), sep="\n", file=sys.stderr)
        return 2
    _print(_rendered(found, style))
    return int(any(flag in fail_on for flag in flags(found)))


def _rendered(reports: Sequence[Report], style: str) -> str:
    if style == "json":
        return as_json(reports)
    if style == "markdown":
        return "\n".join(filter(None, (markdown(each.name, sections(each)) for each in reports)))
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return "\n".join(filter(None, (text(each.name, sections(each), colour=colour) for each in reports)))


def _print(words: str) -> None:
    """Print to standard output, whatever its encoding, unless its reader has ended."""
    try:
        sys.stdout.buffer.write(words.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # `| head` has read enough. The interpreter would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
