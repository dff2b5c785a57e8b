"""Say in one line per environment what dist/ changes, compared with git's HEAD; `make synth` ends with it."""

from __future__ import annotations

import sys

from neuronpedia_constructs.cli.diff.reading.errors import Unreadable
from neuronpedia_constructs.cli.diff.reading.sources import pairs
from neuronpedia_constructs.cli.diff.rendering.summary import summary
from neuronpedia_constructs.cli.diff.report import report_of


def main() -> None:
    """Print the lines, or nothing where dist/ is not in git."""
    try:
        found = pairs(None, None)
    except Unreadable:
        return
    for pair in found:
        sys.stdout.write(f"{summary(report_of(pair))}\n")


if __name__ == "__main__":
    main()
