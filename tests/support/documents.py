"""What the documents show."""

from __future__ import annotations

import re

from tests.support.building import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def sections(name: str) -> dict[str, list[str]]:
    """The commands of a document in docs/, by the heading above them."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    found = re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    return {heading: blocks("bash", below) for heading, below in found}
