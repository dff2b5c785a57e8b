"""Draw docs/review.svg: a terminal with what `neuronpedia-constructs diff` says of a change of dist/."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from neuronpedia_constructs.cli.diff.objects import Pair
from neuronpedia_constructs.cli.diff.reading.documents import side_of
from neuronpedia_constructs.cli.diff.rendering.sections import sections
from neuronpedia_constructs.cli.diff.rendering.text import text
from neuronpedia_constructs.cli.diff.report import report_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parent.parent
PICTURE: Final = ROOT / "docs" / "review.svg"
MANIFEST: Final = ROOT / "dist" / "production.k8s.yaml"

CHANGE: Final = (
    ("neuronpedia/inference:v1.4.2", "neuronpedia/inference:v1.5.0"),
    ("  storage: 10Gi", "  storage: 20Gi"),
    ('value: "7"', 'value: "3"'),
    ("              - 10.0.0.0/8\n", ""),
)
"""What the picture's change replaces: a release, the size of a volume, the number of dumps, closed addresses."""

_CODES: Final = re.compile(r"\033\[(\d+)m(.*?)\033\[0m")
_STYLES: Final = {"1": "font-weight:bold", "31": "fill:#ff7b72", "33": "fill:#e3b341", "36": "fill:#79c0ff"}
_LINE, _CHARACTER, _MARGIN, _WIDEST = 18, 7.8, 16, 118


def main() -> None:
    """Write the picture."""
    PICTURE.write_text(drawn(), encoding="utf-8")


def drawn() -> str:
    """Return the picture as it should be."""
    lines = ["$ neuronpedia-constructs diff", *_lines()]
    width = math.ceil(2 * _MARGIN + _WIDEST * _CHARACTER)
    height = 2 * _MARGIN + _LINE * len(lines)
    rows = [
        f'<text x="{_MARGIN}" y="{_MARGIN + _LINE * (index + 1) - 5}">{_spans(line)}</text>'
        for index, line in enumerate(lines)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" xml:space="preserve">',
            "<title>The output of neuronpedia-constructs diff</title>",
            "<style>text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#e6edf3;white-space:pre}</style>",
            f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>',
            *rows,
            "</svg>",
            "",
        ]
    )


def changed(manifest: str) -> str:
    """Return the manifest after the picture's change."""
    for before, after in CHANGE:
        assert before in manifest, f"{MANIFEST.name} no longer has {before}"
        manifest = manifest.replace(before, after)
    return manifest


def _lines() -> Iterator[str]:
    manifest = MANIFEST.read_text(encoding="utf-8")
    old, new = (side_of(each.encode(), MANIFEST.name) for each in (manifest, changed(manifest)))
    report = report_of(Pair("production", old, new))
    for line in text(report.name, sections(report), colour=True).splitlines():
        words = _CODES.sub(r"\2", line)
        if (rest := len(words) - _WIDEST) <= 0:
            yield line
        elif code := _CODES.search(line):
            yield line.replace(code[2], _cut(code[2], rest))
        else:
            yield _cut(line, rest)


def _cut(words: str, rest: int) -> str:
    return f"{words[: -rest - 1]}…"


def _spans(line: str) -> str:
    parts, end = [], 0
    for match in _CODES.finditer(line):
        parts.append(escape(line[end : match.start()]))
        parts.append(f'<tspan style="{_STYLES[match[1]]}">{escape(match[2])}</tspan>')
        end = match.end()
    return "".join([*parts, escape(line[end:])])


if __name__ == "__main__":
    main()
