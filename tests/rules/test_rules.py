"""Rules that hold in every environment: over all manifests in dist/ and in the snapshots, not over examples."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.conftest import DIST, is_whole, manifest_files, parsed

from .every_rule import OF_A_WHOLE, OF_ANY_PART, check
from .objects import Invariant

FILES = manifest_files()
WHOLE = [file for file in FILES if is_whole(file)]


@pytest.mark.parametrize("rule", OF_ANY_PART, ids=lambda rule: rule.__name__)
def test_in_every_file(rule: Invariant) -> None:
    check(rule, FILES)


@pytest.mark.parametrize("rule", OF_A_WHOLE, ids=lambda rule: rule.__name__)
def test_in_every_environment(rule: Invariant) -> None:
    check(rule, WHOLE)


def test_there_is_something_to_look_at() -> None:
    assert {*DIST} < {*WHOLE} < {*FILES}
    assert len(FILES) > 30


def test_rules_change_nothing_of_what_others_look_at() -> None:
    before = deepcopy([parsed(file) for file in FILES])
    for rule in OF_ANY_PART:
        check(rule, FILES)
    for rule in OF_A_WHOLE:
        check(rule, WHOLE)
    assert [parsed(file) for file in FILES] == before


def test_every_file_that_breaks_a_rule_is_named() -> None:
    def nothing_is_called(made: list[dict[str, object]]) -> None:
        assert not made

    with pytest.raises(ExceptionGroup) as told:
        check(nothing_is_called, DIST)
    notes = [note for error in told.value.exceptions for note in error.__notes__]
    assert notes == [f"in dist/{file.name}" for file in DIST]
