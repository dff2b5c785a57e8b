"""Reports for the comment of a pull request."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.rendering.markdown import markdown
from neuronpedia_constructs.cli.diff.rendering.section import BAD, Command, Item, Section


def test_it_has_a_list_for_each_section_and_commands_that_can_be_copied() -> None:
    sections = [
        Section("Refused", (Item("StatefulSet postgres", ("spec: no", Command("kubectl delete x")), BAD),)),
        Section("Empty", ()),
        Section("Runs", (Item("Job a runs"),)),
    ]
    assert markdown("production", sections) == (
        "### production\n"
        "\n"
        "**Refused**\n"
        "\n"
        "- 🛑 StatefulSet postgres\n"
        "  - spec: no\n"
        "\n"
        "  ```sh\n"
        "  kubectl delete x\n"
        "  ```\n"
        "\n"
        "\n"
        "**Runs**\n"
        "\n"
        "- Job a runs\n"
    )


def test_a_long_list_is_folded_unless_it_has_something_to_see() -> None:
    items = tuple(Item(f"ConfigMap {number}") for number in range(9))
    assert "<details><summary><b>In place</b>: 9</summary>\n\n- ConfigMap 0" in markdown(
        "a", [Section("In place", items)]
    )
    assert "<details>" not in markdown("a", [Section("In place", items[1:])])
    assert "<details>" not in markdown("a", [Section("In place", (*items, Item("x", tone=BAD)))])


def test_with_nothing_to_say_it_says_nothing() -> None:
    assert markdown("production", [Section("Refused", ())]) == ""


def test_nothing_of_a_manifest_becomes_markup() -> None:
    found = markdown("a", [Section("Runs", (Item("<img src=x> [a](b) *c* `d` | #1\n# e"),))])
    assert "- \\<img src=x\\> \\[a\\](b) \\*c\\* \\`d\\` \\| \\#1\\\\n\\# e\n" in found
