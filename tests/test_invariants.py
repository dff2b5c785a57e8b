"""Rules that hold in every environment: over all manifests in dist/ and in the snapshots, not over examples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .building import Manifest, containers, pod, pod_template, variables, workloads

NOT_NAMESPACED = {"Namespace"}
RECOMMENDED = {"name", "instance", "component", "part-of", "managed-by"}
MADE_ELSEWHERE = {
    ("Secret", "app-secrets"),
    ("Secret", "db-credentials"),
    ("Secret", "inference-secrets"),
    ("Secret", "regcred"),
    ("Secret", "neuronpedia-tls"),
    ("ConfigMap", "corporate-ca-certificates"),
    # Only in snapshots:
    ("Secret", "pull"),
    ("ConfigMap", "company-roots"),
}
READ_BY = {
    "postgres": {"POSTGRES_PASSWORD"},
    "wait-for-postgres": set(),
    "db-init": {"POSTGRES_PRISMA_URL", "POSTGRES_URL_NON_POOLING"},
    "autointerp": {"AUTOINTERP_SERVER_SECRET", "HF_TOKEN"},
    "inference": {"INFERENCE_SERVER_SECRET", "HF_TOKEN"},
}
"""The secret keys that each program reads; the webapp reads all of its own."""

WRITABLE = {
    "webapp": {"/app/.next/cache", "/tmp"},
    "inference": {"/app/apps/inference/logs", "/cache", "/tmp"},
    "autointerp": {"/cache", "/tmp"},
    "postgres": {"/var/lib/postgresql/data", "/var/run/postgresql", "/dev/shm", "/tmp"},
    "db-init": {"/tmp"},
}
"""Where each program writes: on a read-only root file system, these have to be volumes."""

USERS = {"webapp": 1001, "postgres": 999, "inference": 10001, "autointerp": 10001, "db-init": 10001}


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


def test_references_resolve(manifests: list[Manifest]) -> None:
    emitted = {(manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests}
    named = {found for manifest in manifests for found in references(manifest.get("spec", {}))}
    for kind, name in named - MADE_ELSEWHERE:
        if kind == "Service" and len(emitted) < 10:
            continue  # the snapshot of a single construct
        assert (kind, name) in emitted, f"{kind} {name} is named, but nobody makes it"


def test_volume_mounts_have_a_volume_and_volumes_a_mount(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        claims = [claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", [])]
        volumes = {volume["name"] for volume in pod(workload).get("volumes", [])} | set(claims)
        mounted = {mount["name"] for container in containers(workload) for mount in container.get("volumeMounts", [])}
        assert mounted == volumes


def test_every_service_selects_exactly_its_pods_on_a_port_they_have(environment: list[Manifest]) -> None:
    for service in (manifest for manifest in environment if manifest["kind"] == "Service"):
        selector = service["spec"]["selector"].items()
        selected = [
            found for found in workloads(environment) if selector <= pod_template(found)["metadata"]["labels"].items()
        ]
        assert [found["metadata"]["name"] for found in selected] == [service["metadata"]["name"]]
        ports = {port["containerPort"]: port["name"] for port in next(reversed([*containers(selected[0])]))["ports"]}
        for port in service["spec"]["ports"]:
            assert ports[port.get("targetPort", port["port"])] == port["name"]


def test_selectors_match_the_pods_and_hold_only_what_never_changes(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        if workload["kind"] == "Job":
            continue
        selector = workload["spec"]["selector"]["matchLabels"]
        assert selector.items() <= pod_template(workload)["metadata"]["labels"].items()
        assert set(selector) <= {"app", "instance"}


def test_pods_of_different_workloads_are_never_selected_together(environment: list[Manifest]) -> None:
    for workload in workloads(environment):
        selector = workload["spec"].get("selector", {}).get("matchLabels", {"app": "db-init"}).items()
        matching = [
            found for found in workloads(environment) if selector <= pod_template(found)["metadata"]["labels"].items()
        ]
        assert matching == [workload]


def test_labels(manifests: list[Manifest]) -> None:
    for manifest in manifests:
        labels = manifest["metadata"]["labels"]
        assert {f"app.kubernetes.io/{name}" for name in RECOMMENDED} <= labels.keys()
        assert all(re.fullmatch(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?", value) for value in labels.values())
        if manifest["kind"] != "Namespace":
            assert "app" in labels
        if labels.get("app") == "inference":
            assert {"instance", "model"} <= labels.keys()
    for workload in workloads(manifests):
        assert pod_template(workload)["metadata"]["labels"] == workload["metadata"]["labels"]


def test_everything_is_in_the_one_namespace(environment: list[Manifest]) -> None:
    (namespace,) = (manifest["metadata"]["name"] for manifest in environment if manifest["kind"] == "Namespace")
    assert environment[0]["kind"] == "Namespace", "kubectl applies in the order of the file"
    for manifest in environment:
        assert manifest["metadata"].get("namespace") == (None if manifest["kind"] in NOT_NAMESPACED else namespace)


def test_names_are_short_and_unique(manifests: list[Manifest]) -> None:
    names = Counter((manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests)
    assert set(names.values()) == {1}
    for _, name in names:
        assert re.fullmatch(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?", name)


def test_least_privilege_a_program_gets_the_secret_keys_that_it_reads(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        assert pod(workload)["automountServiceAccountToken"] is False
        assert pod(workload)["serviceAccountName"] == re.sub(r"^db-init-.*", "db-init", workload["metadata"]["name"])
        for container in containers(workload):
            assert not any("secretRef" in source for source in container.get("envFrom", []))
            keys = {
                variable["valueFrom"]["secretKeyRef"]["key"]
                for variable in container.get("env", [])
                if "secretKeyRef" in variable.get("valueFrom", {})
            }
            if container["name"] in READ_BY:
                assert keys == READ_BY[container["name"]]


def test_backends_demand_the_secret_that_the_webapp_sends(environment: list[Manifest]) -> None:
    sent = {}
    for workload in workloads(environment):
        for container in containers(workload):
            sent.update({name: v for name, v in variables(container).items() if name.endswith("_SERVER_SECRET")})
    for workload in workloads(environment):
        for container in containers(workload):
            if container["name"] in ("inference", "autointerp"):
                demanded = variables(container)["SECRET"]["valueFrom"]["secretKeyRef"]
                assert demanded == sent[f"{container['name'].upper()}_SERVER_SECRET"]["valueFrom"]["secretKeyRef"]


def test_pods_meet_the_restricted_pod_security_standard(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        context = pod(workload)["securityContext"]
        assert context["runAsNonRoot"] is True
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in containers(workload):
            own = container["securityContext"]
            assert own["allowPrivilegeEscalation"] is False
            assert own["capabilities"] == {"drop": ["ALL"]}
        allowed = {"configMap", "emptyDir", "persistentVolumeClaim", "secret", "projected", "downwardAPI", "name"}
        assert all(volume.keys() <= allowed for volume in pod(workload).get("volumes", []))


def test_pods_run_as_a_user_who_can_write_where_the_program_writes(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        main = pod(workload)["containers"][0]
        context = pod(workload)["securityContext"]
        assert {context[name] for name in ("runAsUser", "runAsGroup", "fsGroup")} == {USERS[main["name"]]}
        assert all(container["securityContext"]["readOnlyRootFilesystem"] for container in containers(workload))
        assert WRITABLE[main["name"]] <= {mount["mountPath"] for mount in main["volumeMounts"]}
        for name in ("HOME", "HF_HOME", "PGDATA"):
            if name in variables(main):
                folder = variables(main)[name]["value"]
                assert any(folder.startswith(mount["mountPath"]) for mount in main["volumeMounts"]), name


def test_every_container_has_probes_and_resources(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        assert pod(workload)["enableServiceLinks"] is False
        for container in containers(workload):
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
            assert {"cpu", "memory"} <= container["resources"]["limits"].keys()
        if workload["kind"] != "Job":
            main = pod(workload)["containers"][0]
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                assert probe in main


def test_gpu_pods_enter_gpu_node_pools_and_never_wait_for_a_second_gpu(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        resources = pod(workload)["containers"][0]["resources"]
        gpus = {name for name in resources["limits"] if name.startswith("nvidia.com/")}
        tolerated = [toleration["key"] for toleration in pod(workload).get("tolerations", [])]
        assert bool(gpus) == ("nvidia.com/gpu" in tolerated)
        if gpus:
            assert workload["spec"]["strategy"] == {"type": "Recreate"}
            assert all(resources["requests"][name] == resources["limits"][name] for name in gpus)


def test_gpus_are_given_to_models_on_cuda_and_to_no_others(manifests: list[Manifest]) -> None:
    configs = {m["metadata"]["name"]: m["data"] for m in manifests if m["kind"] == "ConfigMap"}
    for workload in workloads(manifests):
        main = pod(workload)["containers"][0]
        if main["name"] == "inference":
            config = configs[main["envFrom"][0]["configMapRef"]["name"]]
            gpus = [name for name in main["resources"]["limits"] if name.startswith("nvidia.com/")]
            assert (config["DEVICE"] == "cuda") == bool(gpus)


def test_images_are_pinned_and_pull_secrets_are_on_every_pod(environment: list[Manifest]) -> None:
    secrets = [pod(workload).get("imagePullSecrets") for workload in workloads(environment)]
    assert all(found == secrets[0] for found in secrets)
    for workload in workloads(environment):
        for container in containers(workload):
            assert re.search(r"(:[\w.-]+|@sha256:[0-9a-f]{64})$", container["image"])
            assert not container["image"].endswith(":latest")


def test_jobs_can_be_applied_again_and_again(manifests: list[Manifest]) -> None:
    for job in (manifest for manifest in manifests if manifest["kind"] == "Job"):
        assert re.fullmatch(r"db-init-[0-9a-f]{8}", job["metadata"]["name"])
        assert job["spec"]["ttlSecondsAfterFinished"] > 0


def test_the_ingress_leads_to_the_webapp_alone_and_the_url_is_its_host(environment: list[Manifest]) -> None:
    (ingress,) = (manifest for manifest in environment if manifest["kind"] == "Ingress")
    (config,) = (manifest for manifest in environment if manifest["metadata"]["name"] == "app-config")
    (rule,) = ingress["spec"]["rules"]
    url = config["data"]["NEXT_PUBLIC_URL"]
    assert url == config["data"]["NEXTAUTH_URL"]
    assert url.partition("://")[2].partition(":")[0] == rule["host"]
    assert url.startswith("https://") == ("tls" in ingress["spec"])
    assert [path["path"] for path in rule["http"]["paths"]] == ["/"]
    assert {path["backend"]["service"]["name"] for path in rule["http"]["paths"]} == {"webapp"}
    assert not any("rewrite" in name for name in ingress["metadata"].get("annotations", {}))
