"""The page of problems has to say what the code says of each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.programs import starts_programs
from tools.reference import problems
from tools.reference.markdown import Prose
from tools.reference.package import NAME, ROOT
from tools.reference.pages import pages
from tools.reference.problems import Raised
from tools.reference.subjects import subject_of

NAMES = """
ALLOWED = "a schedule of cron"
"""

SAMPLE = """
from ..validation.names import ALLOWED
from neuronpedia_constructs.validation import names

FIX = "leave it out"

class Registry:
    def problems(self, local):
        fix = "not this one"
        if not self.tag:
            allowed = f"a tag, such as {self.example}"
            fix = 'write tag="v1.4.2"'
            yield Problem("image.tag-missing", "tag", "missing", allowed, fix)
        yield Problem.invalid("image.prefix", "prefix", self.prefix, "a host" if local else "a path", fix=FIX)

def check(schedule, allowed):
    allowed_here = allowed
    yield Problem("schedule.cron-5", "schedule", quoted(schedule), ALLOWED, fix="write " + schedule).at("webapp")
    yield Problem("schedule.kept", "keep", "0", allowed_here, FIX, warning=True)
    place, both = f"keep[{schedule}]", f"less than {schedule}"
    yield Problem("schedule.both", place, "0", both, FIX)
    yield Problem("keep", "0", "a whole number", FIX)
    yield Problem("Keep.It", "keep", "0", "a whole number", FIX)
    yield Other("schedule.other", "keep", "0", "a whole number", FIX)
"""


@pytest.fixture
def found(tmp_path: Path) -> list[Raised]:
    for file, text in {"images/registry.py": SAMPLE, "validation/names.py": NAMES, "imports/k8s.py": SAMPLE}.items():
        path = tmp_path / NAME / file
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return problems.collect(tmp_path / NAME)


def test_codes_are_found_with_their_texts_and_the_class_that_finds_them(found: list[Raised]) -> None:
    module = f"{NAME}.images.registry"
    assert found == [
        Raised("image.prefix", ("a host", "a path"), ("leave it out",), f"{module}.Registry"),
        Raised("image.tag-missing", ("a tag, such as …",), ('write tag="v1.4.2"',), f"{module}.Registry"),
        Raised("schedule.both", ("less than …",), ("leave it out",), module),
        Raised("schedule.cron-5", ("a schedule of cron",), ("…",), module),
        Raised("schedule.kept", ("…",), ("leave it out",), module),
    ]


def test_the_page_has_a_table_for_what_codes_begin_with(found: list[Raised]) -> None:
    names = {f"{NAME}.images.registry.Registry": "Registry"}
    text = "\n\n".join(problems.page(found, names, Prose({"Registry": "images.md#registry"}, problems.PAGE)))
    assert "## image\n\n| code | found by | allowed | fix |\n" in text
    assert "| `image.prefix` | [`Registry`](images.md#registry) | a host<br>a path | leave it out |" in text
    assert "| `schedule.cron-5` | [Images](images.md) | a schedule of cron | … |" in text


def test_one_row_is_of_every_place_that_makes_a_problem(found: list[Raised]) -> None:
    again = [*found, Raised("schedule.kept", ("a number",), ("leave it out",), f"{NAME}.database.choices")]
    text = "\n\n".join(problems.page(again, {}, Prose({}, problems.PAGE)))
    assert "| `schedule.kept` | [Images](images.md), [Databases](database.md) | …<br>a number | leave it out |" in text


@starts_programs
def test_nothing_is_said_of_problems_without_codes() -> None:
    made = pages([])
    assert "problems.md" not in made
    assert not any("problems.md" in text for text in made.values())


@starts_programs
def test_with_codes_entries_and_pages_name_their_problems() -> None:
    def raised(code: str, owner: str) -> Raised:
        return Raised(code, ("a tag",), ("write it",), f"{NAME}.{owner}")

    registry, config = (
        raised("image.tag", "images.registry.Registry"),
        raised("app.extra", "configuration.variables.Config"),
    )
    made = pages([config, registry, raised("names.label", "images.listing")])
    assert "| [Problems](problems.md) |" in made["README.md"]
    assert "Problems: [`image.tag`](problems.md#image)." in made["images.md"]
    assert "Other problems of this subject: [`names.label`](problems.md#names)." in made["images.md"]
    # The base of every configuration is not public.
    assert made["configuration.md"].count("Problems: [`app.extra`](problems.md#app).") == 6
    assert "| `image.tag` | [`Registry`](images.md#registry) | a tag | write it |" in made["problems.md"]


@starts_programs
def test_the_codes_of_the_package_are_those_of_the_page() -> None:
    collected = problems.collect()
    page = pages(collected).get("problems.md", "")
    shown = set(re.findall(r"^\| `([a-z-]+\.[a-z0-9-]+)` \|", page, re.MULTILINE))
    assert shown == {problem.code for problem in collected}


def test_every_module_that_makes_problems_belongs_to_a_page() -> None:
    for file in (ROOT / NAME).rglob("*.py"):
        if re.search(r"\bProblem(\.invalid)?\(", file.read_text(encoding="utf-8")):
            assert subject_of(".".join(file.relative_to(ROOT / NAME).with_suffix("").parts))
