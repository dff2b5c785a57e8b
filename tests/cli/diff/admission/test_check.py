from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.admission.check import faults
from tests.cli.diff.admission.examples import (
    changed,
    cron_job,
    deployment,
    fault_paths,
    job,
    object_of,
    service,
    stateful_set,
)

_DIST = Path(__file__).parents[4] / "dist"
_KINDS = [deployment(), stateful_set(), job(), cron_job(), service(), object_of("v1", "Secret")]


def test_what_this_project_writes_has_no_faults() -> None:
    files = sorted(_DIST.glob("*.yaml"))
    assert files
    for file in files:
        for manifest in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            assert faults(manifest) == [], f"{file.name}: {manifest['kind']} {manifest['metadata']['name']}"


def test_values_are_looked_at_only_where_the_schema_is_kept() -> None:
    wrong = changed(deployment(), "spec.replicas", -1)

    assert fault_paths(wrong) == ["spec.replicas"]
    assert fault_paths(changed(wrong, "spec.paused", "yes")) == ["spec.paused"]


def test_what_is_not_served_has_no_other_fault() -> None:
    assert fault_paths(changed(deployment(), "apiVersion", "apps/v1beta1")) == ["apiVersion"]


def test_kinds_of_others_have_no_faults() -> None:
    assert faults({"apiVersion": "example.org/v1", "kind": "Thing", "metadata": {"name": "UPPER"}, "spec": 3}) == []


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 70_000)
    | st.sampled_from(["", "web", "data", "Always", "None", "1Gi", "-1", "10.0.0.0/8", "*", "x" * 300])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "spec", "a/b", "", "storage"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value: Any, path: str = "") -> list[str]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, each in value.items():
            found += places(each, f"{path}.{key}" if path else key)
    if isinstance(value, list):
        for index, each in enumerate(value):
            found += places(each, f"{path}[{index}]")
    return found


@settings(max_examples=300)
@given(st.data())
def test_nothing_makes_it_fail(data: st.DataObject) -> None:
    manifest = data.draw(st.sampled_from(_KINDS))
    path = data.draw(st.sampled_from(places(manifest)))

    assert isinstance(faults(changed(manifest, path, data.draw(_VALUES))), list)


@given(st.dictionaries(st.sampled_from(["apiVersion", "kind", "metadata", "spec", "data"]), _VALUES))
def test_no_map_makes_it_fail(manifest: dict[str, Any]) -> None:
    assert isinstance(faults(manifest), list)
