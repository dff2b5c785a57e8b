"""What the documents on the choices for production say has to be so."""

from __future__ import annotations

import re

from tests.rules.pods import USERS, WRITABLE
from tests.support.building import ROOT

LOGS = "/app/apps/inference/logs"
"""The legacy line writes there."""


def text(document: str) -> str:
    return (ROOT / "docs" / f"{document}.md").read_text(encoding="utf-8")


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
        assert shown - WRITABLE[name] - ({LOGS} if name == "inference" else set()) <= {"/tmp", "/dev/shm"}


def test_the_images_of_the_document_are_those_of_production() -> None:
    listed = re.findall(r"```\n(harbor.*?)```", text("security"), re.DOTALL)[0]
    file = (ROOT / "dist" / "production.k8s.yaml").read_text(encoding="utf-8")
    assert {line.split()[0] for line in listed.splitlines()} == set(re.findall(r"image: (\S+)", file))
