"""Every block of Python in every document, and what it does where the README says that it goes."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from cdk8s import App

from neuronpedia_constructs import Neuronpedia
from neuronpedia_constructs.environment.synthesis import Synthesis
from tests.support import planned
from tests.support.building import ROOT, Manifest

_OPENING = re.compile(r"([ \t>]*)(`{3,}|~{3,})[ \t]*\{?\.?(\w*)")
_PYTHON = ("py", "py3", "python", "python3")
_OTHERS = ("node_modules", "build")
"""Folders of which no document is ours; those whose names begin with a dot are of tools."""

_END = "app.synth()\n"


class Block(NamedTuple):
    """A block of Python in a document."""

    document: str
    line: int
    source: str

    @property
    def place(self) -> str:
        return f"{self.document}:{self.line}"

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, self.place)

    @property
    def is_program(self) -> bool:
        """Whether it makes an app of its own."""
        calls = (node.func for node in ast.walk(self.tree) if isinstance(node, ast.Call))
        return any(ast.unparse(function) in ("App", "cdk8s.App") for function in calls)


class Ran(NamedTuple):
    """What a block has done."""

    app: App
    names: dict[str, Any]
    """What it has defined, with what the README's program gave it."""

    def manifests(self, environment: str) -> list[Manifest]:
        """The manifests of the environment of that name, made without the bridge."""
        return planned.of_environment(self.names[environment])

    def environments(self) -> list[list[Manifest]]:
        """The manifests of each environment of the app."""
        found = Synthesis.find(self.app)
        return [planned.manifests(environment.plan) for environment in found.environments] if found else []


def documents(root: Path = ROOT) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _OTHERS)
        yield from (Path(folder, name) for name in sorted(files) if name.lower().endswith((".md", ".markdown")))


def python_blocks(root: Path = ROOT) -> list[Block]:
    """Every block of Python below a folder."""
    return [block for document in documents(root) for block in _of(document, str(document.relative_to(root)))]


def blocks_of(document: str) -> list[Block]:
    """The blocks of one document, such as "docs/network.md"."""
    return list(_of(ROOT / document, document))


def _of(document: Path, name: str) -> Iterator[Block]:
    lines = iter(enumerate(document.read_text(encoding="utf-8").splitlines(), 1))
    for number, line in lines:
        opening = _OPENING.match(line)
        if opening is None:
            continue
        indent, fence, language = opening.groups()
        closing = re.compile(rf"[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
        inside = []
        for _, text in lines:
            if closing.fullmatch(text):
                break
            inside.append(text.removeprefix(indent) if text.strip() else "")
        else:
            raise AssertionError(f"{name}:{number} has no end")
        if language.lower() in _PYTHON:
            yield Block(name, number, "".join(f"{text}\n" for text in inside))


README = next(block for block in blocks_of("README.md") if block.is_program)


def run(block: Block) -> Ran:
    """Run a block: by itself if it is a program, and otherwise as the end of the README's, before `app.synth()`.

    Of that program it gets the app and the environments, but no import: a block has its own.
    """
    if block.is_program:
        (app,), names = _executed(block.place, block.source)
        return Ran(app, names)
    program, end, rest = README.source.rpartition(_END)
    assert (end, rest) == (_END, "")
    # It goes there as it stands: no line of it has to be the first of a file.
    compile(f"{program}{block.source}{end}", block.place, "exec")
    _, given = _executed(README.place, program)
    ready = {name: value for name, value in given.items() if isinstance(value, (App, Neuronpedia))}
    ended, names = _executed(block.place, block.source, **ready)
    assert ended == [], f"{block.place} synthesizes an app that is not its own"
    return Ran(names["app"], names)


def _executed(place: str, source: str, **given: Any) -> tuple[list[App], dict[str, Any]]:
    """The apps that were synthesized, which writes no files here, and all names."""
    ended: list[App] = []
    names = {"__name__": "__main__", **given}

    def synth(app: App) -> None:
        ended.append(app)

    with patch.object(App, "synth", synth):
        exec(compile(source, place, "exec"), names)
    return ended, names
