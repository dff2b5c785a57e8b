"""A route that others make."""

from __future__ import annotations

from dataclasses import dataclass

from .route import Route


@dataclass(frozen=True, kw_only=True)
class OwnRoute(Route):
    """No route of ours: one of your own leads to `environment.webapp.service`.

    With `expose_backends`, the same pods that may call the webapp may call the servers behind it.
    """
