"""Models and transcoders that the webapp makes graphs of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from neuronpedia_constructs.upstream.lines import read

if TYPE_CHECKING:
    from neuronpedia_constructs.upstream.graph import GraphOptions


@dataclass(frozen=True)
class Preset:
    """A model with transcoders that the webapp makes graphs of."""

    model: str
    """The repository on Hugging Face, which the webapp sends."""
    webapp_model: str
    """The webapp's id of the model."""
    engine: str
    """What makes the graphs."""
    transcoders: str
    """`TRANSCODER_SET`, or with lm-saes-crm `SAE_REPO`."""
    source_sets: tuple[str, ...]
    """The webapp's source sets."""
    weights_gib: float
    """GiB of the model at 16 bits per number."""
    lazy_gib: float
    """GiB on the GPU while idle, without encoders."""
    encoders_gib: float
    """GiB of encoders on the GPU without `LAZY_ENCODER`."""
    download_gib: float
    """GiB of model and transcoders to download."""


@cache
def presets() -> tuple[Preset, ...]:
    """Return the presets; of several for one model, the first is the default."""
    entries = read("current", "graph/presets.json")
    return tuple(Preset(**{**entry, "source_sets": tuple(entry["source_sets"])}) for entry in entries)


def find_models(model: object) -> list[Preset]:
    """Return the presets of a model, by its repository or by the webapp's id."""
    return [preset for preset in presets() if model in (preset.model, preset.webapp_model)]


def find_preset(options: GraphOptions) -> Preset | None:
    """Return the preset of a model for these transcoders and engine, or its default; None if there is none."""
    for preset in find_models(options.model):
        if options.engine in (None, preset.engine) and options.transcoders in (None, preset.transcoders):
            return preset
    return None


def engine_of(options: GraphOptions) -> str:
    """Return what makes the graphs."""
    preset = find_preset(options)
    return options.engine or (preset.engine if preset else "circuit-tracer")
