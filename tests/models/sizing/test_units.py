"""Bytes, for programs and for people."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.models.sizing.units import dtype_size, gibibytes


@pytest.mark.parametrize(
    ("dtype", "size"), [("float32", 4), ("torch.bfloat16", 2), ("float64", 8), ("int8", None), ("", None)]
)
def test_a_number_of_each_dtype_has_its_size(dtype: str, size: int | None) -> None:
    assert dtype_size(dtype) == size


def test_amounts_are_written_with_one_digit() -> None:
    assert gibibytes(31 * 1024**3 + 1) == "31.0 GiB"
