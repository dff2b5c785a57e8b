"""The memory of the webapp and Node.js's heap in it."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.configuration.node_memory import limit_problems, memory_problems, node_options


@pytest.mark.parametrize(
    ("options", "limit", "heap", "expected"),
    [
        ("", "2Gi", None, "--max-old-space-size=1280"),
        ("", "1Gi", None, "--max-old-space-size=512"),
        ("--trace-warnings", "2Gi", 900, "--trace-warnings --max-old-space-size=900"),
        ("--max_old_space_size=700", "2Gi", 900, "--max_old_space_size=700"),
        ("", None, None, ""),
    ],
)
def test_the_heap_leaves_room_for_what_is_outside_of_it(
    options: str, limit: str | None, heap: int | None, expected: str
) -> None:
    assert node_options(options, limit, heap) == expected


@pytest.mark.parametrize(
    ("limit", "options", "code"),
    [
        ("2Gi", "--max-old-space-size=1280", None),
        (None, "--max-old-space-size=9999", None),
        ("2Gi", "--max-old-space-size=2048", "webapp.heap-too-large"),
        ("2Gi", "--max-old-space-size=2000", "webapp.heap-too-close"),
        ("1Gi", "--max-old-space-size=512", "webapp.memory-low"),
    ],
)
def test_a_heap_that_does_not_fit_is_named(limit: str | None, options: str, code: str | None) -> None:
    assert [problem.code for problem in limit_problems(limit, options)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("memory", "heap", "codes"),
    [
        ("2Gi", None, []),
        ("2", None, ["webapp.memory-invalid"]),
        ("100Mi", 5, ["webapp.memory-invalid", "webapp.heap-invalid"]),
        ("2Gi", True, ["webapp.heap-invalid"]),
    ],
)
def test_arguments_are_checked_by_themselves(memory: object, heap: object, codes: list[str]) -> None:
    assert [problem.code for problem in memory_problems(memory, heap)] == codes
