"""The words for what changes in a pod."""

from __future__ import annotations

import pytest
import yaml

from neuronpedia_constructs.cli.diff.effects.words import named, shortened, why
from neuronpedia_constructs.cli.diff.kubernetes.differences import differences
from neuronpedia_constructs.cli.diff.kubernetes.stored import stored


def words(one: str, other: str) -> tuple[str, ...]:
    """Return why pods are replaced whose templates are these."""
    sides = [
        stored(
            yaml.safe_load(
                f"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: a}}, spec: {{template: {each}}}}}"
            )
        )
        for each in (one, other)
    ]
    return why(differences(*sides), {"web-config": ["SAE_SETS", "TOKEN_LIMIT"]}.get)  # type: ignore[arg-type]


def container(more: str) -> str:
    return f"{{spec: {{containers: [{{name: web, {more}}}]}}}}"


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ("image: 'r.org/web:v1.4.2'", "image: 'r.org/web:v1.5.0'", ("image v1.4.2 → v1.5.0",)),
        ("image: 'r.org/web:1'", "image: 's.org/web:1'", ("image r.org/web:1 → s.org/web:1",)),
        ("env: [{name: A, value: x}]", "env: [{name: A, value: y}]", ("configuration A",)),
        ("env: [{name: A}]", "env: [{name: A}, {name: B}]", ("configuration B",)),
        ("env: [{name: A}, {name: B}]", "env: [{name: B}, {name: A}]", ("order of variables",)),
        (
            "resources: {requests: {memory: 1Gi}}",
            "resources: {requests: {memory: 2Gi}}",
            ("memory request 1Gi → 2Gi",),
        ),
        ("command: [a]", "command: [b]", ("command",)),
        ("tty: true", "tty: false", ("tty true → none",)),
        (
            "livenessProbe: {httpGet: {port: 1}}",
            "livenessProbe: {httpGet: {port: 2}}",
            ("liveness probe",),
        ),
        (
            "volumeMounts: []",
            "volumeMounts: [{name: a, mountPath: /a}]",
            ("mounts",),
        ),
    ],
)
def test_a_container(one: str, other: str, reasons: tuple[str, ...]) -> None:
    assert words(container(one), container(other)) == reasons


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ("{spec: {priorityClassName: a}}", "{spec: {priorityClassName: b}}", ("priority class a → b",)),
        ("{spec: {nodeSelector: {a: b}}}", "{spec: {nodeSelector: {a: c}}}", ("node selector",)),
        (
            "{spec: {volumes: [{name: x}]}}",
            "{spec: {volumes: [{name: x}, {name: ca-bundle}]}}",
            ("+ volume ca-bundle",),
        ),
        ("{spec: {volumes: [{name: x}, {name: y}]}}", "{spec: {volumes: [{name: x}]}}", ("- volume y",)),
        (
            "{spec: {volumes: [{name: x}, {name: y}]}}",
            "{spec: {volumes: [{name: y}, {name: x}]}}",
            ("order of volumes",),
        ),
        ("{metadata: {labels: {a: b}}}", "{metadata: {labels: {a: c}}}", ("labels",)),
        (
            "{metadata: {annotations: {checksum/web-config: a}}}",
            "{metadata: {annotations: {checksum/web-config: b}}}",
            ("configuration SAE_SETS, TOKEN_LIMIT",),
        ),
        (
            "{metadata: {annotations: {example.org/a: a}}}",
            "{metadata: {annotations: {example.org/a: b}}}",
            ("annotation example.org/a",),
        ),
    ],
)
def test_a_pod(one: str, other: str, reasons: tuple[str, ...]) -> None:
    assert words(one, other) == reasons


def test_many_settings_are_counted() -> None:
    one, other = (", ".join(f"{{name: V{number}, value: {value}}}" for number in range(9)) for value in "xy")
    found = words(container(f"env: [{one}]"), container(f"env: [{other}]"))
    assert found == ("configuration V0, V1, V2, V3, V4, V5 and 3 more",)


@pytest.mark.parametrize(
    ("old", "new", "short"),
    [
        ("web:1", "web:2", "1 → 2"),
        ("r.org:5000/web:1", "r.org:5000/web:2", "1 → 2"),
        ("web", "web:2", "web → web:2"),
        ("web:1", "api:1", "web:1 → api:1"),
        ("web@sha256:aa", "web@sha256:bb", "sha256:aa → sha256:bb"),
        (None, "web:1", "none → web:1"),
    ],
)
def test_only_the_tags_are_shown_of_one_image(old: str | None, new: str, short: str) -> None:
    assert shortened(old, new) == short


def test_long_texts_are_not_shown() -> None:
    sides = [
        stored({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a.sql": text, "b": "c"}})
        for text in ("one\ntwo", "one\nthree")
    ]
    assert named(differences(*sides)) == ("data[a.sql]",)
