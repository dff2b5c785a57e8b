"""The rows of the webapp's database that an inference server can serve."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelSources:
    """The rows of the webapp's database that an inference server can serve."""

    model_id: str
    """Id of the model in the webapp's table `Model`."""
    accepted: tuple[str, ...]
    """Names of the model that the server accepts in requests; empty if it accepts any."""
    sae_sets: tuple[str, ...]
    """Names of the source sets in the table `SourceSet`."""
    include: tuple[str, ...] = ()
    """PostgreSQL regular expressions; a source is included if one of them matches its id, or if there are none."""
    exclude: tuple[str, ...] = ()
    """PostgreSQL regular expressions; a source is excluded if one of them matches its id."""
