"""Rules for what a deployed environment needs in order to work: start, find its parts, and stay up to date."""

from __future__ import annotations

import json
import re

from neuronpedia_constructs.validation.quantities import amount
from tests.support.building import Manifest, containers, pod, pod_template, variables, workloads

from .model_servers import data, inference, is_current
from .objects import Invariant

EXPLICIT = {"MODEL_ID", "DEVICE", "MODEL_DTYPE", "SAE_DTYPE", "SAE_SETS", "TOKEN_LIMIT", "MAX_LOADED_SAES"}
"""What the inference server's own launcher would set, and uvicorn does not."""

REGISTERED = ("inference", "graph", "nla")
"""Servers that the webapp finds in its database."""

WORK_MEMORY = 2 * 1024**3
"""What a session of the webapp's imports may take for one sort or hash."""


def start_commands_obey_the_manifest(manifests: list[Manifest]) -> None:
    """Neither the launchers of the images, which let a dotenv file of the build or a supervisor decide."""
    expected = {
        "inference": ["python", "-m", "uvicorn", "neuronpedia_inference.server:app"],
        **{name: ["python", "-m", "uvicorn", "server:app"] for name in ("autointerp", "nla", "sparsity")},
        "graph": ["python", "-m", "uvicorn", "neuronpedia_graph.server:app"],
    }
    for workload in workloads(manifests):
        assert pod(workload)["enableServiceLinks"] is False
        for container in containers(workload):
            text = " ".join([*container.get("command", []), *container.get("args", [])])
            assert not re.search(r"init\.sh|start\.py|db-init\.sh|npm |npx |apk |apt-get|db push", text)
            if container["name"] == "webapp":
                assert container["command"][:2] == ["/bin/sh", "-c"]
                assert container["command"][2].endswith("\nexec node server.js\n"), "signals would end the shell alone"
            if container["name"] in expected:
                assert container["command"] == expected[container["name"]]
                (port,) = container["ports"]
                told = [*container.get("args", []), variables(container).get("PORT", {}).get("value")]
                assert str(port["containerPort"]) in told
            if container["name"] != "postgres":
                assert container.get("command"), f"{container['name']} starts whatever its image does"


def kubernetes_leaves_scripts_as_they_are(manifests: list[Manifest]) -> None:
    """In a command, the kubelet writes `$` for `$$`, and the value of a variable for `$(NAME)`."""
    for workload in workloads(manifests):
        for container in containers(workload):
            for argument in (*container.get("command", []), *container.get("args", [])):
                assert "$$" not in argument
                assert not any(f"$({name})" in argument for name in variables(container))


def probes_fit_the_service(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        main = pod(workload)["containers"][0]
        probes = {kind: main[f"{kind}Probe"] for kind in ("startup", "readiness", "liveness") if f"{kind}Probe" in main}
        asked = {kind: probe.get("httpGet", {}).get("path") for kind, probe in probes.items()}
        if main["name"] in ("inference", "graph", "nla", "sparsity"):
            budget = probes["startup"]["periodSeconds"] * probes["startup"]["failureThreshold"]
            assert budget >= 30 * 60
            assert workload["spec"]["progressDeadlineSeconds"] > budget
        if main["name"] == "inference":
            # On the current line, /health says nothing about vLLM's engine.
            assert set(asked.values()) == ({None} if is_current(workload) else {"/health"})
        elif main["name"] == "graph":
            assert set(asked.values()) == {"/check-busy"}
        elif main["name"] == "nla":
            assert asked == {"startup": None, "readiness": None, "liveness": "/docs"}
        elif main["name"] == "sparsity":
            assert set(asked.values()) == {"/docs"}
        elif main["name"] == "webapp":
            assert set(asked.values()) <= {"/robots.txt", "/api/auth/providers"}
        elif main["name"] == "autointerp":
            assert all("tcpSocket" in probe for probe in probes.values())
        elif main["name"] == "postgres":
            for probe in probes.values():
                assert '--username "$POSTGRES_USER" --dbname "$POSTGRES_DB"' in probe["exec"]["command"][-1]


def the_inference_server_is_told_what_its_launcher_would_tell_it(manifests: list[Manifest]) -> None:
    for workload in inference(manifests):
        told = data(manifests, f"{workload['metadata']['name']}-config")
        assert told.keys() >= EXPLICIT
        assert not told.keys() & {"HOST", "PORT"}
        assert json.loads(told["SAE_SETS"]) or is_current(workload)


def downloads_have_a_place(manifests: list[Manifest]) -> None:
    for workload in inference(manifests):
        main = pod(workload)["containers"][0]
        home = variables(main)["HF_HOME"]["value"]
        (name,) = (mount["name"] for mount in main["volumeMounts"] if home.startswith(f"{mount['mountPath']}/"))
        (volume,) = (volume for volume in pod(workload)["volumes"] if volume["name"] == name)
        if "emptyDir" in volume:
            requests = [container["resources"]["requests"] for container in containers(workload)]
            assert volume["emptyDir"]["sizeLimit"] in [found.get("ephemeral-storage") for found in requests]
        else:
            claim = volume["persistentVolumeClaim"]["claimName"]
            assert claim == f"{workload['metadata']['name']}-cache"
            assert workload["spec"]["strategy"]["type"] == "Recreate"
            assert workload["spec"]["replicas"] == 1


def claims_are_mounted_by_one_workload(manifests: list[Manifest]) -> None:
    claims = [found["metadata"]["name"] for found in manifests if found["kind"] == "PersistentVolumeClaim"]
    mounted = [
        volume["persistentVolumeClaim"]["claimName"]
        for workload in workloads(manifests)
        for volume in pod(workload).get("volumes", [])
        if "persistentVolumeClaim" in volume
    ]
    assert sorted(claims) == sorted(mounted)


def scratch_space_is_limited(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        for volume in pod(workload).get("volumes", []):
            assert "sizeLimit" in volume.get("emptyDir", {"sizeLimit": ""}), volume["name"]


def gpu_servers_share_memory(manifests: list[Manifest]) -> None:
    for workload in inference(manifests):
        main = pod(workload)["containers"][0]
        if any(name.startswith("nvidia.com/") for name in main["resources"]["limits"]):
            (name,) = (mount["name"] for mount in main["volumeMounts"] if mount["mountPath"] == "/dev/shm")
            (volume,) = (volume for volume in pod(workload)["volumes"] if volume["name"] == name)
            assert volume["emptyDir"]["medium"] == "Memory"


def the_database_holds_the_sessions_of_an_import(manifests: list[Manifest]) -> None:
    for workload in (found for found in workloads(manifests) if found["kind"] == "StatefulSet"):
        main = pod(workload)["containers"][0]
        volumes = {volume["name"]: volume for volume in pod(workload)["volumes"]}
        mounts = {mount["mountPath"]: mount["name"] for mount in main["volumeMounts"]}
        shared = amount(volumes[mounts["/dev/shm"]]["emptyDir"]["sizeLimit"]) or 0
        assert (amount(main["resources"]["limits"]["memory"]) or 0) >= 2 * WORK_MEMORY + shared
        assert variables(main)["PGDATA"]["value"] == "/var/lib/postgresql/data/postgres"
        assert "/var/lib/postgresql/data" in mounts


def services_wait_for_the_schema_of_their_release(environment: list[Manifest]) -> None:
    found = {
        (workload["metadata"]["labels"]["app"], container["name"]): variables(container)
        for workload in workloads(environment)
        for container in containers(workload)
    }
    release = found["db-init", "mend"]["DATABASE_RELEASE"]
    assert found["webapp", "wait-for-schema"]["DATABASE_RELEASE"] == release
    assert found["register-inference", "wait-for-schema"]["DATABASE_RELEASE"] == release


def every_server_is_registered(environment: list[Manifest]) -> None:
    text = data(environment, "register-inference")["register.sql"]
    # The row of an NLA source may list servers of other namespaces.
    registered = re.findall(r"'http://([-a-z0-9]+)(?:\.[-a-z0-9]+)?:(?:5002|5004|5009)'", text)
    servers = [found for found in workloads(environment) if found["metadata"]["labels"]["app"] in REGISTERED]
    assert sorted(registered) == sorted(found["metadata"]["name"] for found in servers)
    jobs = [found for found in workloads(environment) if found["metadata"]["labels"]["app"] == "register-inference"]
    assert sorted(found["kind"] for found in jobs) == ["CronJob", *["Job"] * len(registered)]
    assert all(pod(job) == pod(jobs[0]) for job in jobs)
    annotations = [name for job in jobs for name in pod_template(job)["metadata"].get("annotations", {})]
    assert {f"checksum/{name.removesuffix('-inference')}" for name in registered} <= set(annotations)


def the_webapp_knows_its_autointerp_server(environment: list[Manifest]) -> None:
    services = {
        f"http://{found['metadata']['name']}:{port['port']}"
        for found in environment
        if found["kind"] == "Service"
        for port in found["spec"]["ports"]
    }
    server = data(environment, "app-config")["AUTOINTERP_SERVER"]
    # Somebody may have one elsewhere.
    assert server in services or "." in server
    assert data(environment, "app-config")["USE_LOCALHOST_AUTOINTERP"] == "false"


def the_site_is_not_rewritten_and_backends_are(environment: list[Manifest]) -> None:
    for found in environment:
        if found["kind"] == "Ingress" and found["metadata"]["name"] != "neuronpedia-ingress":
            assert found["metadata"]["annotations"]["nginx.ingress.kubernetes.io/rewrite-target"] == "/$2"
            for path in found["spec"]["rules"][0]["http"]["paths"]:
                assert re.fullmatch(r"/api/(inference/[-a-z0-9]+|autointerp)\(/\|\$\)\(\.\*\)", path["path"])
                assert path["backend"]["service"]["name"] != "webapp"


def images_are_those_of_their_programs(environment: list[Manifest]) -> None:
    own = {name: name for name in ("webapp", "inference", "autointerp", "graph", "nla", "sparsity")}
    own |= {"migrate": "db-init", "fetch-model": "inference"}
    for workload in workloads(environment):
        for container in containers(workload):
            name = {**own, "db-init": "db-init"}.get(container["name"])
            repository = container["image"].partition("@")[0].rpartition(":")[0].rpartition("/")[2]
            if name:
                assert repository in (name, f"neuronpedia-{name}")
            elif container["name"] != "merge-ca-certs":
                assert repository == ("aws-cli" if container["name"] == "upload" else "pgvector")


OF_ANY_PART: tuple[Invariant, ...] = (
    start_commands_obey_the_manifest,
    kubernetes_leaves_scripts_as_they_are,
    probes_fit_the_service,
    the_inference_server_is_told_what_its_launcher_would_tell_it,
    downloads_have_a_place,
    claims_are_mounted_by_one_workload,
    scratch_space_is_limited,
    gpu_servers_share_memory,
    the_database_holds_the_sessions_of_an_import,
)

OF_A_WHOLE: tuple[Invariant, ...] = (
    services_wait_for_the_schema_of_their_release,
    every_server_is_registered,
    the_webapp_knows_its_autointerp_server,
    the_site_is_not_rewritten_and_backends_are,
    images_are_those_of_their_programs,
)
