"""The Makefile says what takes minutes on a slow network, before it starts."""

from __future__ import annotations

import re

from tests.support.building import ROOT

TEXT = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_installation_is_announced_on_standard_error() -> None:
    rules = re.findall(r"^\$\((\w+_READY)\):.*\n((?:\t.*\n?)+)", TEXT, re.MULTILINE)
    assert {name for name, _ in rules} == set(re.findall(r"^(\w+_READY) :=", TEXT, re.MULTILINE))
    for name, commands in rules:
        lines = commands.splitlines()
        said = [number for number, line in enumerate(lines) if re.search(r'@echo "Setting up, once: .*" >&2$', line)]
        installs = [number for number, line in enumerate(lines) if re.search(r"venv |install|npm ci", line)]
        assert said[0] < min(number for number in installs if number not in said), name


def test_what_is_up_to_date_is_quiet() -> None:
    targets = re.findall(r"^([a-z-]+):.*\n((?:\t.*\n?)+)", TEXT, re.MULTILINE)
    assert not [name for name, commands in targets if "Setting up" in commands]
