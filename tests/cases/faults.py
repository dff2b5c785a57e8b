"""How each fault of the old kustomize tree would look today: changes of the manifests of an environment."""

from __future__ import annotations

from tests.support.building import Manifest, containers, named, pod, workloads

MODEL = "deepseek-r1-distill-llama-8b"


def container(made: list[Manifest], workload: str, name: str | None = None) -> Manifest:
    """A container of a workload, by default the workload's own."""
    (found,) = (f for f in workloads(made) if f["kind"] != "CronJob" and f["metadata"]["name"].startswith(workload))
    return next(c for c in containers(found) if c["name"] == name) if name else pod(found)["containers"][0]


def inference(made: list[Manifest]) -> Manifest:
    return container(made, f"{MODEL}-inference")


def without(entries: list[Manifest], name: str) -> None:
    entries[:] = [entry for entry in entries if entry["name"] != name]


def config(made: list[Manifest], name: str) -> dict[str, str]:
    data: dict[str, str] = named(made, "ConfigMap", name)["data"]
    return data


def ingress(made: list[Manifest]) -> Manifest:
    return named(made, "Ingress", "neuronpedia-ingress")


def deployment(made: list[Manifest], name: str) -> Manifest:
    return named(made, "Deployment", name)


def say(target: Manifest, script: str) -> None:
    target["command"] = ["/bin/sh", "-c", script]


def with_dotenv(made: list[Manifest]) -> None:
    webapp = container(made, "webapp")
    webapp.update(command=["/app/init.sh"])
    webapp["volumeMounts"] = [mount for mount in webapp["volumeMounts"] if mount["mountPath"] != "/app/.env"]


def publish_backends(made: list[Manifest]) -> None:
    backend = {"service": {"name": "autointerp", "port": {"name": "http"}}}
    paths = ingress(made)["spec"]["rules"][0]["http"]["paths"]
    paths.append({"path": "/api/autointerp", "pathType": "Prefix", "backend": backend})


def rename_job(made: list[Manifest]) -> None:
    named(made, "Job", "db-init")["metadata"]["name"] = "db-init"


def without_init_containers(made: list[Manifest]) -> None:
    pod(deployment(made, "webapp"))["initContainers"] = []


def select_by_app_alone(made: list[Manifest]) -> None:
    servers = [found for found in made if found["metadata"]["name"].endswith("-inference")]
    for selector in (found["spec"]["selector"] for found in servers if found["kind"] in ("Deployment", "Service")):
        del selector.get("matchLabels", selector)["instance"]


def without_probes(target: Manifest) -> None:
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        del target[probe]


def with_webapp_image(made: list[Manifest]) -> None:
    for name in ("migrate", "db-init"):
        container(made, "db-init", name).update(image=container(made, "webapp")["image"])


def seed_in_the_webapp(made: list[Manifest]) -> None:
    with_webapp_image(made)
    say(container(made, "db-init"), "npm run db:migrate:deploy && npm run db:seed")


def install_at_run_time(target: Manifest) -> None:
    say(target, "apk add postgresql-client")
    target["image"] = "alpine:3.14"


def listen_by_variable(made: list[Manifest]) -> None:
    config(made, f"{MODEL}-inference-config").update(HOST="0.0.0.0", PORT="5002")
    del inference(made)["args"]


def never_restart(made: list[Manifest]) -> None:
    del inference(made)["livenessProbe"]
    inference(made)["startupProbe"].update(failureThreshold=30, periodSeconds=60)
    del deployment(made, f"{MODEL}-inference")["spec"]["progressDeadlineSeconds"]


def with_gpu(target: Manifest) -> None:
    for amounts in target["resources"].values():
        amounts["nvidia.com/gpu"] = "1"


def without_pull_secrets(made: list[Manifest]) -> None:
    for found in workloads(made):
        if found["metadata"]["name"] != "autointerp":
            del pod(found)["imagePullSecrets"]


def without_network_policies(made: list[Manifest]) -> None:
    made[:] = [found for found in made if found["kind"] != "NetworkPolicy"]


def without_volume(made: list[Manifest]) -> None:
    without(inference(made)["volumeMounts"], "cache")


def without_pod_security(made: list[Manifest]) -> None:
    pod(deployment(made, "autointerp"))["securityContext"]["runAsNonRoot"] = False
    named(made, "Namespace", "neuronpedia")["metadata"]["labels"].pop("pod-security.kubernetes.io/enforce")
