"""tools/dist.py changes dist/ as a whole or not at all, and nothing in it that is not ours."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import waiting
from tests.support.building import ROOT
from tests.support.dist_folder import NEW, OLD, content, folder, write
from tests.support.programs import starts_programs
from tools.dist import OUTPUT, main

__all__ = ["folder"]


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    assert main() == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


def test_new_manifests_are_put_in_place_and_other_files_stay(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert content(folder / "dist") == {**OLD, **NEW}
    assert capsys.readouterr() == ("", "")


def full_disk(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the module where no file can grow beyond half of what it has to write."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    return waiting.run(
        [sys.executable, "-m", "tools.dist"],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)),
    )


@starts_programs
def test_a_file_that_cannot_be_written_in_full_changes_nothing(folder: Path) -> None:
    result = full_disk(folder)
    assert (result.returncode, result.stdout) == (1, "")
    assert "dist: dist/ could not be written: " in result.stderr
    assert "; it is as it was" in result.stderr
    assert "Traceback" not in result.stderr
    assert content(folder / "dist") == OLD


@pytest.fixture
def small_mount(programs: None, folder: Path) -> Iterator[Path]:  # noqa: ARG001
    """dist/ as a mount without room for all that is new, where this process may mount anything."""
    command = ["mount", "-t", "tmpfs", "-o", "size=28k", "tmpfs", "dist"]
    allowed = not os.geteuid() and shutil.which("mount")
    if not allowed or waiting.run(command, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    write(folder / "dist", OLD)
    yield folder / "dist"
    waiting.run(["umount", "dist"], check=True)


def test_a_full_mount_keeps_what_it_has(small_mount: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys)
    assert os.strerror(errno.ENOSPC) in said
    assert "; it is as it was" in said
    assert content(small_mount) == OLD


def test_a_mount_is_written_to(small_mount: Path) -> None:
    write(Path(OUTPUT), dict.fromkeys(NEW, "small"))
    assert main() == 0
    assert content(small_mount) == {**OLD, **dict.fromkeys(NEW, "small")}


@pytest.mark.parametrize("call", [1, 2, 3])
def test_no_file_is_renamed_before_the_last_is_on_the_disk(
    call: int, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[int] = []

    def fsync(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    assert "No space left on device" in refused(capsys)
    assert content(folder / "dist") == OLD


def test_what_was_replaced_is_said_where_a_rename_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace = Path.replace

    def failing(file: Path, target: Path) -> Path:
        if target.name == "b.k8s.yaml":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return replace(file, target)

    monkeypatch.setattr(Path, "replace", failing)
    assert "it has the new a.k8s.yaml, and is otherwise as it was" in refused(capsys)
    assert content(folder / "dist") == {**OLD, "a.k8s.yaml": NEW["a.k8s.yaml"]}


def test_content_that_stays_the_same_is_not_touched(folder: Path) -> None:
    write(folder / "dist", {"a.k8s.yaml": NEW["a.k8s.yaml"]})
    for name in OLD:
        os.utime(folder / "dist" / name, (1, 1))
    before = (folder / "dist" / "a.k8s.yaml").stat()
    assert main() == 0
    after = (folder / "dist" / "a.k8s.yaml").stat()
    assert (after.st_mtime, after.st_ino) == (before.st_mtime, before.st_ino)
    assert (folder / "dist" / "b.k8s.yaml").stat().st_mtime > 1
    assert (folder / "dist" / "notes.txt").stat().st_mtime == 1


def test_permissions_are_kept_and_new_files_have_the_usual_ones(folder: Path) -> None:
    (folder / "dist" / "a.k8s.yaml").chmod(0o640)
    mask = os.umask(0o022)
    try:
        assert main() == 0
    finally:
        os.umask(mask)
    modes = [(folder / "dist" / name).stat().st_mode & 0o777 for name in ("a.k8s.yaml", "c.k8s.yaml")]
    assert modes == [0o640, 0o644]


def test_a_linked_file_stays_a_link(folder: Path) -> None:
    write(folder, {"real.yaml": "old"})
    (folder / "dist" / "a.k8s.yaml").unlink()
    (folder / "dist" / "a.k8s.yaml").symlink_to("../real.yaml")
    assert main() == 0
    assert (folder / "dist" / "a.k8s.yaml").is_symlink()
    assert (folder / "real.yaml").read_text() == NEW["a.k8s.yaml"]


@pytest.mark.parametrize("links", [False, True], ids=["missing", "linked"])
def test_a_missing_dist_is_made_and_a_linked_one_is_written_through(links: bool, folder: Path) -> None:
    shutil.rmtree(folder / "dist")
    if links:
        (folder / "elsewhere").mkdir()
        (folder / "dist").symlink_to("elsewhere")
    assert main() == 0
    assert (folder / "dist").is_symlink() is links
    assert content(folder / "dist") == NEW


@starts_programs
def test_a_dist_that_could_not_be_filled_is_not_left_behind(folder: Path) -> None:
    shutil.rmtree(folder / "dist")
    assert full_disk(folder).returncode == 1
    assert not (folder / "dist").exists()


def as_file(folder: Path) -> None:
    shutil.rmtree(folder / "dist")
    (folder / "dist").write_text("a file")


def with_folder_in_the_way(folder: Path) -> None:
    (folder / "dist" / "c.k8s.yaml").mkdir()


@pytest.mark.parametrize("prepare", [as_file, with_folder_in_the_way], ids=lambda case: case.__name__)
def test_a_dist_that_cannot_be_written_is_named(
    prepare: Callable[[Path], None], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(folder)
    before = content(folder)
    assert refused(capsys).startswith("dist: dist/ could not be written: ")
    assert content(folder) == before


def test_a_link_that_leads_nowhere_gets_its_folder(folder: Path) -> None:
    shutil.rmtree(folder / "dist")
    (folder / "dist").symlink_to("nowhere")
    assert main() == 0
    assert content(folder / "nowhere") == NEW


def test_a_dist_without_write_permission_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.geteuid():
        (folder / "dist").chmod(0o555)
    else:  # root may write everywhere

        def mkstemp(**_: object) -> tuple[int, str]:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "dist")

        monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    assert "Permission denied" in refused(capsys)
    (folder / "dist").chmod(0o755)
    assert content(folder / "dist") == OLD


def test_it_is_a_part_of_cdk8s_synth(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CDK8S_OUTDIR")
    assert "this is a part of `cdk8s synth`" in refused(capsys)
    monkeypatch.setenv("CDK8S_OUTDIR", "other")
    assert "main.py wrote nothing: does it call app.synth()?" in refused(capsys)
    write(folder / "other", NEW)
    assert main() == 0
    assert content(folder / "dist") == OLD
