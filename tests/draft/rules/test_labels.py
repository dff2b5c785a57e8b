"""Labels that Kubernetes accepts."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.draft.rules.labels import label_problems


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        ({"example.org/team": "A_b.c"}, []),
        ({"team": ""}, []),
        ({"-team": "a"}, ["label.key-invalid"]),
        ({"a/b/c": "a"}, ["label.key-invalid"]),
        ({"team": "a b"}, ["label.value-invalid"]),
        ({"team": "a" * 64, 5: "a"}, ["label.value-invalid", "label.key-invalid"]),
    ],
)
def test_each_wrong_label_is_named(labels: dict[str, object], codes: list[str]) -> None:
    assert [problem.code for problem in label_problems("label", labels)] == codes
