"""The picture of docs/review.md shows what the command says."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from tools.review_picture import MANIFEST, PICTURE, changed, drawn


def test_it_is_fresh() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawn(), "run make docs"


def test_it_is_a_picture_of_its_own_with_no_line_wider_than_itself() -> None:
    root = ET.fromstring(drawn())
    width = float(root.attrib["viewBox"].split()[2])
    lines = ["".join(each.itertext()) for each in root if each.tag.endswith("}text")]
    assert max(map(len, lines)) * 7.8 + 32 <= width
    assert not re.search(r"(href|src|url)", drawn())


def test_it_shows_something_of_every_kind() -> None:
    for title in ("Refused", "Data", "Restarts", "Runs", "Connections", "In place", "Images"):
        assert f">{title}<" in drawn()
    assert changed(MANIFEST.read_text(encoding="utf-8")) != MANIFEST.read_text(encoding="utf-8")
