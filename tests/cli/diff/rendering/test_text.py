"""Reports for a terminal."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.rendering.section import BAD, Command, Item, Section
from neuronpedia_constructs.cli.diff.rendering.text import text

SECTIONS = [
    Section("Refused", (Item("StatefulSet postgres", ("spec: no", Command("kubectl delete x")), BAD),)),
    Section("Empty", ()),
    Section("Runs", (Item("Job a runs"),)),
]


def test_it_is_indented_and_without_empty_sections() -> None:
    assert text("production", SECTIONS, colour=False) == (
        "production\n"
        "  Refused\n"
        "    StatefulSet postgres\n"
        "      spec: no\n"
        "      kubectl delete x\n"
        "  Runs\n"
        "    Job a runs\n"
    )


def test_with_nothing_to_say_it_says_nothing() -> None:
    assert text("production", [Section("Refused", ())], colour=False) == ""


def test_colours_are_only_where_they_are_wanted() -> None:
    painted = text("production", SECTIONS, colour=True)
    assert "\033[31mStatefulSet postgres\033[0m" in painted
    assert "    Job a runs\n" in painted


def test_a_terminal_obeys_nothing_of_a_manifest() -> None:
    found = text("a\033[2J", [Section("Runs", (Item("x\ny\u202e", ("\r", Command("\x9b"))),))], colour=False)
    assert found == "a\\x1b[2J\n  Runs\n    x\\ny\\u202e\n      \\r\n      \\x9b\n"
