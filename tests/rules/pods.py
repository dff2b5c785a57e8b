"""Rules for pods: whom they run as, what they may read and write, and where they are scheduled."""

from __future__ import annotations

import re

from tests.support.building import Manifest, containers, pod, variables, workloads

from .objects import Invariant

_DATABASE = ("wait-for-postgres", "wait-for-schema", "mend", "db-index", "register-inference", "postgres-backup")

READ_BY = {
    "postgres": {"POSTGRES_PASSWORD"},
    **{name: {"POSTGRES_PASSWORD"} for name in _DATABASE},
    **{name: {"POSTGRES_URL"} for name in ("migrate", "db-init")},
    "autointerp": {"AUTOINTERP_SERVER_SECRET", "HF_TOKEN"},
    "inference": {"INFERENCE_SERVER_SECRET", "HF_TOKEN"},
    "fetch-model": {"HF_TOKEN"},
    "graph": {"GRAPH_SERVER_SECRET", "HF_TOKEN"},
    "nla": {"NLA_SERVER_SECRET", "HF_TOKEN"},
    "sparsity": {"SPARSITY_SERVER_SECRET", "HF_TOKEN"},
    "upload": {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"},
    "merge-ca-certs": set(),
}
"""The secret keys that each program reads; the webapp reads all of its own, and there is no other program."""

WRITABLE = {
    "webapp": {"/app/.next/cache", "/tmp"},
    **{name: {"/cache", "/tmp"} for name in ("inference", "graph", "nla", "sparsity")},
    "autointerp": {"/cache", "/tmp"},
    "postgres": {"/var/lib/postgresql/data", "/var/run/postgresql", "/dev/shm", "/tmp"},
    "db-index": set(),
    "db-init": {"/tmp"},
    "register-inference": set(),
    "postgres-backup": {"/backups"},
    "upload": {"/backups", "/tmp"},
}
"""Where each program writes: on a read-only root file system, these have to be volumes."""

OPERATED = {"PGPASSWORD": "password", "POSTGRES_URL": "uri"}
"""The keys of the Secret that the operator of a database makes, by the variables that have them."""

PASSWORD = {"PGPASSWORD": "POSTGRES_PASSWORD"}

PUBLIC = "public"
"""The secret that is none; a server that demands it answers everybody."""

USERS = {name: {"webapp": 1001, "postgres": 999}.get(name, 10001) for name in WRITABLE}


def least_privilege_a_program_gets_the_secret_keys_that_it_reads(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        assert pod(workload)["automountServiceAccountToken"] is False
        name = workload["metadata"]["name"]
        assert pod(workload)["serviceAccountName"] == (name[: -len("-12345678")] if workload["kind"] == "Job" else name)
        for container in containers(workload):
            assert not any("secretRef" in source for source in container.get("envFrom", []))
            references = {
                name: variable["valueFrom"]["secretKeyRef"]
                for name, variable in variables(container).items()
                if "secretKeyRef" in variable.get("valueFrom", {})
            }
            # The operator of a database calls its keys otherwise.
            made = {name: OPERATED[name] for name, found in references.items() if found["name"] == "postgres-app"}
            assert all(references[name]["key"] == key for name, key in made.items())
            keys = {PASSWORD.get(name, name) if name in made else found["key"] for name, found in references.items()}
            if container["name"] != "webapp":
                public = variables(container).get("SECRET", {}).get("value") == PUBLIC
                needed = READ_BY[container["name"]] - {"HF_TOKEN"} - ({"INFERENCE_SERVER_SECRET"} if public else set())
                assert needed <= keys <= READ_BY[container["name"]]


def value(variable: Manifest) -> object:
    """What a variable is set to: a text, or a reference."""
    return variable.get("value") or variable["valueFrom"]["secretKeyRef"]


def backends_demand_the_secret_that_the_webapp_sends(environment: list[Manifest]) -> None:
    sent = {}
    for workload in workloads(environment):
        for container in containers(workload):
            sent.update({name: v for name, v in variables(container).items() if name.endswith("_SERVER_SECRET")})
    for workload in workloads(environment):
        for container in containers(workload):
            if container["name"] in SERVERS:
                demanded = value(variables(container)["SECRET"])
                assert demanded in (value(sent[f"{container['name'].upper()}_SERVER_SECRET"]), PUBLIC)


SERVERS = ("inference", "autointerp", "graph", "nla", "sparsity")
"""Containers of servers that the webapp sends a secret."""


def by_image(workload: Manifest, container: Manifest) -> bool:
    """Whether a container runs as the user of its image, which the workload says with a reason."""
    said: str = workload["metadata"].get("annotations", {}).get("run-as-image-user", "")
    return bool(said) and "/pgvector:" not in container["image"]


def pods_meet_the_restricted_pod_security_standard(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        context = pod(workload)["securityContext"]
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in containers(workload):
            own = container["securityContext"]
            assert own["allowPrivilegeEscalation"] is False
            assert own["capabilities"] == {"drop": ["ALL"]}
            assert "privileged" not in own
            if not by_image(workload, container):
                assert {**context, **own}["runAsNonRoot"] is True
                # Without a number, the cluster assigns one.
                assert {**context, **own}.get("runAsUser") != 0
        assert not pod(workload).keys() & {"hostNetwork", "hostPID", "hostIPC", "hostUsers"}
        allowed = {"configMap", "emptyDir", "persistentVolumeClaim", "secret", "projected", "downwardAPI", "name"}
        assert all(volume.keys() <= allowed for volume in pod(workload).get("volumes", []))


def the_namespace_holds_its_pods_to_the_standard(manifests: list[Manifest]) -> None:
    said = any("run-as-image-user" in found["metadata"].get("annotations", {}) for found in workloads(manifests))
    for namespace in (found for found in manifests if found["kind"] == "Namespace"):
        labels = namespace["metadata"]["labels"]
        assert labels["pod-security.kubernetes.io/enforce"] == ("baseline" if said else "restricted")
        assert labels["pod-security.kubernetes.io/warn"] == "restricted"


def pods_run_as_a_user_who_can_write_where_the_program_writes(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        main = pod(workload)["containers"][0]
        context = pod(workload)["securityContext"]
        for container in containers(workload):
            user = {**context, **container["securityContext"]}
            numbers = {user.get(name) for name in ("runAsUser", "runAsGroup", "fsGroup")}
            assigned = not numbers - {None}
            assert assigned or numbers == {USERS[main["name"]], *([None] if by_image(workload, container) else [])}
            assert user["readOnlyRootFilesystem"] is True
        mounted = {mount["mountPath"] for mount in main.get("volumeMounts", [])}
        assert WRITABLE[main["name"]] <= mounted
        if main["name"] == "inference":
            # The log: in its own folder, or where HOME_DIR says.
            assert variables(main).get("HOME_DIR", {}).get("value", "/app/apps/inference/logs") in mounted
        for name in ("HOME", "HF_HOME", "PGDATA"):
            if name in variables(main):
                folder = variables(main)[name]["value"]
                assert any(folder.startswith(mount["mountPath"]) for mount in main["volumeMounts"]), name


def every_container_has_probes_and_resources(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        assert pod(workload)["enableServiceLinks"] is False
        for container in containers(workload):
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
            assert {"cpu", "memory"} <= container["resources"]["limits"].keys()
        if workload["kind"] not in ("CronJob", "Job"):
            main = pod(workload)["containers"][0]
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                assert probe in main


def gpu_pods_enter_gpu_node_pools_and_never_wait_for_a_second_gpu(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        resources = pod(workload)["containers"][0]["resources"]
        gpus = {name for name in resources["limits"] if name.startswith("nvidia.com/")}
        tolerated = [toleration["key"] for toleration in pod(workload).get("tolerations", [])]
        assert bool(gpus) == ("nvidia.com/gpu" in tolerated)
        if gpus:
            # Recreate is the default; with the other, somebody has said that a second GPU is free.
            assert workload["spec"]["strategy"]["type"] in ("Recreate", "RollingUpdate")
            assert all(resources["requests"][name] == resources["limits"][name] for name in gpus)


def several_pods_are_never_replaced_at_once(manifests: list[Manifest]) -> None:
    for workload in (found for found in manifests if found["kind"] == "Deployment"):
        strategy = workload["spec"].get("strategy", {"type": "RollingUpdate"})
        if workload["spec"].get("replicas", 2) > 1:
            assert strategy["type"] == "RollingUpdate"
            if "rollingUpdate" in strategy:
                assert strategy["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}


def gpus_are_given_to_models_on_cuda_and_to_no_others(manifests: list[Manifest]) -> None:
    configs = {m["metadata"]["name"]: m["data"] for m in manifests if m["kind"] == "ConfigMap"}
    for workload in workloads(manifests):
        main = pod(workload)["containers"][0]
        if main["name"] == "inference":
            config = configs[main["envFrom"][0]["configMapRef"]["name"]]
            gpus = [name for name in main["resources"]["limits"] if name.startswith("nvidia.com/")]
            assert (config["DEVICE"] == "cuda") == bool(gpus)


def images_are_pinned_and_pull_secrets_are_on_every_pod(environment: list[Manifest]) -> None:
    secrets = [pod(workload).get("imagePullSecrets") for workload in workloads(environment)]
    assert all(found == secrets[0] for found in secrets)
    for workload in workloads(environment):
        for container in containers(workload):
            assert re.search(r"(:[\w.-]+|@sha256:[0-9a-f]{64})$", container["image"])
            assert not container["image"].endswith(":latest")


CA_BUNDLES = {
    **dict.fromkeys(("webapp", "migrate", "db-init"), "NODE_EXTRA_CA_CERTS SSL_CERT_FILE"),
    **dict.fromkeys((*SERVERS, "fetch-model"), "REQUESTS_CA_BUNDLE SSL_CERT_FILE CURL_CA_BUNDLE"),
    "upload": "AWS_CA_BUNDLE",
}
"""The variables by which each program that calls out finds the certificate authorities that it trusts."""


def certificates_reach_whoever_calls_out(environment: list[Manifest]) -> None:
    """If they reach anybody: here, they are given to whole environments."""
    everything = [(workload, container) for workload in workloads(environment) for container in containers(workload)]
    volumes = (volume for workload, _ in everything for volume in pod(workload).get("volumes", []))
    if not any(volume["name"] == "corporate-ca-certs" for volume in volumes):
        return
    for workload, container in everything:
        mounts = {mount["mountPath"]: mount["name"] for mount in container.get("volumeMounts", [])}
        for name in CA_BUNDLES.get(container["name"], "").split():
            bundle = variables(container)[name]["value"]
            first = next(containers(workload))
            written = {mount["name"]: mount["mountPath"] for mount in first["volumeMounts"]}["ca-bundle"]
            assert variables(first)["CA_BUNDLE"]["value"] == f"{written}/{bundle.rpartition('/')[2]}"
            assert mounts[bundle.rpartition("/")[0]] == "ca-bundle"
            assert first["image"] == pod(workload)["containers"][0]["image"]


OF_ANY_PART: tuple[Invariant, ...] = (
    least_privilege_a_program_gets_the_secret_keys_that_it_reads,
    pods_meet_the_restricted_pod_security_standard,
    the_namespace_holds_its_pods_to_the_standard,
    pods_run_as_a_user_who_can_write_where_the_program_writes,
    every_container_has_probes_and_resources,
    gpu_pods_enter_gpu_node_pools_and_never_wait_for_a_second_gpu,
    several_pods_are_never_replaced_at_once,
    gpus_are_given_to_models_on_cuda_and_to_no_others,
)

OF_A_WHOLE: tuple[Invariant, ...] = (
    backends_demand_the_secret_that_the_webapp_sends,
    images_are_pinned_and_pull_secrets_are_on_every_pod,
    certificates_reach_whoever_calls_out,
)
