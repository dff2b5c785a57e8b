"""The pages of the reference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import griffe

from . import problems
from .arguments import arguments, paragraphs
from .entries import Writer, owners
from .markdown import BACK, Prose, anchor, table
from .members import members
from .package import ROOT, below, read
from .subjects import SUBJECTS, subject_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from .package import Entry, Package
    from .problems import Raised
    from .subjects import Subject

FOLDER: Final = ROOT / "docs" / "reference"
INDEX: Final = "README.md"

_NOTE: Final = "<!-- Written by `make docs`: change the docstrings that it reads instead. -->"

_ABOUT: Final = """\
# Reference

Every public name of `neuronpedia_constructs`. Import them from the package itself; `models` is a module of it.

```python
from neuronpedia_constructs import AppConfig, Neuronpedia, models
```

`App.synth` checks all arguments together: it writes every environment, or nothing, and raises
[`InvalidAppError`](validation.md#invalidapperror), which lists everything that is wrong. Errors that are raised earlier
are named below.
"""

_KUBERNETES: Final = Path(__file__).parent / "kubernetes_links.json"


def kubernetes_links() -> dict[str, dict[str, str]]:
    """Return where Kubernetes describes the fields that are its own, by class and argument."""
    links: dict[str, dict[str, str]] = json.loads(_KUBERNETES.read_text(encoding="utf-8"))
    return links


def pages(found: Sequence[Raised]) -> dict[str, str]:
    """Return the text of every page by the name of its file.

    Args:
        found: the problems of the package; without any, nothing is said of them.
    """
    package = read()
    codes = _codes(found)
    targets = {**headings(package), **{problem.code: f"{problems.PAGE}.md#{problem.group}" for problem in found}}
    made: dict[str, str] = {}
    for subject in SUBJECTS:
        entries = [entry for entry in package.entries.values() if entry.page == subject.page]
        prose = Prose(targets, subject.page)
        writer = Writer(package, prose, kubernetes_links(), codes)
        written = [*map(writer.entry, entries), *_others(package, subject, codes, prose)]
        if written:
            made[f"{subject.page}.md"] = _page([f"# {subject.title}", f"{subject.about} {BACK}", *written])
    if found:
        made[f"{problems.PAGE}.md"] = _page(problems.page(found, package.names, Prose(targets, problems.PAGE)))
    return {INDEX: _index(package, made), **made}


def _others(package: Package, subject: Subject, codes: Mapping[str, Sequence[str]], prose: Prose) -> Iterator[str]:
    """Yield the problems of a page that none of its entries names."""
    classes = (entry.made for entry in package.entries.values() if isinstance(entry.made, griffe.Class))
    named = {owner for made in classes for owner in owners(package, made)}
    others = {code for owner in codes.keys() - named if subject_of(below(owner)) == subject for code in codes[owner]}
    if others:
        yield f"Other problems of this subject: {', '.join(map(prose.link, sorted(others)))}."


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join([_NOTE, *parts]) + "\n"


def headings(package: Package) -> dict[str, str]:
    """Return where every name has its heading, and every method of a class."""
    found: dict[str, str] = {}
    for name, entry in package.entries.items():
        methods: list[str] = []
        if isinstance(entry.made, griffe.Class):
            given = {argument.name for argument in arguments(package, entry.made)}
            methods = [f"{name}.{method}" for method in members(entry.made, package.names, given).methods]
        found |= {heading: f"{entry.page}.md#{anchor(heading)}" for heading in (name, *methods)}
    return found


def _codes(found: Sequence[Raised]) -> Mapping[str, Sequence[str]]:
    """Return the codes of problems by the path of the class or the module that finds them."""
    codes: dict[str, set[str]] = {}
    for problem in found:
        codes.setdefault(problem.owner, set()).add(problem.code)
    return {owner: sorted(names) for owner, names in codes.items()}


def _index(package: Package, made: Container[str]) -> str:
    abouts = [(subject.page, subject.title, subject.about) for subject in SUBJECTS]
    abouts.append((problems.PAGE, problems.TITLE, problems.ABOUT))
    rows = [(f"[{title}]({page}.md)", about) for page, title, about in abouts if f"{page}.md" in made]
    prose = Prose(headings(package), INDEX.removesuffix(".md"))
    names = [(prose.link(name), _summary(entry, prose)) for name, entry in package.entries.items()]
    pages_table, names_table = table(("page", "about"), rows), table(("name", "what it is"), names)
    return _page([_ABOUT.rstrip(), pages_table, "## All names", names_table])


def _summary(entry: Entry, prose: Prose) -> str:
    found = paragraphs(entry.made)
    return prose.text(" ".join(found[0].split()), entry.name) if found else ""
