"""Data files: the catalogue, SAE sets, architectures and GPUs, each with its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read(name: str) -> Any:
    """Return the content of a file. Callers cache it, so each file is read at most once."""
    return json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
