"""What is known of database images, as their documentation has it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.facts.parts.fields import text
from neuronpedia_constructs.cli.diff.facts.parts.image_names import image_name
from neuronpedia_constructs.cli.diff.facts.parts.pods import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDED = re.compile(r"(?:^|[-_.])pg-?([0-9]{1,2})(?![0-9])")
_LEADING = re.compile(r"v?([0-9]{1,2})(?![0-9])")
_VERSIONED = ("postgres", "postgresql")
_SYSTEMS = ("alpine", "bullseye", "bookworm", "trixie")


@dataclass(frozen=True)
class Engine:
    """A database's image.

    https://hub.docker.com/_/postgres, https://hub.docker.com/_/mysql, https://hub.docker.com/_/mariadb
    """

    name: str
    images: tuple[str, ...]
    """The last parts of the names of its images."""
    scripts: str
    """The folder of scripts that run when the data folder is empty."""
    settings: Mapping[str, str]
    """The variables that are read when the data folder is empty, and how to change the same thing later."""
    folder: Mapping[str, str] | None = None
    """The variable that says where the data folder is, and its default."""


@cache
def engines() -> tuple[Engine, ...]:
    """Return all that are known."""
    entries: list[dict[str, Any]] = json.loads(Path(__file__).with_name("databases.json").read_text(encoding="utf-8"))
    return tuple(Engine(**{**entry, "images": tuple(entry["images"])}) for entry in entries)


def engine_of(container: dict[str, Any]) -> Engine | None:
    """Return the database that a container runs, by its image or by variables that only such an image reads."""
    last = image_name(text(container.get("image"))).last
    given = {name.removesuffix("_FILE") for name in environment(container)}
    by_image = (each for each in engines() if last in each.images)
    by_settings = (each for each in engines() if any("PASSWORD" in name and name in given for name in each.settings))
    return next(by_image, None) or next(by_settings, None)


def postgres_version(reference: str) -> int | None:
    """Return the major version of PostgreSQL in a tag: 15 in `pgvector:0.8.0-pg15`, 16 in `postgres:16.4-alpine`."""
    image = image_name(reference)
    match = _FOLDED.search(image.tag) or (_LEADING.match(image.tag) if image.last in _VERSIONED else None)
    return int(match[1]) if match else None


def system_of(reference: str) -> str | None:
    """Return the system in a tag: "alpine", "bookworm"."""
    words = re.split(r"[^a-z]+", image_name(reference).tag)
    return next((system for system in _SYSTEMS if system in words), None)
