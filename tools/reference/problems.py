"""The problems that the package finds, by their codes, read from the calls that make them."""

from __future__ import annotations

import ast
import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from .markdown import BACK, escaped, table
from .package import NAME, ROOT, below
from .subjects import subject_of
from .texts import Scope, constants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from .markdown import Prose

PAGE: Final = "problems"
TITLE: Final = "Problems"
ABOUT: Final = "Every problem and warning by its code: what is allowed, and the fix."

_CODE: Final = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
_ALLOWED, _FIX = 3, 4
"""Where a call has these arguments, the code being the first."""

_GENERATED: Final = "imports"
"""The folder of what `make imports` writes."""


class Raised(NamedTuple):
    """A problem, as one call makes it."""

    code: str
    allowed: tuple[str, ...]
    """What is allowed, in one text or several; "…" stands for what only a run of the program knows."""
    fix: tuple[str, ...]
    owner: str
    """Path of the class or the module that finds it."""

    @property
    def group(self) -> str:
        """What its code begins with."""
        return self.code.partition(".")[0]


def collect(folder: Path = ROOT / NAME) -> list[Raised]:
    """Return every problem that the Python files of a package make, sorted by code."""
    files = [file for file in sorted(folder.rglob("*.py")) if _GENERATED not in file.relative_to(folder).parts]
    modules = {_path(folder, file): ast.parse(file.read_text(encoding="utf-8")) for file in files}
    known = constants(modules)
    found = [problem for path, tree in modules.items() for problem in _made(tree, path, Scope(known[path]))]
    return sorted(found)


def _path(folder: Path, file: Path) -> str:
    parts = (folder.name, *file.relative_to(folder).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _made(node: ast.AST, owner: str, scope: Scope) -> Iterator[Raised]:
    """Yield the problems that the code below a node makes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and (code := _code(child)):
            allowed, fix = _argument(child, _ALLOWED, "allowed"), _argument(child, _FIX, "fix")
            yield Raised(code, scope.texts(allowed), scope.texts(fix), owner)
        if isinstance(child, ast.ClassDef):
            yield from _made(child, f"{owner}.{child.name}", scope)
        else:
            yield from _made(child, owner, scope.inside(child))


def _code(call: ast.Call) -> str | None:
    """Return the code of the problem that a call makes, if it makes one."""
    text = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    if not isinstance(text, str) or not _CODE.fullmatch(text):
        return None
    return text if ast.unparse(call.func) in ("Problem", "Problem.invalid") else None


def _argument(call: ast.Call, at: int, name: str) -> ast.expr | None:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    return call.args[at] if len(call.args) > at else named.get(name)


def page(found: Sequence[Raised], names: Mapping[str, str], prose: Prose) -> Iterator[str]:
    """Yield the parts of the page."""
    yield f"# {TITLE}"
    yield f"{ABOUT} `…` stands for what depends on the app. {BACK}"
    for group, problems in groupby(found, key=lambda problem: problem.group):
        yield f"## {group}"
        rows = [
            _row(code, list(same), names, prose) for code, same in groupby(problems, key=lambda problem: problem.code)
        ]
        yield table(("code", "found by", "allowed", "fix"), rows)


def _row(code: str, same: Sequence[Raised], names: Mapping[str, str], prose: Prose) -> tuple[str, ...]:
    places = dict.fromkeys(_place(problem.owner, names, prose) for problem in same)
    allowed = dict.fromkeys(text for problem in same for text in problem.allowed)
    fixes = dict.fromkeys(text for problem in same for text in problem.fix)
    return f"`{code}`", ", ".join(places), *("<br>".join(map(escaped, texts)) for texts in (allowed, fixes))


def _place(owner: str, names: Mapping[str, str], prose: Prose) -> str:
    """Return the entry of a class, or the page that a module belongs to."""
    if owner in names:
        return prose.link(names[owner])
    subject = subject_of(below(owner))
    return f"[{subject.title}]({subject.page}.md)"
