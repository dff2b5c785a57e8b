"""Rules for the objects of an environment and for how they refer to each other.

Each takes manifests: `OF_ANY_PART` those of a whole environment or of a part, `OF_A_WHOLE` those of an environment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.support.building import POD_KINDS, Manifest, containers, pod, pod_template, workloads

Invariant = Callable[[list[Manifest]], None]

NOT_NAMESPACED = {"Namespace"}
RECOMMENDED = {"name", "instance", "component", "part-of", "managed-by"}
MADE_ELSEWHERE = {
    ("Secret", "app-secrets"),
    ("Secret", "db-credentials"),
    ("Secret", "inference-secrets"),
    ("Secret", "regcred"),
    ("Secret", "neuronpedia-tls"),
    ("ConfigMap", "corporate-ca-certificates"),
    # Only in snapshots and random environments:
    ("Secret", "postgres-app"),
    ("ConfigMap", "ca"),
    ("ConfigMap", "database-ca"),
    ("Secret", "backup-s3"),
    ("Secret", "np-app"),
    ("Secret", "pull"),
    ("ConfigMap", "company-roots"),
}


def references(node: Any, kind: str = "") -> Iterator[tuple[str, str]]:
    """Yield the objects that a manifest names, as kind and name."""
    if isinstance(node, list):
        for entry in node:
            yield from references(entry, kind)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key in ("configMapRef", "configMapKeyRef", "configMap"):
            yield "ConfigMap", value["name"]
        elif key in ("secretRef", "secretKeyRef") and not value.get("optional"):
            yield "Secret", value["name"]
        elif key in ("secret", "tls"):
            yield from (("Secret", entry["secretName"]) for entry in (value if isinstance(value, list) else [value]))
        elif key == "imagePullSecrets":
            yield from (("Secret", entry["name"]) for entry in value)
        elif key == "serviceAccountName":
            yield "ServiceAccount", value
        elif key == "serviceName" or (key == "service" and "name" in value):
            yield "Service", value if isinstance(value, str) else value["name"]
        elif key == "persistentVolumeClaim":
            yield "PersistentVolumeClaim", value["claimName"]
        else:
            yield from references(value)


def references_resolve(manifests: list[Manifest]) -> None:
    emitted = {(manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests}
    # The operator makes the Secret of an ExternalSecret.
    emitted |= {("Secret", name) for kind, name in emitted if kind == "ExternalSecret"}
    named = {found for manifest in manifests for found in references(manifest.get("spec", {}))}
    elsewhere = {made for made in MADE_ELSEWHERE if ("ExternalSecret", made[1]) not in emitted}
    for kind, name in named - elsewhere:
        if kind == "Service" and len(emitted) < 10:
            continue  # the snapshot of a single construct
        assert (kind, name) in emitted, f"{kind} {name} is named, but nobody makes it"


def volume_mounts_have_a_volume_and_volumes_a_mount(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        claims = [claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", [])]
        volumes = {volume["name"] for volume in pod(workload).get("volumes", [])} | set(claims)
        mounted = {mount["name"] for container in containers(workload) for mount in container.get("volumeMounts", [])}
        assert mounted == volumes


def every_service_selects_exactly_its_pods_on_a_port_they_have(environment: list[Manifest]) -> None:
    for service in (manifest for manifest in environment if manifest["kind"] == "Service"):
        selector = service["spec"]["selector"].items()
        selected = [
            found for found in workloads(environment) if selector <= pod_template(found)["metadata"]["labels"].items()
        ]
        assert [found["metadata"]["name"] for found in selected] == [service["metadata"]["name"]]
        ports = {port["containerPort"]: port["name"] for port in next(reversed([*containers(selected[0])]))["ports"]}
        for port in service["spec"]["ports"]:
            assert ports[port.get("targetPort", port["port"])] == port["name"]


def selectors_match_the_pods_and_hold_only_what_never_changes(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        if workload["kind"] in ("CronJob", "Job"):
            continue
        selector = workload["spec"]["selector"]["matchLabels"]
        assert selector.items() <= pod_template(workload)["metadata"]["labels"].items()
        assert set(selector) <= {"app", "instance"}


def pods_of_different_workloads_are_never_selected_together(environment: list[Manifest]) -> None:
    for workload in workloads(environment):
        if workload["kind"] in ("CronJob", "Job"):
            continue
        selector = workload["spec"]["selector"]["matchLabels"].items()
        matching = [
            found for found in workloads(environment) if selector <= pod_template(found)["metadata"]["labels"].items()
        ]
        assert matching == [workload]


def labels(manifests: list[Manifest]) -> None:
    for manifest in manifests:
        labels = manifest["metadata"]["labels"]
        assert {f"app.kubernetes.io/{name}" for name in RECOMMENDED} <= labels.keys()
        assert all(re.fullmatch(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?", value) for value in labels.values())
        if manifest["kind"] not in ("ExternalSecret", "Namespace", "NetworkPolicy"):
            assert "app" in labels
        if labels.get("app") == "inference":
            assert {"instance", "model"} <= labels.keys()
    for workload in workloads(manifests):
        of_pods = pod_template(workload)["metadata"]["labels"]
        assert {key: of_pods[key] for key in of_pods if "istio.io/" not in key} == workload["metadata"]["labels"]


def everything_is_in_the_one_namespace(environment: list[Manifest]) -> None:
    (namespace,) = (manifest["metadata"]["name"] for manifest in environment if manifest["kind"] == "Namespace")
    order = [manifest["kind"] for manifest in environment]
    assert order[0] == "Namespace", "kubectl applies in the order of the file"
    # Pods are closed before they are there.
    last_policy = max(place for place, kind in enumerate(order) if kind == "NetworkPolicy")
    assert last_policy < min(place for place, kind in enumerate(order) if kind in POD_KINDS)
    for manifest in environment:
        assert manifest["metadata"].get("namespace") == (None if manifest["kind"] in NOT_NAMESPACED else namespace)


def names_are_short_and_unique(manifests: list[Manifest]) -> None:
    names = Counter((manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests)
    assert set(names.values()) == {1}
    for _, name in names:
        assert re.fullmatch(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?", name)


def jobs_can_be_applied_again_and_again(manifests: list[Manifest]) -> None:
    for job in (manifest for manifest in manifests if manifest["kind"] == "Job"):
        assert re.fullmatch(r"(db-index|db-init|register-inference)-[0-9a-f]{8}", job["metadata"]["name"])
        # Whatever applies manifests would create a Job that is gone again, and so run it; a hook runs at every sync.
        assert "ttlSecondsAfterFinished" not in job["spec"]
        assert "hook" not in str(job["metadata"].get("annotations"))
    for job in (manifest for manifest in manifests if manifest["kind"] == "CronJob"):
        assert job["spec"]["concurrencyPolicy"] == "Forbid"
        assert job["spec"]["timeZone"] == "Etc/UTC"
        assert job["spec"]["jobTemplate"]["spec"]["activeDeadlineSeconds"] > 0


def the_ingress_leads_to_the_webapp_alone_and_the_url_is_its_host(environment: list[Manifest]) -> None:
    ingress = next((found for found in environment if found["metadata"]["name"] == "neuronpedia-ingress"), None)
    if ingress is None:
        return  # the way in is a Gateway's, or somebody else's
    (config,) = (manifest for manifest in environment if manifest["metadata"]["name"] == "app-config")
    (rule,) = ingress["spec"]["rules"]
    url = config["data"]["NEXT_PUBLIC_URL"]
    assert url == config["data"]["NEXTAUTH_URL"]
    host = url.partition("://")[2].partition(":")[0]
    assert rule["host"] in (host, f"*.{host.partition('.')[2]}")
    assert url.startswith("https://") == ("tls" in ingress["spec"])
    assert [path["path"] for path in rule["http"]["paths"]] == ["/"]
    assert {path["backend"]["service"]["name"] for path in rule["http"]["paths"]} == {"webapp"}
    assert not any("rewrite" in name for name in ingress["metadata"].get("annotations", {}))


OF_ANY_PART: tuple[Invariant, ...] = (
    references_resolve,
    volume_mounts_have_a_volume_and_volumes_a_mount,
    selectors_match_the_pods_and_hold_only_what_never_changes,
    labels,
    names_are_short_and_unique,
    jobs_can_be_applied_again_and_again,
)

OF_A_WHOLE: tuple[Invariant, ...] = (
    every_service_selects_exactly_its_pods_on_a_port_they_have,
    pods_of_different_workloads_are_never_selected_together,
    everything_is_in_the_one_namespace,
    the_ingress_leads_to_the_webapp_alone_and_the_url_is_its_host,
)
