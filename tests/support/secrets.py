"""Secrets: what programs read of them, what an operator makes, and what the command prints."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from cdk8s import App

import neuronpedia_constructs as np
from neuronpedia_constructs import ClusterSecrets, DevelopmentSecrets, ExternalSecrets, models
from tests.support.building import (
    Manifest,
    containers,
    documents,
    small,
    variables,
    workloads,
)

STORE = ExternalSecrets(store="vault", path="neuronpedia/production")


OF_DATABASE = {"POSTGRES_PASSWORD", "POSTGRES_URL"}


CHOSEN = {"NEXTAUTH_SECRET", "GRAPH_ADMIN_BROWSE_KEY", "INFERENCE_SERVER_SECRET", "AUTOINTERP_SERVER_SECRET"}


class Reading(NamedTuple):
    """A variable in which a program reads a key of a Secret."""

    program: str
    variable: str
    secret: str
    key: str
    optional: bool = False


def readings(manifests: list[Manifest]) -> set[Reading]:
    return {
        Reading(container["name"], name, reference["name"], reference["key"], reference.get("optional", False))
        for workload in workloads(manifests)
        for container in containers(workload)
        for name, variable in variables(container).items()
        if (reference := variable.get("valueFrom", {}).get("secretKeyRef"))
    }


ACTION = re.compile(r'\{\{ \.(\w+)( \| urlquery \| replace "\+" "%20")? \}\}')


def fill(template: str, fetched: Mapping[str, str]) -> str:
    """Go's templates, as far as they are used: a value, and one inside of an address. A missing value is an error."""
    assert "{{" not in ACTION.sub("", template)
    encoded = {name: quote_plus(value).replace("+", "%20") for name, value in fetched.items()}
    return ACTION.sub(lambda found: (encoded if found[2] else fetched)[found[1]], template)


def operator(manifests: list[Manifest], password: str = "password") -> dict[str, dict[str, str]]:
    """The Secrets that the External Secrets Operator would make, by name and key."""
    made, store = {}, {"POSTGRES_PASSWORD": password}
    for spec in (manifest["spec"] for manifest in manifests if manifest["kind"] == "ExternalSecret"):
        assert all(entry["remoteRef"]["key"] == STORE.path for entry in spec["data"])
        fetched = {e["secretKey"]: store.get(e["remoteRef"]["property"], "a value") for e in spec["data"]}
        templates = spec["target"].get("template", {}).get("data")
        values = {key: fill(template, fetched) for key, template in templates.items()} if templates else fetched
        made[spec["target"]["name"]] = values
    return made


MAIN = """
from cdk8s import App
from neuronpedia_constructs import *
app = App()
given = {"namespace": "np", "url": "https://np.example.org"}
Neuronpedia(app, "production", **given)
Neuronpedia(app, "local", stage="local", secrets=DevelopmentSecrets(), **given)
Neuronpedia(app, "stored", secrets=ExternalSecrets(store="vault", path="np/production"), **given)
demanding = Neuronpedia(app, "demanding", app_config=AppConfig(email_sending_provider="resend"), **given)
demanding.add_inference("gemma-2-2b").with_(models.get("gemma-2-2b"), GPU_STANDARD)
app.with_(HarborRegistry("harbor.example.org/np", tag="v1"))
app.synth()
"""

PRODUCTION = """
from cdk8s import App
from neuronpedia_constructs import *
app = App()
production = Neuronpedia(app, "production", namespace="np", url="https://np.example.org")
production.with_(HarborRegistry("harbor.example.org/np", tag="v1"))
app.synth()
"""
"""The first of those environments alone, which takes a fraction of the time."""


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def secrets(self) -> dict[tuple[str, str], str]:
        """The values that were printed, by Secret and key."""
        secrets = {made["metadata"]["name"]: made["data"] for made in documents(self.out)}
        return {(name, key): base64.b64decode(data[key]).decode() for name, data in secrets.items() for key in data}

    @property
    def values(self) -> dict[str, str]:
        """The same by key alone."""
        return {key: value for (_, key), value in self.secrets.items()}


def secret(values: Mapping[str, str], name: str = "app-secrets", namespace: str = "np") -> dict[str, Any]:
    """A Secret as the API server hands it out."""
    data = {key: base64.b64encode(value.encode()).decode() for key, value in values.items()}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": namespace}, "data": data}


PUBLISHED = {"POSTGRES_PASSWORD": "org-secure-password", "NEXTAUTH_SECRET": "8" * 32}


PUBLISHED |= {"OPENAI_API_KEY": "your-openai-api-key", "HIGHER_LIMIT_API_TOKENS": "token1,token2"}


SOURCES: tuple[np.SecretSource, ...] = (ClusterSecrets(), STORE, DevelopmentSecrets())


AZURE = {"embedding_provider": "azure", "azure_openai_endpoint": "https://embeddings.example.org"}


CHOICES = np.AppConfig(email_sending_provider="resend", github_id="Iv1.0123456789abcdef", **AZURE)  # type: ignore[arg-type]


def gated(app: App, **arguments: Any) -> np.Neuronpedia:
    """The small environment, and a model whose weights need HF_TOKEN."""
    environment = small(app, **arguments)
    environment.add_inference("gemma-2-2b").with_(models.get("gemma-2-2b"), np.GPU_STANDARD)
    return environment
