from __future__ import annotations

from neuronpedia_constructs.cli.diff.admission.fault import (
    Fault,
    below,
    duplicate,
    forbidden,
    invalid,
    keyed,
    missing,
    one_of,
    shown,
)


def test_paths_are_those_of_kubernetes() -> None:
    assert below("", "spec") == "spec"
    assert keyed(below("spec", "limits"), "nvidia.com/gpu") == "spec.limits[nvidia.com/gpu]"
    assert keyed("spec.ports", 0) == "spec.ports[0]"


def test_messages_tell_what_was_given_and_what_is_allowed() -> None:
    assert invalid("spec.type", "Foo", one_of(["A", "B", "C"])) == Fault(
        "spec.type", '"Foo" is not allowed; it must be "A", "B" or "C"'
    )
    assert missing("name", "a name").message == "it is missing; it must be a name"
    assert forbidden("a", "with b").message == "it must not be given with b"
    assert duplicate("a", "x", "names").message == '"x" is given twice; names must differ'


def test_values_are_shown_short_and_on_one_line() -> None:
    assert shown("a\nb") == '"a\\nb"'
    assert len(shown("a" * 10_000)) < 100
    assert shown({"password": "x"}) == "a map"
    assert shown([{"password": "x"}]) == "a list"
    assert shown(["a", 1]) == '["a", 1]'
