"""The size of an inference server's download from Hugging Face, and the time to start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .units import FLOAT32, GIB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .architectures import Architecture
    from .sae_sets import Sae

UNKNOWN: Final = 90 * GIB
"""Assumed download in bytes if the size is unknown."""

_HALF: Final = FLOAT32 // 2
RATE: Final = 20_000_000
"""Assumed download speed in bytes per second: 160 Mbit/s."""

_LOADING: Final = 10 * 60
"""Assumed seconds to read the download from disk and move it to memory."""

_SHORTEST: Final = 30 * 60
"""Minimum seconds for a server to start."""


@dataclass(frozen=True)
class Download:
    """The size of a download in bytes, which depends on the published precision of weights and SAEs."""

    least: int
    """At 16 bits per number."""
    most: int
    """At 32 bits per number, with each SAE of unknown width as large as the largest known one."""


def download(architecture: Architecture, saes: Sequence[Sae]) -> Download:
    """Return the download of a server with this model and these SAEs, including those that do not stay loaded."""
    known = [sae.parameters for sae in saes if sae.parameters is not None]
    unknown = (len(saes) - len(known)) * max(known, default=0)
    numbers = architecture.parameters + sum(known)
    return Download(numbers * _HALF, (numbers + unknown) * FLOAT32)


def cache_size(fetched: Download | None) -> int:
    """Return the gibibytes of a volume for the download, plus a tenth and one."""
    most = UNKNOWN if fetched is None else fetched.most
    return -(-(most * 11 // 10 + GIB) // GIB)


def seconds(fetched: int) -> int:
    """Return the seconds that a server has to download so many bytes and load them, at least half an hour."""
    return max(_SHORTEST, _LOADING + fetched // RATE)


def starting_time(fetched: Download | None) -> int:
    """Return the seconds that a server has to download and load everything, at least half an hour."""
    return seconds(UNKNOWN if fetched is None else fetched.most)
