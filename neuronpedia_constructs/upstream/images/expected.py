"""What the manifests of a line expect of an image."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from neuronpedia_constructs.upstream.lines import read

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the manifests expect of an image."""

    folder: str
    """The folder in which its program starts."""
    command: str
    """What runs there. The image's own entrypoint and command do not matter."""
    user: int
    """The number of the user and of the group that it runs as."""
    runtime: Literal["node", "python"]
    """What must be on the path."""
    oldest: str
    """The oldest version of the runtime, such as "3.11"."""
    newest: str
    """The newest one."""
    commands: tuple[str, ...] = ()
    """Other commands that must be on the path."""
    optional_commands: Mapping[str, str] = field(default_factory=dict)
    """Commands that only some servers need, and what for."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Files and folders that must be readable, and what they are."""
    modules: tuple[str, ...] = ()
    """Python modules that must be importable in the folder."""
    optional_modules: Mapping[str, str] = field(default_factory=dict)
    """Python modules that only some servers need, and what for."""
    driver: str = ""
    """The oldest GPU driver that the image works with. "" if it needs no GPU."""
    frozen: str = ""
    """What keeps the value that it had when the image was built. "" if nothing does."""
    size: str = ""
    """The size to expect, unpacked."""
    notes: tuple[str, ...] = ()
    """What to know for the build."""


@cache
def expected(line: str) -> dict[str, Expected]:
    """Return what a line's manifests expect of Neuronpedia's images, by the image's name."""
    found = {}
    for name, entry in read(line, "images.json")["images"].items():
        lists = {key: tuple(entry.get(key, ())) for key in ("commands", "modules", "notes")}
        found[name] = Expected(**{**entry, **lists})
    return found


def revision(line: str) -> str:
    """Return upstream's revision that a line means."""
    return str(read(line, "images.json")["revision"])
