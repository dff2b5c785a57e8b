"""A route that you create yourself."""

from __future__ import annotations

from dataclasses import dataclass

from .route import Route


@dataclass(frozen=True, kw_only=True)
class OwnRoute(Route):
    """No route from the library: your own route leads to `environment.webapp.service`.

    With `expose_backends`, the pods that may connect to the webapp may also connect to the backends.
    """
