"""What each line makes of a model."""

from __future__ import annotations

import pytest

from neuronpedia_constructs import Model
from neuronpedia_constructs.upstream.lines import NAMES, find_line

each_line = pytest.mark.parametrize("upstream", NAMES)


def told(model: Model, upstream: str = "current") -> dict[str, str]:
    """What the server of a line is told of a model."""
    return find_line(upstream).inference.variables(model)
