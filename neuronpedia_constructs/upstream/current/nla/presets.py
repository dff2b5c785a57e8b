"""Natural-language autoencoders that the webapp knows, and the sizes of their models."""

from __future__ import annotations

from functools import cache

from neuronpedia_constructs.upstream.lines import read
from neuronpedia_constructs.upstream.nla import NlaSource


@cache
def presets() -> dict[str, NlaSource]:
    """Return the sources by name."""
    return {name: NlaSource(**entry) for name, entry in read("current", "nla/presets.json").items()}


@cache
def sizes() -> dict[str, float]:
    """Return the GiB of models at 16 bits per number, by their repository on Hugging Face."""
    found: dict[str, float] = read("current", "nla/sizes.json")
    return found
