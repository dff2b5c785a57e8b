"""Rules for connections to the database: where an address comes from, and that no pod is refused one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from tests.support.building import Manifest, containers, named, pod, variables, workloads

from .objects import Invariant

URLS = ("POSTGRES_PRISMA_URL", "POSTGRES_URL_NON_POOLING")
CLIENTS = 2
"""Prisma clients in a process of the webapp."""
DEFAULT = 100
"""What PostgreSQL allows where nobody tells it otherwise."""

_REFERENCE = re.compile(r"\$\(([^()]*)\)")


def expanded(container: Manifest, secrets: Mapping[str, str]) -> dict[str, str]:
    """The variables of a container as its program finds them: Kubernetes expands each once, from those before it.

    Args:
        container: the container.
        secrets: the values of what it reads from Secrets, by variable.
    """
    found: dict[str, str] = {}
    for name, entry in variables(container).items():
        text = entry["value"] if "value" in entry else secrets[name]
        found[name] = _REFERENCE.sub(lambda part: found.get(part[1], part[0]), text) if "value" in entry else text
    return found


def max_connections(manifests: list[Manifest]) -> int:
    """What the database allows, as far as the manifests say."""
    for found in manifests:
        if found["kind"] == "Cluster":
            return int(found["spec"]["postgresql"]["parameters"]["max_connections"])
        if found["kind"] == "StatefulSet":
            (setting,) = (arg for arg in pod(found)["containers"][0]["args"] if arg.startswith("max_connections="))
            return int(setting.removeprefix("max_connections="))
    return DEFAULT


def most_pods(manifests: list[Manifest], name: str) -> int:
    """The most pods of a Deployment: old ones may not be gone when the new ones are there."""
    for found in manifests:
        if found["kind"] == "HorizontalPodAutoscaler" and found["spec"]["scaleTargetRef"]["name"] == name:
            return 2 * int(found["spec"]["maxReplicas"])
    return 2 * int(named(manifests, "Deployment", name)["spec"]["replicas"])


def told(container: Manifest) -> dict[str, str]:
    """The parameters of the address that requests use."""
    address = variables(container)["POSTGRES_PRISMA_URL"]["value"]
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


def addresses_are_made_of_the_one_in_the_secret(manifests: list[Manifest]) -> None:
    for container in (inner for workload in workloads(manifests) for inner in containers(workload)):
        found = variables(container)
        values = expanded(container, {name: f"<{name}>" for name in found})
        assert not any("$(" in value for value in values.values()), "a variable is expanded before it is there"
        assert [name for name in found if name in URLS] == (list(URLS) if "POSTGRES_URL" in found else [])
        if "POSTGRES_URL" in found:
            assert found["POSTGRES_URL"]["valueFrom"]["secretKeyRef"]["key"] in ("POSTGRES_URL", "uri")
            assert all(re.fullmatch(r"<POSTGRES_URL>(\?[^?#@]+)?", values[name]) for name in URLS)
            assert int(told(container)["connection_limit"]) >= 2


def the_webapp_leaves_connections_to_everything_else(environment: list[Manifest]) -> None:
    """Imports, jobs, dumps, monitoring and people share a fifth, and twenty at least."""
    allowed = max_connections(environment)
    (webapp,) = pod(named(environment, "Deployment", "webapp"))["containers"]
    opened = CLIENTS * int(told(webapp)["connection_limit"]) * most_pods(environment, "webapp")
    assert opened + max(20, allowed / 5) <= allowed
    assert int(told(webapp)["pool_timeout"]) > 10, "Prisma's own"


OF_ANY_PART: tuple[Invariant, ...] = (addresses_are_made_of_the_one_in_the_secret,)

OF_A_WHOLE: tuple[Invariant, ...] = (the_webapp_leaves_connections_to_everything_else,)
