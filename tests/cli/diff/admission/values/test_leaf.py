from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.values.formats import FORMATS
from neuronpedia_constructs.cli.diff.admission.values.leaf import Accepted, Rule, leaf_faults, rules
from neuronpedia_constructs.cli.diff.kubernetes.schema import element_of, fields_of


def refused(accepted: Accepted, value: Any, *, empty: bool = True) -> list[str]:
    return [fault.path for fault in leaf_faults(Rule(accepted, empty), value, "a")]


@pytest.mark.parametrize(
    ("accepted", "right", "wrong"),
    [
        (["TCP", "UDP"], "UDP", "tcp"),
        ({"min": 1}, 1, 0),
        ({"min": 0, "max": 511}, 511, 512),
        ("dns-label", "web", "Web"),
        ("port-or-name", "http", "http_1"),
        ("port-or-name", 65535, 65536),
        ("port-or-name", 1, 0),
        ("target-port", 0, -1),
        ("non-negative", "0", "-1"),
        ("positive", "1", "0"),
    ],
)
def test_a_rule_accepts_and_refuses(accepted: Accepted, right: Any, wrong: Any) -> None:
    assert refused(accepted, right) == []
    assert refused(accepted, None) == []
    assert refused(accepted, wrong) == ["a"]


def test_each_element_of_a_list_is_looked_at() -> None:
    assert refused(["a", "b"], ["a", "c", None]) == ["a[1]", "a[2]"]


def test_an_empty_text_is_none_unless_it_is_marked() -> None:
    assert refused(["a"], "") == []
    assert refused(["a"], "", empty=False) == ["a"]
    assert not rules()["networking.v1.IngressSpec"]["ingressClassName"].empty
    assert rules()["core.v1.PersistentVolumeClaimSpec"]["storageClassName"].empty


def test_the_table_is_about_fields_that_exist() -> None:
    words = {*FORMATS, "port-or-name", "target-port", "non-negative", "positive"}
    for type_, fields in rules().items():
        for name, rule in fields.items():
            known = fields_of(type_)[name].type
            scalar = element_of(known) or known
            if isinstance(rule.accepted, str):
                assert rule.accepted in words, name
            elif isinstance(rule.accepted, dict):
                assert scalar in {"int32", "int64"}, name
            else:
                assert scalar == "string", name
