"""Rules for a webapp with which somebody can work: imports end well, and nothing but the manifest configures it."""

from __future__ import annotations

import re

from neuronpedia_constructs.validation.quantities import amount
from tests.support.building import Manifest, containers, pod, variables, workloads

from .model_servers import data
from .objects import Invariant

NO_LIMIT = {"backendRequest": "0s", "request": "0s"}
NGINX = "nginx.ingress.kubernetes.io"


def an_import_has_the_memory_that_it_needs(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        main = pod(workload)["containers"][0]
        if main["name"] == "webapp":
            limit = int(amount(main["resources"]["limits"]["memory"]) or 0) // 2**20
            (heap,) = re.findall(r"--max-old-space-size=([0-9]+)", variables(main)["NODE_OPTIONS"]["value"])
            assert limit >= 2048
            assert limit / 2 <= int(heap) <= limit - 768


def a_dotenv_file_of_the_build_is_hidden(manifests: list[Manifest]) -> None:
    """Next.js and Prisma fill with it whatever the manifest leaves out."""
    for workload in workloads(manifests):
        volumes = {volume["name"]: volume for volume in pod(workload).get("volumes", [])}
        for container in containers(workload):
            mounts = {mount["mountPath"]: mount for mount in container.get("volumeMounts", [])}
            assert ("/app/.env" in mounts) == (container["name"] in ("webapp", "migrate", "db-init"))
            if mount := mounts.get("/app/.env"):
                assert (mount["subPath"], mount["readOnly"]) == (".env", True)
                assert data(manifests, volumes[mount["name"]]["configMap"]["name"]) == {".env": ""}


def routes_let_an_import_take_its_time(environment: list[Manifest]) -> None:
    """A batch of an import says nothing for a minute, and a whole source takes an hour and more."""
    for found in environment:
        if found["kind"] == "Ingress":
            told = found["metadata"].get("annotations", {})
            # Servers behind the webapp can be published by ingress-nginx alone.
            is_site = found["metadata"]["name"] == "neuronpedia-ingress"
            is_nginx = not is_site or "nginx" in found["spec"].get("ingressClassName", "nginx")
            assert any(name.startswith(NGINX) for name in told) == is_nginx
            if is_nginx:
                assert min(int(told[f"{NGINX}/proxy-{name}-timeout"]) for name in ("read", "send")) >= 600
                assert told[f"{NGINX}/proxy-body-size"] == "100m"
        if found["kind"] == "HTTPRoute":
            assert all(rule.get("timeouts", NO_LIMIT) == NO_LIMIT for rule in found["spec"]["rules"])


OF_ANY_PART: tuple[Invariant, ...] = (
    an_import_has_the_memory_that_it_needs,
    a_dotenv_file_of_the_build_is_hidden,
)

OF_A_WHOLE: tuple[Invariant, ...] = (routes_let_an_import_take_its_time,)
