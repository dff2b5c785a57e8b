"""What each line makes of a model."""

from __future__ import annotations

from neuronpedia_constructs import Model
from neuronpedia_constructs.upstream.lines import find_line


def told(model: Model, upstream: str = "legacy") -> dict[str, str]:
    """What the server of a line is told of a model."""
    return find_line(upstream).inference.variables(model)
