"""SAE sets: the sparse autoencoders that SAELens has for a model, and their widths.

The data are the entries of SAELens 6.45.3 with an id on Neuronpedia. A width comes from the name of the release or from
the path of the weights. If neither states it, it is marked as inferred or missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.models.data import read

from .architectures import find_repository

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Sae:
    """One sparse autoencoder, of one set and one layer."""

    id: str
    """The server's id, which patterns are matched against: `<layer>-<set>`."""
    set: str
    """Its set, such as `gemmascope-res-16k`."""
    d_in: int
    """Width of its input: the residual stream, or all heads together for attention."""
    d_sae: int | None
    """Number of its features, or None if unknown."""
    inferred: bool = False
    """Whether `d_sae` was inferred from its training instead of read."""

    @property
    def layer(self) -> int:
        """The layer that it reads. The one after the last layer is the model's output."""
        return int(self.id.partition("-")[0])

    @property
    def parameters(self) -> int | None:
        """Numbers in encoder, decoder and biases, or None if the width is unknown.

        A JumpReLU autoencoder also has a threshold per feature, which is less than a thousandth of the total.
        """
        return None if self.d_sae is None else 2 * self.d_in * self.d_sae + self.d_sae + self.d_in


def known_sets(key: str) -> tuple[str, ...] | None:
    """Return the names of a model's SAE sets in the order of SAELens's directory, or None if the model is unknown.

    Args:
        key: the model's repository on Hugging Face, such as "google/gemma-2-2b", or its name in SAELens 6.45, such as
            "gemma-2-2b". The server uses `CUSTOM_HF_MODEL_ID`, or else `MODEL_ID`.
    """
    sets = _directory().get(find_repository(key) or key)
    return None if sets is None else tuple(sets)


def nearest_sets(key: str, name: str) -> list[str]:
    """Return the names of sets nearest to a mistyped one, best first; possibly none."""
    from difflib import get_close_matches  # noqa: PLC0415 - slow to import, and only an error needs it

    return get_close_matches(name, known_sets(key) or (), n=3, cutoff=0.4)


def matching_saes(key: str, sae_sets: Sequence[str], include: Sequence[str], exclude: Sequence[str]) -> list[Sae]:
    """Return the SAEs that a server loads, by set in the order given and then by layer.

    Args:
        key: the model, as for `known_sets`.
        sae_sets: `SAE_SETS`; an entry may contain several names, separated by spaces. Unknown names are skipped;
            `known_sets` returns the known ones.
        include: `INCLUDE_SAE`; an SAE is loaded if one of them matches its id. Empty: all SAEs.
        exclude: `EXCLUDE_SAE`; an SAE is not loaded if one of them matches its id.

    Raises:
        re.error: a pattern is not a regular expression.
    """
    return list(_matching(key, tuple(sae_sets), tuple(include), tuple(exclude)))


@cache
def _matching(
    key: str, sae_sets: tuple[str, ...], include: tuple[str, ...], exclude: tuple[str, ...]
) -> tuple[Sae, ...]:
    directory = _directory().get(find_repository(key) or key, {})
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
