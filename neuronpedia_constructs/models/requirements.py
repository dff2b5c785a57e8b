"""What a model requires of its inference server, and the sources that the server can serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sizing.download import Download
    from .sizing.memory import MemoryNeed


@dataclass(frozen=True)
class ModelSources:
    """The rows of the webapp's database that an inference server can serve."""

    model_id: str
    """Id of the model in the webapp's table `Model`."""
    accepted: tuple[str, ...]
    """Names of the model that the server accepts in requests."""
    sae_sets: tuple[str, ...]
    """Names of the source sets in the table `SourceSet`."""
    include: tuple[str, ...] = ()
    """PostgreSQL regular expressions; a source is included if one of them matches its id, or if there are none."""
    exclude: tuple[str, ...] = ()
    """PostgreSQL regular expressions; a source is excluded if one of them matches its id."""


@dataclass(frozen=True)
class ModelRequirements:
    """What a model requires of its inference server."""

    name: str
    device: str
    """The given device, normally "cpu" or "cuda"."""
    bfloat16: bool = False
    """Whether it uses bfloat16, which older GPUs do not support."""
    memory: MemoryNeed | None = None
    """Its memory need; None if the architecture is unknown."""
    download: Download | None = None
    """The size of the server's download; None if unknown."""
    sources: ModelSources | None = None
    """The sources that the server can serve; None if the arguments are invalid."""

    @property
    def on_gpu(self) -> bool | None:
        """Whether it runs on a GPU; None if the device is invalid, which has its own problem."""
        return {"cpu": False, "cuda": True}.get(str(self.device).partition(":")[0])
