"""What the documents on the choices for production show has to work as it stands there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cdk8s import App

import neuronpedia_constructs
from neuronpedia_constructs import find_problems
from tests.rules.pods import USERS, WRITABLE
from tests.support.building import REGISTRY, ROOT, bare, doubts, synthesized

DOCUMENTS = ("availability", "database", "network", "routes", "security")


def text(document: str) -> str:
    return (ROOT / "docs" / f"{document}.md").read_text(encoding="utf-8")


def examples() -> list[Any]:
    found = [
        (document, source)
        for document in DOCUMENTS
        for source in re.findall(r"```python\n(.*?)```", text(document), re.DOTALL)
    ]
    return [pytest.param(source, id=f"{document}-{number}") for number, (document, source) in enumerate(found)]


@pytest.mark.parametrize("source", examples())
def test_an_example_is_synthesized(source: str, app: App) -> None:
    public = {name: getattr(neuronpedia_constructs, name) for name in dir(neuronpedia_constructs)}
    given = App()
    # Those that say nothing of a registry have one.
    ready = (
        bare(given)
        if "Registry(" not in source
        else neuronpedia_constructs.Neuronpedia(
            given, "production", namespace="neuronpedia", url="https://neuronpedia.example.org"
        )
    )
    made: dict[str, Any] = {**public, "app": app, "production": ready}
    exec(source, made)
    if made["production"] is not ready:
        made["production"].with_(REGISTRY)
    for used in (given, app):
        assert find_problems(used) == ()
        assert doubts(used) == ()
    assert synthesized(made["production"])


def test_users_and_folders_of_the_document_are_those_of_the_pods() -> None:
    rows = re.findall(r"^\| ([\w -]+) \| (\d+) \| (.+) \|$", text("security"), re.MULTILINE)
    names = {row[0].removesuffix(" servers"): row for row in rows}
    assert names.keys() == USERS.keys() - {"upload"}
    for name, (_, user, folders) in names.items():
        assert int(user) == USERS[name]
        shown = set(re.findall(r"`(/[^`]+)`", folders)) | (
            {"/var/lib/postgresql/data"} if name == "postgres" else set()
        )
        assert WRITABLE[name] <= shown
        assert shown - WRITABLE[name] <= {"/tmp", "/dev/shm"}


def test_the_images_of_the_document_are_those_of_production() -> None:
    listed = re.findall(r"```\n(harbor.*?)```", text("security"), re.DOTALL)[0]
    file = (ROOT / "dist" / "production.k8s.yaml").read_text(encoding="utf-8")
    assert {line.split()[0] for line in listed.splitlines()} == set(re.findall(r"image: (\S+)", file))
