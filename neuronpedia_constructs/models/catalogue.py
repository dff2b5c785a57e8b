"""The catalogue: models for inference servers for which Neuronpedia has features."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.validation.plain import plain

from .data import read

if TYPE_CHECKING:
    from .model import Model


def get(name: str) -> Model:
    """Return a model from the catalogue.

    Args:
        name: name of an entry, such as "gemma-2-2b", or one of its aliases. Aliases that end in `-a` and `-b` are for
            two servers of one model.

    Raises:
        LookupError: the model does not exist; the message has the nearest names.
    """
    catalogue = _catalogue()
    name = plain(name)
    if name not in catalogue:
        from difflib import get_close_matches  # noqa: PLC0415 - slow to import, and only an error needs it

        nearest = get_close_matches(name, catalogue, n=3, cutoff=0.4) or sorted(catalogue)
        raise LookupError(f"the catalogue has no model {name!r}; the nearest are: {', '.join(nearest)}")
    from .model import Model  # noqa: PLC0415 - it is a mixin, and the sizes of models need no constructs

    return Model(**catalogue[name])


def names() -> tuple[str, ...]:
    """Return every name that `get` accepts, including aliases."""
    return tuple(sorted(_catalogue()))


def entries() -> dict[str, tuple[str, ...]]:
    """Return the names of the entries, each with its aliases."""
    return {name: tuple(options.get("aliases", ())) for name, options in sorted(_file().items())}


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    """Return the arguments of `Model` by every name."""
    found: dict[str, dict[str, Any]] = {}
    for name, aliases in entries().items():
        arguments = {"name": name, **{key: value for key, value in _file()[name].items() if key != "aliases"}}
        found.update(dict.fromkeys([name, *aliases], arguments))
    return found


@cache
def _file() -> dict[str, dict[str, Any]]:
    content: dict[str, dict[str, Any]] = read("catalogue.json")
    return content
