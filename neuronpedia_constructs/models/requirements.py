"""What a model requires of its inference server, and what the server can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sizing.download import Download
    from .sizing.memory import MemoryNeed


@dataclass(frozen=True)
class ModelSources:
    """Which rows of the webapp's database an inference server can be asked for."""

    model_id: str
    """Id of the model, in the webapp's table `Model`."""
    accepted: tuple[str, ...]
    """The names of a model that requests may have; the server refuses others."""
    sae_sets: tuple[str, ...]
    """Names of the source sets, in its table `SourceSet`."""
    include: tuple[str, ...] = ()
    """PostgreSQL's regular expressions, of which one has to match the id of a source; none: every source matches."""
    exclude: tuple[str, ...] = ()
    """PostgreSQL's regular expressions, of which none may match it."""


@dataclass(frozen=True)
class ModelRequirements:
    """What a model requires of its inference server."""

    name: str
    device: str
    """What it runs on: "cpu" or "cuda", or whatever was given."""
    bfloat16: bool = False
    """Whether it computes with this type, which older GPUs do not have."""
    memory: MemoryNeed | None = None
    """How much memory it takes; None: its architecture is not known."""
    download: Download | None = None
    """How much the server downloads when it starts; None: that is not known."""
    sources: ModelSources | None = None
    """What the server can be asked for; None: the arguments are wrong."""

    @property
    def on_gpu(self) -> bool | None:
        """Whether it runs on a GPU; None: its device does not exist, which is reported with its arguments."""
        return {"cpu": False, "cuda": True}.get(str(self.device).partition(":")[0])
