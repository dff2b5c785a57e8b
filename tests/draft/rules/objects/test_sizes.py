"""An object is small enough for the API server, for `kubectl apply` and for the programs that read it."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from neuronpedia_constructs.draft.rules.objects.sizes import ANNOTATIONS, CONFIG_MAP, TEXT, applied_size, size_problems
from tests.support.building import Manifest
from tests.support.manifests import config_map, with_container
from tests.support.programs import starts_programs

KEY = len("kubectl.kubernetes.io/last-applied-configuration")
EMPTY = applied_size(config_map({"a.txt": ""}))
"""What kubectl apply keeps of a ConfigMap whose value is empty."""


def codes(manifest: dict[str, Any]) -> list[str]:
    return [problem.code for problem in size_problems(manifest)]


def annotated(size: int) -> dict[str, Any]:
    made = config_map({})
    made["metadata"]["annotations"] = {"a/b": "x" * (size - len("a/b"))}
    return made


def test_what_kubectl_apply_keeps_has_its_place_among_the_annotations() -> None:
    fitting = ANNOTATIONS - KEY - EMPTY
    assert codes(config_map({"a.txt": "x" * fitting})) == []
    (problem,) = size_problems(config_map({"a.txt": "x" * (fitting + 1)}))
    assert problem.code == "object.too-large-to-apply"
    assert f"ConfigMap config have {ANNOTATIONS + 1} bytes" in problem.cause
    assert problem.fix == f"shorten or split data['a.txt'], which has {fitting + 1} bytes"


def test_annotations_have_a_limit_of_their_own() -> None:
    assert codes(annotated(ANNOTATIONS)) == ["object.too-large-to-apply"]
    assert codes(annotated(ANNOTATIONS + 1)) == ["object.annotations-too-large"]
    # They count twice: as they are, and in the copy.
    assert codes(annotated(ANNOTATIONS // 2)) == ["object.too-large-to-apply"]


def test_a_config_map_of_many_values_is_too_large() -> None:
    assert codes(config_map({"a": "x" * CONFIG_MAP})) == ["object.too-large-to-apply"]
    values = {f"a{number}": "x" * 1024 for number in range(1025)}
    (problem,) = size_problems(config_map(values))
    assert (problem.code, problem.fix) == ("object.config-map-too-large", "split it into several ConfigMaps")
    # Bytes count, not characters.
    assert codes(config_map({"a": "ä" * (CONFIG_MAP // 2 + 1)})) == ["object.config-map-too-large"]


@pytest.mark.parametrize(("name", "most"), [("hostnames", 16), ("parentRefs", 32), ("rules", 16)])
def test_lists_of_an_http_route_have_limits(name: str, most: int) -> None:
    def route(count: int) -> dict[str, Any]:
        return {**config_map({}), "kind": "HTTPRoute", "spec": {name: [{} for _ in range(count)]}}

    assert codes(route(most)) == []
    (problem,) = size_problems(route(most + 1))
    assert (problem.code, problem.field) == ("object.list-too-long", f"spec.{name}")
    assert problem.cause == f"it has {most + 1} items"


@pytest.mark.parametrize(("name", "most"), [("backendRefs", 16), ("filters", 16), ("matches", 64)])
def test_lists_of_each_of_its_rules_have_limits_too(name: str, most: int) -> None:
    rules: list[Manifest] = [{name: [{}] * most}, {name: [{}] * (most + 1)}]
    (problem,) = size_problems({**config_map({}), "kind": "HTTPRoute", "spec": {"rules": rules}})
    assert (problem.code, problem.field) == ("object.list-too-long", f"spec.rules[1].{name}")


@pytest.mark.parametrize(
    ("text", "size"), [("a", 1), ("ä", 2), ('"', 2), ("\n", 2), ("<", 6), (">&", 12), ("\u2028", 6)]
)
def test_the_copy_is_json_as_go_writes_it(text: str, size: int) -> None:
    assert applied_size(config_map({"a.txt": text})) - EMPTY == size


@starts_programs
def test_the_kernel_starts_no_program_with_a_longer_text() -> None:
    assert subprocess.run(["true", "x" * TEXT], check=False).returncode == 0
    with pytest.raises(OSError, match="Argument list too long"):
        subprocess.run(["true", "x" * (TEXT + 1)], check=False)


def test_an_argument_or_a_variable_has_the_limit_of_the_kernel() -> None:
    assert codes(with_container(args=["x" * TEXT])) == []
    assert codes(with_container(args=["x" * (TEXT + 1)])) == ["object.argument-too-long"]
    assert codes(with_container(command=["x" * (TEXT + 1)])) == ["object.argument-too-long"]
    assert codes(with_container(env=[{"name": "A", "value": "x" * (TEXT - 2)}])) == []
    (problem,) = size_problems(with_container(env=[{"name": "A", "value": "x" * (TEXT - 1)}]))
    assert (problem.code, problem.field[:10]) == ("object.variable-too-long", "variable A")
