"""What a server makes of a manifest, compared with what `kubectl get -o yaml` shows of such objects."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from neuronpedia_constructs.cli.diff.kubernetes.stored import stored


def made(text: str) -> Any:
    return stored(yaml.safe_load(text))


def deployment(more: str = "", container: str = "") -> Any:
    return made(
        f"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {{name: web}}
        spec:
          selector: {{matchLabels: {{app: web}}}}
          {more}
          template:
            metadata: {{labels: {{app: web}}}}
            spec:
              containers: [{{name: web, image: "example.org/web:1", {container}}}]
        """
    )


def test_a_deployment_has_the_defaults_of_the_documentation() -> None:
    spec = deployment()["spec"]
    assert {name: spec[name] for name in ("replicas", "revisionHistoryLimit", "progressDeadlineSeconds")} == {
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "progressDeadlineSeconds": 600,
    }
    assert spec["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"},
    }
    assert spec["template"]["spec"] == {
        "containers": [
            {
                "name": "web",
                "image": "example.org/web:1",
                "imagePullPolicy": "IfNotPresent",
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
            }
        ],
        "dnsPolicy": "ClusterFirst",
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "terminationGracePeriodSeconds": 30,
    }


@pytest.mark.parametrize(
    ("plain", "explicit"),
    [
        ("", "replicas: 1"),
        ("", "revisionHistoryLimit: 10"),
        ("", "paused: false"),
        ("", "minReadySeconds: 0"),
        ("", "strategy: {}"),
        ("", "strategy: {type: RollingUpdate}"),
        ("", "strategy: {rollingUpdate: {maxSurge: 25%}}"),
    ],
)
def test_an_explicit_default_of_a_deployment_changes_nothing(plain: str, explicit: str) -> None:
    assert deployment(plain) == deployment(explicit)


@pytest.mark.parametrize(
    ("plain", "explicit"),
    [
        ("", "imagePullPolicy: IfNotPresent"),
        ("", "terminationMessagePolicy: File"),
        ("", "resources: {}"),
        ("", "tty: false"),
        ("", "env: []"),
        ("", "args: null"),
        ("ports: [{containerPort: 80}]", "ports: [{containerPort: 80, protocol: TCP, hostPort: 0}]"),
        ("env: [{name: A}]", 'env: [{name: A, value: ""}]'),
        ("resources: {limits: {memory: 1Gi}}", "resources: {limits: {memory: 1024Mi}}"),
        ("resources: {limits: {cpu: 2}}", 'resources: {limits: {cpu: "2"}}'),
        ("resources: {limits: {cpu: 500m}}", "resources: {limits: {cpu: 0.5}}"),
        (
            "readinessProbe: {httpGet: {port: 80}}",
            "readinessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}, timeoutSeconds: 1, periodSeconds: 10, "
            "successThreshold: 1, failureThreshold: 3, initialDelaySeconds: 0}",
        ),
    ],
)
def test_an_explicit_default_of_a_container_changes_nothing(plain: str, explicit: str) -> None:
    assert deployment(container=plain) == deployment(container=explicit)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", "securityContext: {}"),
        ("", "securityContext: {runAsNonRoot: false}"),
        ("env: [{name: A}, {name: B}]", "env: [{name: B}, {name: A}]"),
        ("ports: [{containerPort: 80}]", "ports: [{containerPort: 80, protocol: UDP}]"),
        ("resources: {limits: {memory: 1Gi}}", "resources: {limits: {memory: 1G}}"),
        ("resources: {limits: {memory: 1Gi}}", "resources: {limits: {memory: 1Gi}, requests: {memory: 1Gi}}"),
    ],
)
def test_these_are_not_the_same(one: str, other: str) -> None:
    """In particular, a template has no requests where only limits are given: only a Pod gets them."""
    assert deployment(container=one) != deployment(container=other)


def test_a_pod_gets_what_its_template_does_not() -> None:
    spec = """
    hostNetwork: true
    containers: [{name: a, image: "a:1", resources: {limits: {memory: 1Gi}}, ports: [{containerPort: 80}]}]
    """
    pod = made(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:{spec}")["spec"]
    assert pod["enableServiceLinks"] is True
    assert pod["containers"][0]["resources"]["requests"] == {"memory": "1Gi"}
    assert pod["containers"][0]["ports"] == [{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}]
    assert "enableServiceLinks" not in deployment()["spec"]["template"]["spec"]


def test_only_a_stateful_set_without_a_strategy_gets_a_partition() -> None:
    head = "apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}"
    strategies = {
        "{}": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0, "maxUnavailable": 1}},
        "{type: RollingUpdate}": None,
    }
    for given, strategy in strategies.items():
        found = made(f"{{{head}, spec: {{updateStrategy: {given}}}}}")["spec"]["updateStrategy"]
        assert found == (strategy or {"type": "RollingUpdate"})


def test_the_behaviour_of_an_autoscaler_is_completed() -> None:
    head = "apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}"
    found = made(f"{{{head}, spec: {{behavior: {{scaleDown: {{stabilizationWindowSeconds: 60}}}}}}}}")["spec"][
        "behavior"
    ]
    assert found["scaleDown"] == {
        "stabilizationWindowSeconds": 60,
        "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
        "selectPolicy": "Max",
    }
    assert found["scaleUp"]["stabilizationWindowSeconds"] == 0


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("web", "Always"),
        ("web:latest", "Always"),
        ("web:1", "IfNotPresent"),
        ("registry.example.org:5000/web", "Always"),
        ("registry.example.org:5000/web:1", "IfNotPresent"),
        ("web@sha256:" + "0" * 64, "IfNotPresent"),
    ],
)
def test_the_pull_policy_depends_on_the_tag(image: str, policy: str) -> None:
    pod = made(f"{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {{containers: [{{image: '{image}'}}]}}}}")
    assert pod["spec"]["containers"][0]["imagePullPolicy"] == policy


SERVICES: dict[str, dict[str, Any]] = {
    "ClusterIP": {"internalTrafficPolicy": "Cluster"},
    "NodePort": {"internalTrafficPolicy": "Cluster", "externalTrafficPolicy": "Cluster"},
    "LoadBalancer": {
        "internalTrafficPolicy": "Cluster",
        "externalTrafficPolicy": "Cluster",
        "allocateLoadBalancerNodePorts": True,
    },
    "ExternalName": {},
}


@pytest.mark.parametrize("kind", SERVICES)
def test_a_service_of_each_type_has_its_defaults(kind: str) -> None:
    service = made(f"{{apiVersion: v1, kind: Service, metadata: {{name: a}}, spec: {{type: {kind}}}}}")
    assert service["spec"] == {"type": kind, "sessionAffinity": "None", **SERVICES[kind]}


def test_a_port_of_a_service_leads_to_the_same_port() -> None:
    spec = made("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}")["spec"]
    assert spec["ports"] == [{"port": 80, "protocol": "TCP", "targetPort": 80}]


@pytest.mark.parametrize(
    ("rules", "types"),
    [("", ["Ingress"]), ("egress: [{}]", ["Ingress", "Egress"]), ("egress: []", ["Ingress"])],
)
def test_the_types_of_a_policy_follow_from_its_rules(rules: str, types: list[str]) -> None:
    policy = made(
        f"{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: a}}, "
        f"spec: {{podSelector: {{}}, {rules}}}}}"
    )
    assert policy["spec"]["policyTypes"] == types


def test_a_secret_is_stored_in_base64() -> None:
    found = made(
        "{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {k: v}, data: {k: eA==, other: eQ==}}"
    )
    assert found == {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "a"},
        "data": {"k": "dg==", "other": "eQ=="},
        "type": "Opaque",
    }


def test_a_job_has_defaults_that_the_template_of_a_cron_job_has_not() -> None:
    job = made("{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {spec: {}}}}")
    assert (job["spec"]["completions"], job["spec"]["parallelism"], job["spec"]["backoffLimit"]) == (1, 1, 6)
    cron = made("{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {jobTemplate: {spec: {ttl: 1}}}}")
    assert cron["spec"]["jobTemplate"] == {"spec": {"ttl": 1}}
    assert cron["spec"]["concurrencyPolicy"] == "Allow"


def test_what_a_server_writes_is_not_part_of_an_object() -> None:
    text = """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: a
      creationTimestamp: null
      resourceVersion: "12"
      uid: x
      annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}
    """
    assert made(text) == {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}


def test_a_kind_of_somebody_else_is_kept_as_it_is() -> None:
    text = "{apiVersion: example.org/v1, kind: Widget, metadata: {name: a}, spec: {size: 1024Mi, no: false, none: []}}"
    assert made(text) == yaml.safe_load(text)


def test_the_manifest_itself_is_not_changed() -> None:
    manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "stringData": {"k": "v"}}
    stored(manifest)
    assert manifest["stringData"] == {"k": "v"}
