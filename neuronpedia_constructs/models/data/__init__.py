"""The data files: the catalogue, SAE sets, architectures and GPUs, each with its schema."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def read(name: str) -> Any:
    """Return what a file says; whoever asks keeps it, so that it is read once and only where it is needed."""
    return json.loads(resources.files("neuronpedia_constructs.models.data").joinpath(name).read_text(encoding="utf-8"))
