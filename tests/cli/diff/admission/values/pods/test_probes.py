"""Probes and hooks: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import changed, check, deployment, fault_paths

_FIRST = "spec.template.spec.containers[0]"
_GET = {"httpGet": {"port": "http", "path": "/"}}


def probed(name: str = "readinessProbe") -> dict[str, Any]:
    return changed(deployment(), f"{_FIRST}.{name}", _GET)


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("periodSeconds", -1, 0),
        ("timeoutSeconds", -1, 1),
        ("failureThreshold", -1, 3),
        ("initialDelaySeconds", -1, 0),
        ("successThreshold", -1, 3),
        ("httpGet.port", 0, 1),
        ("httpGet.port", 65536, 65535),
        ("httpGet.port", "80a_", "a80"),
        ("httpGet.port", "8080", "http"),
        ("httpGet.scheme", "http", "HTTPS"),
        ("terminationGracePeriodSeconds", 1, None),
    ],
)
def test_numbers_and_ports(path: str, wrong: Any, right: Any) -> None:
    check(probed(), f"{_FIRST}.readinessProbe.{path}", wrong, right)


@pytest.mark.parametrize("name", ["livenessProbe", "startupProbe"])
@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [("successThreshold", 2, 1), ("terminationGracePeriodSeconds", 0, 1), ("terminationGracePeriodSeconds", -1, 600)],
)
def test_one_success_is_enough_for_a_probe_that_stops_containers(name: str, path: str, wrong: Any, right: Any) -> None:
    check(probed(name), f"{_FIRST}.{name}.{path}", wrong, right)


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({}, _GET, ""),
        ({"periodSeconds": 5}, {"grpc": {"port": 1}}, ""),
        ({**_GET, "tcpSocket": {"port": 1}}, {"tcpSocket": {"port": 1}}, ""),
        ({"exec": {}}, {"exec": {"command": ["true"]}}, ".exec.command"),
        ({"exec": {"command": []}}, {"exec": {"command": [""]}}, ".exec.command"),
        ({"grpc": {"port": 65536}}, {"grpc": {"port": 65535, "service": "a"}}, ".grpc.port"),
        ({"grpc": {}}, {"grpc": {"port": 1}}, ".grpc.port"),
        (
            {"httpGet": {"port": 1, "httpHeaders": [{"name": "a b", "value": ""}]}},
            {"httpGet": {"port": 1, "httpHeaders": [{"name": "a-b", "value": ""}]}},
            ".httpGet.httpHeaders[0].name",
        ),
    ],
)
def test_a_probe_has_one_action(wrong: Any, right: Any, at: str) -> None:
    check(deployment(), f"{_FIRST}.livenessProbe", wrong, right, f"{_FIRST}.livenessProbe{at}")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({}, _GET, ""),
        ({**_GET, "exec": {"command": ["true"]}}, {"exec": {"command": ["true"]}}, ""),
        ({"sleep": {"seconds": 31}}, {"sleep": {"seconds": 30}}, ".sleep.seconds"),
        ({"sleep": {"seconds": -1}}, {"sleep": {"seconds": 0}}, ".sleep.seconds"),
    ],
)
def test_hooks(wrong: Any, right: Any, at: str) -> None:
    path = f"{_FIRST}.lifecycle.preStop"
    check(deployment(), path, wrong, right, path + at)


def test_a_hook_sleeps_no_longer_than_its_pod_has_to_stop() -> None:
    longer = changed(deployment(), "spec.template.spec.terminationGracePeriodSeconds", 60)
    path = f"{_FIRST}.lifecycle.preStop.sleep.seconds"
    check(longer, path, 61, 60)


def test_defaults_are_what_an_absent_field_has() -> None:
    defaults = {"successThreshold": 1, "failureThreshold": 3, "periodSeconds": 10, "timeoutSeconds": 1}
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        assert fault_paths(changed(deployment(), f"{_FIRST}.{name}", {**_GET, **defaults})) == []
