"""Names, words and paths that the API would refuse."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.draft.rules.objects.names import name_problems

POD = ("spec", "template", "spec")
CONTAINER = (*POD, "containers", "[main]")

WRONG = {
    (*CONTAINER, "ports", "[0]", "name"): ["a-port-of-16-let", "Metrics", "80", "a--b", "-a", ""],
    (*CONTAINER, "name"): ["Main", "a.b", "a" * 64, ""],
    (*POD, "initContainers", "[Wait]", "name"): ["Wait"],
    (*CONTAINER, "image"): ["Bad Image", "h..org/a:v1", "a:v1:v2", "a@sha256:12", "https://h.org/a:v1", "a/B:v1", ""],
    (*CONTAINER, "env", "[0]", "name"): ["MY VAR", "1A", ""],
    (*CONTAINER, "env", "[0]", "valueFrom", "secretKeyRef", "name"): ["Bad Name!", ""],
    (*CONTAINER, "env", "[0]", "valueFrom", "secretKeyRef", "key"): ["a/b", ".."],
    (*CONTAINER, "envFrom", "[0]", "configMapRef", "name"): ["A"],
    (*CONTAINER, "volumeMounts", "[0]", "mountPath"): ["data", "/a:b", ""],
    (*POD, "volumes", "[a]", "name"): ["a_b"],
    (*POD, "volumes", "[a]", "secret", "secretName"): ["A b"],
    (*POD, "volumes", "[a]", "persistentVolumeClaim", "claimName"): ["A"],
    (*POD, "imagePullSecrets", "[0]", "name"): ["Pull Secret"],
    (*POD, "priorityClassName"): ["High Priority"],
    (*POD, "serviceAccountName"): ["Admin"],
    (*POD, "runtimeClassName"): ["g visor"],
    (*POD, "schedulerName"): ["my scheduler"],
    (*POD, "dnsPolicy"): ["none"],
    (*POD, "restartPolicy"): ["Sometimes"],
    (*POD, "tolerations", "[0]", "key"): ["a b"],
    (*POD, "tolerations", "[0]", "effect"): ["NoSchedul"],
    (*POD, "tolerations", "[0]", "operator"): ["Exist"],
    (*POD, "tolerations", "[0]", "value"): ["a b"],
    (*POD, "topologySpreadConstraints", "[0]", "topologyKey"): ["a b"],
    (*POD, "hostAliases", "[0]", "ip"): ["10.0.0", "999.0.0.1"],
    (*POD, "hostAliases", "[0]", "hostnames", "[0]"): ["a_b"],
    ("metadata", "name"): ["Bad Name", "a/b", "a" * 254],
    (*POD, "affinity", "nodeAffinity", "matchExpressions", "[0]", "operator"): ["Inn"],
    (*POD, "affinity", "nodeAffinity", "matchExpressions", "[0]", "key"): ["a b"],
    (*POD, "volumes", "[a]", "emptyDir", "medium"): ["memory"],
    (*POD, "securityContext", "fsGroupChangePolicy"): ["Sometimes"],
    (*CONTAINER, "readinessProbe", "httpGet", "scheme"): ["https"],
    ("spec", "accessModes", "[0]"): ["ReadWrite"],
    ("spec", "concurrencyPolicy"): ["Never"],
    ("spec", "rules", "[0]", "http", "paths", "[0]", "pathType"): ["prefix"],
    ("spec", "policyTypes", "[0]"): ["Inbound"],
}
RIGHT = {
    (*CONTAINER, "ports", "[0]", "name"): ["http", "a1", "a-port-of-15-le"],
    (*CONTAINER, "image"): [
        "busybox",
        "localhost:5000/a/b:v1",
        "docker.io/library/busybox:1.37",
        f"harbor.example.org/np/webapp@sha256:{1:064x}",
        f"a/b_c__d--e.f:v1.0_RC-1@sha256:{1:064x}",
    ],
    (*CONTAINER, "env", "[0]", "name"): ["MY_VAR", "my.var-1"],
    (*CONTAINER, "env", "[0]", "value"): ["Any Thing!"],
    (*CONTAINER, "volumeMounts", "[0]", "mountPath"): ["/", "/data/a b"],
    (*POD, "tolerations", "[0]", "value"): ["", "gpu"],
    (*POD, "volumes", "[a]", "emptyDir", "medium"): ["", "Memory", "HugePages-2Mi"],
    (*POD, "tolerations", "[0]", "key"): ["nvidia.com/gpu"],
    (*POD, "hostAliases", "[0]", "ip"): ["10.0.0.7", "fd00::1"],
    ("spec", "rules", "[0]", "http", "paths", "[0]", "path"): ["/a b"],
}


@pytest.mark.parametrize("trail", WRONG, ids=".".join)
def test_a_wrong_name_is_named_where_it_is(trail: tuple[str, ...]) -> None:
    for value in WRONG[trail]:
        (problem,) = name_problems(trail, value)
        assert problem.code == "object.name"
        assert problem.cause == f"{value!r} is not allowed" or value in problem.cause or len(value) > 60
        assert trail[-1].strip("[]0") in problem.field or problem.field.endswith("[0]")


@pytest.mark.parametrize("trail", RIGHT, ids=".".join)
def test_a_right_name_is_fine(trail: tuple[str, ...]) -> None:
    assert [value for value in RIGHT[trail] if list(name_problems(trail, value))] == []
