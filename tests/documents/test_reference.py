"""docs/reference/ has to say what the code says, of every public name."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from typing import Any

import griffe
import pytest
from constructs import Construct

import neuronpedia_constructs
from neuronpedia_constructs import models
from tests.support import waiting
from tests.support.building import ROOT
from tests.support.programs import starts_programs
from tools.reference.arguments import Argument, arguments
from tools.reference.entries import is_made_by_users
from tools.reference.markdown import anchor
from tools.reference.package import read
from tools.reference.pages import FOLDER, kubernetes_links, pages
from tools.reference.problems import collect

WRITTEN = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}

NAMES = [*neuronpedia_constructs.api.__all__, *(f"models.{name}" for name in models.__all__)]
CLASSES = [
    name for name in neuronpedia_constructs.api.__all__ if inspect.isclass(getattr(neuronpedia_constructs, name))
]

HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def given(name: str) -> list[Argument]:
    """Return the arguments of a class that users make themselves."""
    made = read().entries[name].made
    assert isinstance(made, griffe.Class)
    found = arguments(read(), made)
    return found if is_made_by_users(read(), found) else []


@starts_programs
def test_it_is_what_make_docs_writes() -> None:
    made = pages(collect())
    assert WRITTEN.keys() == made.keys(), "run `make docs`"
    for name, text in made.items():
        assert WRITTEN[name] == text, f"{name} is stale: run `make docs`"


def test_every_public_name_has_one_entry_and_nothing_else_has() -> None:
    headings = [
        heading[3:]
        for name, text in WRITTEN.items()
        if name not in ("README.md", "problems.md")
        for heading in re.findall(r"^## .+$", text, re.MULTILINE)
    ]
    assert sorted(headings) == sorted(NAMES)
    entries = read().entries
    assert sorted(entries) == sorted(NAMES)
    assert [name for name, entry in entries.items() if isinstance(entry.made, griffe.Class)] == sorted(
        CLASSES, key=str.lower
    )


@pytest.mark.parametrize("name", CLASSES)
def test_arguments_are_those_of_the_running_class(name: str) -> None:
    shown = given(name)
    made = getattr(neuronpedia_constructs, name)
    # The class of a construct is called through the bridge.
    running = dict(inspect.signature(made.__init__ if issubclass(made, Construct) else made).parameters)
    running.pop("self", None)
    if not shown:
        assert not running or issubclass(made, neuronpedia_constructs.Workload)
        return
    assert [argument.name for argument in shown] == list(running)
    for argument in shown:
        default = running[argument.name].default
        assert (argument.default is None) == (default is inspect.Parameter.empty), argument.name
        if is_literal(argument.default) and is_literal(repr(default)):
            assert ast.literal_eval(str(argument.default)) == default, argument.name


def is_literal(text: str | None) -> bool:
    try:
        ast.literal_eval(str(text))
    except (SyntaxError, ValueError):
        return False
    return True


@pytest.mark.parametrize("name", CLASSES)
def test_every_argument_is_described_and_none_as_a_default_is_explained(name: str) -> None:
    for argument in given(name):
        assert argument.meaning, f"{name} {argument.name} has no docstring"
        if argument.default == "None":
            said = re.search(r"default|none|^as of", argument.meaning, re.IGNORECASE)
            assert said, f"{name} {argument.name} does not say what None means"


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_has_a_docstring(name: str) -> None:
    assert read().entries[name].made.docstring


@pytest.mark.parametrize(
    ("heading", "fragment"),
    [
        ("All names", "all-names"),
        ("GPU_LITE", "gpu_lite"),
        ("models.get", "modelsget"),
        ("Neuronpedia.add_inference", "neuronpediaadd_inference"),
    ],
)
def test_anchors_are_those_of_github(heading: str, fragment: str) -> None:
    assert anchor(heading) == fragment


def test_links_lead_to_files_and_to_headings() -> None:
    for name, text in WRITTEN.items():
        found = [target for target in LINK.findall(text) if not target.startswith("https:")]
        assert found, name
        for target in found:
            file, _, fragment = target.partition("#")
            path = (FOLDER / file).resolve() if file else FOLDER / name
            assert path.exists(), f"{name}: {target}"
            if fragment:
                headings = HEADING.findall(path.read_text(encoding="utf-8"))
                assert [anchor(heading) for heading in headings].count(fragment) == 1, f"{name}: {target}"


def test_links_to_kubernetes_are_of_arguments_and_to_its_api_reference() -> None:
    scheme = re.compile(r"https://kubernetes\.io/docs/reference/kubernetes-api/[a-z]+/[a-z0-9-]+/#[A-Z][A-Za-z]+")
    for name, links in kubernetes_links().items():
        assert links.keys() <= {argument.name for argument in given(name)}, name
        for link in links.values():
            assert scheme.fullmatch(link)


@starts_programs
def test_it_is_written_without_importing_the_package() -> None:
    source = f"import sys; from {pages.__module__} import pages; pages([]); print(*sys.modules)"
    result = waiting.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"jsii", "neuronpedia_constructs"} & set(result.stdout.split())


def test_types_are_written_out_and_names_in_docstrings_are_links() -> None:
    def line(page: str, argument: str) -> Any:
        return next(row for row in WRITTEN[page].splitlines() if row.startswith(f"| `{argument}` |"))

    assert '`Literal["aws", "node", "python", "native"]`' in line("drafts.md", "runtime")
    assert "[`S3Target`](backups.md#s3target)" in line("database.md", "backup")
    assert "[`GpuProfile`](profiles.md#gpuprofile)" in WRITTEN["workloads.md"]
