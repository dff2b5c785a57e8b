from __future__ import annotations

import datetime
from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.scalars import scalar_of


@pytest.mark.parametrize(
    ("type_", "right", "wrong"),
    [
        ("string", ["", "a", datetime.date(2026, 1, 1)], [1, True, [], {}, 1.5]),
        ("boolean", [True, False], ["true", 1, 0]),
        ("int32", [0, -1, 2**31 - 1, -(2**31), 3.0], [2**31, -(2**31) - 1, 1.5, "1", True]),
        ("int64", [2**63 - 1, 2**31], [2**63, "1"]),
        ("double", [1, 1.5], ["1", True]),
        ("quantity", ["500m", "1Gi", 1, 0.5, " 1 ", "-1"], ["1K", "", "five", True, "1 Gi"]),
        ("int-or-string", [80, "http", "25%"], [True, 1.5, 2**31, []]),
        ("byte", ["", "YQ==", "YWI=\n", "YWJj"], ["YQ", "YQ==YQ==", "a b", 1]),
        ("meta.v1.Time", ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00+01:00"], ["yesterday", "2026-01-31", 1]),
    ],
)
def test_a_scalar_accepts_what_go_decodes(type_: str, right: list[Any], wrong: list[Any]) -> None:
    scalar = scalar_of(type_)

    assert scalar is not None
    assert all(map(scalar.accepts, right))
    assert not any(map(scalar.accepts, wrong))
    assert scalar.words


def test_other_types_are_not_scalars() -> None:
    assert scalar_of("core.v1.PodSpec") is None
    assert scalar_of("apimachinery.pkg.runtime.RawExtension") is None
