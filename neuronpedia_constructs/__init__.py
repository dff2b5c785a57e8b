"""Typed cdk8s constructs that run Neuronpedia on Kubernetes.

The public names are those of `api`. They are loaded on first access, because importing cdk8s starts Node.js, which
must be found first.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import neuronpedia_node  # noqa: F401 - it finds Node.js as soon as anything imports cdk8s

if TYPE_CHECKING:
    from .api import *  # noqa: F403
else:

    def __getattr__(name: str) -> object:
        """Return a public name."""
        return getattr(import_module(".api", __name__), name)


def __dir__() -> list[str]:
    from .api import __all__  # noqa: PLC0415 - it imports everything

    return list(__all__)
