"""Sizes and classes of volumes."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.validation.storage import size_problems, storage_class_problems


@pytest.mark.parametrize("size", ["10Gi", "1.5Ti", "500M"])
def test_a_size_with_a_unit_is_accepted(size: str) -> None:
    assert not list(size_problems("database", size))


@pytest.mark.parametrize("size", ["10", "0Gi", "-1Gi", "10GB", "", None, 10])
def test_any_other_size_is_refused(size: object) -> None:
    assert [problem.code for problem in size_problems("database", size)] == ["storage.size-invalid"]


@pytest.mark.parametrize(("name", "valid"), [(None, True), ("fast.ssd", True), ("", False), ("Fast", False)])
def test_a_class_is_the_name_of_an_object_or_left_out(name: object, valid: bool) -> None:
    problems = list(storage_class_problems("database", name))
    assert bool(problems) is not valid
