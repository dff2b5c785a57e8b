"""`neuronpedia-constructs models`: the catalogue, with the requirements of each model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs import models
from neuronpedia_constructs.models.sizing.units import gibibytes
from neuronpedia_constructs.upstream.lines import find_line

from .tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADINGS = ("MODEL", "SAE SETS", "SAES", "GPU MEMORY", "SMALLEST GPU")
_NAMES_SHOWN = 3


def run(*, upstream: str, as_json: bool) -> int:
    """Print the catalogue as a table or as JSON, with the figures of a line, and return the exit code."""
    entries = list(_entries(upstream))
    print(json.dumps(entries, indent=2) if as_json else _table(entries))
    return 0


def _entries(upstream: str) -> Iterator[dict[str, Any]]:
    line = find_line(upstream).inference
    for name, aliases in models.entries().items():
        model = models.get(name)
        size = line.size(model)
        on_gpu = model.on_gpu
        yield {
            "name": name,
            "aliases": list(aliases),
            "model": model.name,
            "model_id": line.variables(model)["MODEL_ID"],
            "device": model.device,
            "gated": model.is_gated,
            "public": model.public,
            "sae_sets": list(model.sae_sets),
            "saes": size.saes if size else None,
            "gpu_memory_bytes": size.peak if size and on_gpu else None,
            "gpu_memory_loaded_bytes": size.loaded if size and on_gpu else None,
            "host_memory_bytes": size.host_peak if size else None,
            "smallest_gpu": size.smallest.product if size and size.smallest else None,
        }


def _table(entries: list[dict[str, Any]]) -> str:
    rows = [_HEADINGS, *(row for entry in entries for row in _rows(entry))]
    return "\n".join(
        [
            *table(rows),
            "",
            "GPU memory: what is loaded, and in brackets the peak of the worst request, which the smallest GPU fits.",
            "Names in one row group are for several servers of the same model.",
        ]
    )


def _rows(entry: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield a row for an entry, and one for each additional name or SAE set."""
    names = [entry["name"], *entry["aliases"]]
    sets = entry["sae_sets"]
    if len(sets) > _NAMES_SHOWN:
        sets = [*sets[: _NAMES_SHOWN - 1], f"and {len(sets) - _NAMES_SHOWN + 1} more"]
    loaded, peak = entry["gpu_memory_loaded_bytes"], entry["gpu_memory_bytes"]
    memory = (
        f"{gibibytes(loaded)} ({gibibytes(peak)})" if peak else f"none; host {gibibytes(entry['host_memory_bytes'])}"
    )
    figures = (str(entry["saes"]), memory, entry["smallest_gpu"] or "none")
    for line in range(max(len(names), len(sets))):
        name = names[line] if line < len(names) else ""
        sae_set = sets[line] if line < len(sets) else ""
        yield (name, sae_set, *(figures if line == 0 else ("", "", "")))
