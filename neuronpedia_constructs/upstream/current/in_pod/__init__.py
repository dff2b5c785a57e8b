"""Programs that run in the pods of the inference server, mounted from a ConfigMap as they are.

The image brings their Python, 3.11 or newer, and huggingface_hub. Nothing in this package imports them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def source(name: str) -> str:
    """Return the text of a program.

    Args:
        name: name of its file, "probe.py" or "fetch.py".
    """
    return (files(__name__) / name).read_text(encoding="utf-8")
