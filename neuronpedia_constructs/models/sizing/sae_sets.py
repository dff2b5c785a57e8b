"""SAE sets: which sparse autoencoders SAELens has of a model, and how wide they are.

The data are the entries of SAELens 6.45.3 that have an id on Neuronpedia. A width comes from the name of the release or
from the path of the weights; where neither has it, it is marked as inferred or is not given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.models.data import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Sae:
    """One sparse autoencoder: of one set, for one layer."""

    id: str
    """What the server calls it and what its patterns are matched with: `<layer>-<set>`."""
    set: str
    """The set that it belongs to, such as `gemmascope-res-16k`."""
    d_in: int
    """Width of what it reads: that of the residual stream, or of all heads together for one on attention."""
    d_sae: int | None
    """Number of its features, or None where neither its name nor its publisher says."""
    inferred: bool = False
    """Whether `d_sae` was concluded from how it was trained rather than read."""

    @property
    def layer(self) -> int:
        """The layer that it reads; that after the last one is the model's output."""
        return int(self.id.partition("-")[0])

    @property
    def parameters(self) -> int | None:
        """Numbers in its encoder, its decoder and their biases, or None where its width is not known.

        A JumpReLU autoencoder has a threshold for each feature besides, which is less than a thousandth of the whole.
        """
        return None if self.d_sae is None else 2 * self.d_in * self.d_sae + self.d_sae + self.d_in


def known_sets(key: str) -> tuple[str, ...] | None:
    """Return the names of a model's SAE sets in the order of SAELens's directory, or None where the model isn't known.

    Args:
        key: what SAELens 6.45 calls the model, such as "gemma-2-2b" or "meta-llama/Llama-3.1-8B". It is what the server
            takes from `CUSTOM_HF_MODEL_ID` or else from `MODEL_ID`.
    """
    sets = _directory().get(key)
    return None if sets is None else tuple(sets)


def nearest_sets(key: str, name: str) -> list[str]:
    """Return the names of sets that come nearest to a mistyped one, best first; there may be none."""
    from difflib import get_close_matches  # noqa: PLC0415 - slow to import, and only an error needs it

    return get_close_matches(name, known_sets(key) or (), n=3, cutoff=0.4)


def matching_saes(key: str, sae_sets: Sequence[str], include: Sequence[str], exclude: Sequence[str]) -> list[Sae]:
    """Return the SAEs that a server loads, by set in the order given and then by layer.

    Args:
        key: what SAELens calls the model.
        sae_sets: `SAE_SETS`; an entry may be several names with spaces between them. Names that are not known are
            passed over: `known_sets` tells which those are.
        include: `INCLUDE_SAE`, regular expressions of which one has to be found in the id; none means all SAEs.
        exclude: `EXCLUDE_SAE`, regular expressions of which none may be found in it.

    Raises:
        re.error: a pattern is no regular expression.
    """
    return list(_matching(key, tuple(sae_sets), tuple(include), tuple(exclude)))


@cache
def _matching(
    key: str, sae_sets: tuple[str, ...], include: tuple[str, ...], exclude: tuple[str, ...]
) -> tuple[Sae, ...]:
    directory = _directory().get(key, {})
    # A set that is named twice is loaded once.
    names = dict.fromkeys(name for entry in sae_sets for name in entry.split())
    saes = [sae for name in names if name in directory for sae in _saes(name, directory[name])]
    return tuple(sae for sae in saes if (not include or _found(include, sae.id)) and not _found(exclude, sae.id))


def _found(patterns: Sequence[str], text: str) -> bool:
    return any(re.search(pattern, text) for pattern in patterns)


def _saes(name: str, entry: Mapping[str, Any]) -> list[Sae]:
    """Return the SAEs of a set: its layers are a list or a range, its width is one for all or one for each."""
    layers, widths = entry["layers"], entry["d_sae"]
    if isinstance(layers, str):
        first, _, last = layers.partition("-")
        layers = range(int(first), int(last) + 1)
    if not isinstance(widths, list):
        widths = [widths] * len(layers)
    inferred = entry.get("inferred", False)
    pairs = zip(layers, widths, strict=True)
    return [Sae(f"{layer}-{name}", name, entry["d_in"], d_sae, inferred) for layer, d_sae in pairs]


@cache
def _directory() -> dict[str, dict[str, Any]]:
    directory: dict[str, dict[str, Any]] = read("sae_sets.json")
    return directory
