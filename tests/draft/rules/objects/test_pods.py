"""What belongs together in a pod."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.draft.rules.objects.pods import pod_problems

MAIN = {"name": "main", "image": "a:v1"}


def container(**fields: Any) -> dict[str, Any]:
    return {"containers": [{**MAIN, **fields}], "volumes": [{"name": "data", "emptyDir": {}}]}


WRONG: dict[str, dict[str, Any]] = {
    "containers: name": {"containers": [MAIN, MAIN]},
    "containers: name of both kinds": {"containers": [MAIN], "initContainers": [MAIN]},
    "volumes: name": {"containers": [MAIN], "volumes": [{"name": "a", "emptyDir": {}}, {"name": "a", "emptyDir": {}}]},
    "env of container main: name": container(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]),
    "ports of container main: name": container(ports=[{"name": "a", "containerPort": p} for p in (1, 2)]),
    "volumeMounts of container main: mountPath": container(volumeMounts=[{"mountPath": "/a", "name": "data"}] * 2),
    "mount /data of container main": container(volumeMounts=[{"mountPath": "/data", "name": "dta"}]),
    "readinessProbe of container main": container(readinessProbe={"periodSeconds": 5}),
    "livenessProbe of container main": container(livenessProbe={"exec": {"command": ["a"]}, "tcpSocket": {"port": 1}}),
    "volume a": {"containers": [MAIN], "volumes": [{"name": "a"}]},
    "volume b": {"containers": [MAIN], "volumes": [{"name": "b", "emptyDir": {}, "secret": {"secretName": "s"}}]},
    "tolerations[0].value": {"containers": [MAIN], "tolerations": [{"key": "a", "operator": "Exists", "value": "b"}]},
    "tolerations[0].key": {"containers": [MAIN], "tolerations": [{"value": "b"}]},
    "tolerations[0].tolerationSeconds": {
        "containers": [MAIN],
        "tolerations": [{"key": "a", "operator": "Exists", "effect": "NoSchedule", "tolerationSeconds": 5}],
    },
    "restartPolicy": {"containers": [MAIN], "restartPolicy": "Never"},
    "dnsConfig.nameservers": {"containers": [MAIN], "dnsPolicy": "None", "dnsConfig": {"searches": ["a"]}},
    "successThreshold of livenessProbe of container main": container(
        livenessProbe={"tcpSocket": {"port": 1}, "successThreshold": 2}
    ),
    "httpGet port in startupProbe of container main": container(startupProbe={"httpGet": {"port": "http"}}),
}


@pytest.mark.parametrize("field", WRONG)
def test_a_contradiction_is_named(field: str) -> None:
    assert [problem.field for problem in pod_problems("Deployment", WRONG[field])] == [
        field.removesuffix(" of both kinds")
    ]


def test_what_fits_is_fine() -> None:
    fine = container(
        ports=[{"name": "http", "containerPort": 80}, {"containerPort": 81}, {"containerPort": 82}],
        readinessProbe={"httpGet": {"port": "http"}},
        livenessProbe={"tcpSocket": {"port": 80}},
        volumeMounts=[{"mountPath": "/a", "name": "data"}, {"mountPath": "/b", "name": "claim"}],
    )
    assert not list(pod_problems("Deployment", fine, ["claim"]))


def test_pods_that_run_to_completion_may_end() -> None:
    for policy in ("Never", "OnFailure"):
        assert not list(pod_problems("Job", {"containers": [MAIN], "restartPolicy": policy}))
    (problem,) = pod_problems("CronJob", {"containers": [MAIN]})
    assert (problem.code, problem.allowed) == ("pod.restart-policy", "OnFailure or Never for a CronJob")


def test_tolerations_that_fit_are_fine() -> None:
    fine = [
        {"operator": "Exists"},
        {"key": "a", "value": "b"},
        {"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60},
    ]
    assert not list(pod_problems("Deployment", {"containers": [MAIN], "tolerations": fine}))
