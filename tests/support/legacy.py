"""Environments of tests/support/building.py on the legacy line."""

from __future__ import annotations

from functools import partial

from . import building

bare = partial(building.bare, upstream="legacy")
small = partial(building.small, upstream="legacy")
guide = partial(building.guide, upstream="legacy")
