"""The tables of docs/customizing.md have every field of a draft, as a mixin writes it."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from cdk8s import App

from neuronpedia_constructs import ContainerDraft, Mixin, PodDraft, WorkloadDraft, find_problems
from tests.support.building import bare
from tests.support.programs import starts_programs
from tools import drafts

TEXT = drafts.DOCUMENT.read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(draft\.\S+)` \| (.+?) \| (.+?) \|$", TEXT, re.MULTILINE)
CLASSES = {"draft": WorkloadDraft, "draft.pod": PodDraft, "draft.main": ContainerDraft}
FIXED = ["draft.name", "draft.selector", "draft.main.name"]


class Same(Mixin):
    """Set every field to the value that it has."""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        for written, _, _ in ROWS:
            exec(f"{written} = {written}", {"draft": draft})


@starts_programs
def test_the_document_is_what_the_classes_say() -> None:
    assert drafts.written() == TEXT, "docs/customizing.md is stale: run `make docs`"


def test_every_field_has_its_row_but_for_drafts_with_tables_of_their_own_and_what_cannot_change() -> None:
    expected = [f"{written}.{field.name}" for written, made in CLASSES.items() for field in fields(made)]
    left_out = [*FIXED, "draft.pod"]
    assert [written for written, _, _ in ROWS] == [written for written in expected if written not in left_out]
    assert {f"{draft.written}.{name}" for draft in drafts.DRAFTS for name in draft.left_out} == set(left_out)


@pytest.mark.parametrize(("written", "kind", "meaning"), ROWS)
def test_every_row_says_what_the_field_is(written: str, kind: str, meaning: str) -> None:
    assert kind.startswith(("`", "[`")), written
    assert meaning.endswith("."), written


def test_a_mixin_may_set_what_has_a_row(app: App) -> None:
    bare(app).with_(Same())
    assert find_problems(app) == ()


@pytest.mark.parametrize("written", FIXED)
def test_a_mixin_cannot_set_what_has_none(written: str, app: App) -> None:
    class Renamed(Mixin):
        def apply_to_draft(self, draft: WorkloadDraft) -> None:
            exec(f"{written} = type({written})()", {"draft": draft})

    bare(app).webapp.with_(Renamed())
    assert find_problems(app) != ()


@starts_programs
def test_a_class_that_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = drafts.DRAFTS[0]._replace(path="draft.workload.Nothing")
    monkeypatch.setattr(drafts, "DRAFTS", (gone,))
    with pytest.raises(LookupError, match=r"draft\.workload\.Nothing"):
        list(drafts.tables())
