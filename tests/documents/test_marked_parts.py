"""Parts of documents that are written by `make docs` are replaced between their marks, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.marked_parts import filled

TEXT = """\
# Title

<!-- one: written by `make docs` -->
old
<!-- /one -->

Kept.

<!-- two: written by `make docs` -->
<!-- /two -->
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "page.md"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_parts_are_replaced_and_the_rest_is_kept(document: Path) -> None:
    made = filled(document, {"one": "new\n", "two": "newer\n"})
    assert made == TEXT.replace("old\n", "\nnew\n\n").replace("-->\n<!-- /two", "-->\n\nnewer\n\n<!-- /two")
    assert document.read_text(encoding="utf-8") == TEXT


def test_writing_them_again_changes_nothing(document: Path) -> None:
    parts = {"one": "new\n", "two": "newer\n"}
    document.write_text(filled(document, parts), encoding="utf-8")
    assert filled(document, parts) == document.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("<!-- /one -->", ""),
        TEXT.replace("two", "three"),
        TEXT + TEXT,
        TEXT.split("<!-- two", maxsplit=1)[0],
    ],
)
def test_a_document_without_its_parts_or_with_others_is_refused(text: str, document: Path) -> None:
    document.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md .*: one, two"):
        filled(document, {"one": "", "two": ""})
