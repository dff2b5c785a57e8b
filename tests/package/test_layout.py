"""Tests mirror the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.building import ROOT

PACKAGE, TESTS = ROOT / "neuronpedia_constructs", ROOT / "tests"

EXEMPT = {
    "cli/diff/effects/change.py": "fields; tests/cli/diff/effects/test_changes.py fills them",
    "cli/diff/flags.py": "words; tests/cli/diff/test_command.py gives them",
    "database/backups/dumps.py": "tests/documents/test_restoring.py runs its scripts",
    "database/backups/restore_scripts.py": "tests/database/backups/test_restore.py runs them",
    "database/backups/restore_sql.py": "tests/database/backups/test_restore.py runs it",
    "database/draft.py": "one field",
    "draft/volumes.py": "fields; tests/draft/rendering/test_pods.py renders them",
    "models/draft.py": "fields; tests/services/test_inference.py fills them",
    "upstream/current/line.py": "choices; tests/upstream/test_lines.py finds it",
    "upstream/graph.py": "fields; tests/upstream/current/graph/test_server.py fills them",
    "upstream/inference.py": "tests/upstream/legacy/test_inference.py and that of the current line",
    "upstream/legacy/line.py": "choices; tests/upstream/test_lines.py finds it",
    "upstream/line.py": "fields; tests/upstream/test_lines.py reads them",
    "upstream/nla.py": "fields; tests/upstream/current/nla/test_server.py fills them",
    "upstream/sources.py": "fields; tests/services/registration/test_sql.py reads them",
    "upstream/sparsity.py": "fields; tests/upstream/current/sparsity/test_server.py fills them",
    "network/endpoints.py": "names and ports; tests/environment/test_snapshots.py shows them",
}
"""Modules without a test file, and why."""

MODULES = sorted(
    str(file.relative_to(PACKAGE))
    for file in PACKAGE.rglob("*.py")
    if not file.name.startswith("__") and file.parent != PACKAGE
)
BOUND = 250
DOZEN = 12


def expected_file(module: str) -> Path:
    path = Path(module)
    return TESTS / path.parent / f"test_{path.name}"


@pytest.mark.parametrize("module", MODULES)
def test_each_module_has_its_tests_beside_it(module: str) -> None:
    assert expected_file(module).exists() is (module not in EXEMPT)


@pytest.mark.parametrize("module", EXEMPT)
def test_an_exemption_is_of_a_module_and_names_tests_that_are_there(module: str) -> None:
    assert module in MODULES
    named = [word for word in EXEMPT[module].split() if word.startswith("tests/")]
    assert all((ROOT / name).exists() for name in named)


def test_no_file_is_too_long_to_read() -> None:
    files = [file for folder in (PACKAGE, TESTS, ROOT / "tools") for file in folder.rglob("*.py")]
    long = {str(file.relative_to(ROOT)) for file in files if len(file.read_text(encoding="utf-8").splitlines()) > BOUND}
    assert long == set()


def test_no_floor_of_the_package_is_crowded() -> None:
    for folder in (PACKAGE, *(found for found in PACKAGE.rglob("*") if found.is_dir() and found.name != "imports")):
        # Subjects: not the public names, nor the marker for type checkers, nor what tools leave behind.
        found = {entry.name for entry in folder.iterdir()} - {"api.py", "py.typed"}
        assert len({name for name in found if not name.startswith(("__", "."))}) <= DOZEN or "/." in str(folder), folder
