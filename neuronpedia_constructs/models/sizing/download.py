"""How much an inference server fetches from Hugging Face before it can answer, and how long that may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .units import FLOAT32, GIB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .architectures import Architecture
    from .sae_sets import Sae

UNKNOWN: Final = 90 * GIB
"""Bytes that a server is taken to fetch where nobody knows."""

_HALF: Final = FLOAT32 // 2
_RATE: Final = 20_000_000
"""Bytes that arrive in a second: a connection of 160 Mbit/s; assumed."""

_LOADING: Final = 10 * 60
"""Seconds in which what has been fetched is read from the disk and moved to where it stays; assumed."""

_SHORTEST: Final = 30 * 60
"""Seconds that every server has to start."""


@dataclass(frozen=True)
class Download:
    """Bytes that a server fetches, which depend on the precision in which its weights and SAEs were published."""

    least: int
    """At 16 bits a number."""
    most: int
    """At 32 bits a number, and with every SAE of unknown width as large as the largest of the others."""


def download(architecture: Architecture, saes: Sequence[Sae]) -> Download:
    """Return what a server with this model and these SAEs fetches; the ones that do not stay loaded, too."""
    known = [sae.parameters for sae in saes if sae.parameters is not None]
    unknown = (len(saes) - len(known)) * max(known, default=0)
    numbers = architecture.parameters + sum(known)
    return Download(numbers * _HALF, (numbers + unknown) * FLOAT32)


def cache_size(fetched: Download | None) -> int:
    """Return the gibibytes of a volume that holds what is fetched, with a tenth and one to spare."""
    most = UNKNOWN if fetched is None else fetched.most
    return -(-(most * 11 // 10 + GIB) // GIB)


def starting_time(fetched: Download | None) -> int:
    """Return the seconds in which a server has to have fetched and loaded everything: at least half an hour."""
    most = UNKNOWN if fetched is None else fetched.most
    return max(_SHORTEST, _LOADING + most // _RATE)
