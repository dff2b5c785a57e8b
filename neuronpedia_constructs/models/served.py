"""What an inference server serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sizing.download import Download
    from .sizing.memory import MemoryNeed


@dataclass(frozen=True)
class ServedSources:
    """Which rows of the webapp's database an inference server serves."""

    model_id: str
    """Id of the model, in the webapp's table `Model`."""
    accepted: tuple[str, ...]
    """The names of a model that requests may have; the server refuses others."""
    sae_sets: tuple[str, ...]
    """Names of the source sets, in its table `SourceSet`."""
    include: tuple[str, ...] = ()
    """PostgreSQL's regular expressions of which one has to match the id of a source; none: every source is served."""
    exclude: tuple[str, ...] = ()
    """And of which none may match it."""


@dataclass(frozen=True)
class ServedModel:
    """What an inference server's surroundings need to know of the model that it serves."""

    name: str
    device: str
    """What it runs on: "cpu" or "cuda", or whatever was given."""
    gated: bool
    bfloat16: bool = False
    """Whether it computes with this type, which older GPUs do not have."""
    need: MemoryNeed | None = None
    """How much memory it takes, where its architecture is known."""
    download: Download | None = None
    """How much the server fetches when it starts, where that is known."""
    sources: ServedSources | None = None
    """What of the webapp's database it serves."""

    @property
    def on_gpu(self) -> bool | None:
        """Whether it runs on a GPU; None where its device is none that exists, which is reported with its arguments."""
        return {"cpu": False, "cuda": True}.get(str(self.device).partition(":")[0])
