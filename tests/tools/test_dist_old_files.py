"""What main.py no longer writes leaves dist/, if it is ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import is_whole, manifest_files
from tests.support.dist_folder import OURS, content, folder, write
from tools.dist import LABELS, OUTPUT, main, publish

__all__ = ["folder"]

RETIRED = {
    "ours": (OURS, True),
    "ours, in several documents": (f"---\n{OURS}---\n{OURS}---\n", True),
    "another's object among ours": (f"{OURS}---\nkind: ConfigMap\nmetadata: {{name: b}}\n", False),
    "another's": ("kind: ConfigMap\nmetadata: {name: b, labels: {app.kubernetes.io/managed-by: cdk8s}}\n", False),
    "no metadata": ("kind: ConfigMap\n", False),
    "a list": (f"[{LABELS}]\n", False),
    "empty": ("", False),
    "broken": (f"{OURS}\n\tlabels", False),
    "with a tag": (f"{OURS}data: !vault x\n", False),
}


@pytest.mark.parametrize("what", RETIRED)
def test_a_manifest_that_is_no_longer_written_goes_if_it_is_ours(
    what: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, goes = RETIRED[what]
    write(folder / "dist", {"retired.k8s.yaml": text, "retired.yaml": OURS, "sub/retired.k8s.yaml": OURS})
    assert main() == 0
    assert (folder / "dist" / "retired.k8s.yaml").exists() is not goes
    assert {"retired.yaml", "sub/retired.k8s.yaml"} <= content(folder / "dist").keys()
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in lines] == ([] if goes else ["dist/retired.k8s.yaml"])


def test_bytes_and_links_are_not_ours(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "dist" / "bytes.k8s.yaml").write_bytes(b"\xff\xfe\x00")
    write(folder, {"archive.yaml": OURS})
    (folder / "dist" / "link.k8s.yaml").symlink_to("../archive.yaml")
    assert main() == 0
    assert {"bytes.k8s.yaml", "link.k8s.yaml"} <= {file.name for file in (folder / "dist").iterdir()}
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize("file", [file for file in manifest_files() if is_whole(file)], ids=lambda file: file.stem)
def test_the_file_of_every_environment_is_recognised(file: Path, folder: Path) -> None:
    shutil.copy(file, folder / "dist" / "retired.k8s.yaml")
    assert main() == 0
    assert not (folder / "dist" / "retired.k8s.yaml").exists()


def test_folders_that_an_app_writes_are_kept_apart(folder: Path) -> None:
    publish(folder / OUTPUT, folder / "dist")
    write(folder / OUTPUT, {"production/Deployment.webapp.k8s.yaml": OURS})
    write(folder / "dist", {"production/Deployment.old.k8s.yaml": OURS, "other/Deployment.old.k8s.yaml": OURS})
    publish(folder / OUTPUT, folder / "dist")
    assert {name for name in content(folder / "dist") if "/" in name} == {
        "production/Deployment.webapp.k8s.yaml",
        "other/Deployment.old.k8s.yaml",
    }
