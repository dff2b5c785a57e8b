"""Build environments as a user would, and look at their manifests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from cdk8s import App, Testing

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_STANDARD,
    CorporateCaCerts,
    HarborRegistry,
    Neuronpedia,
    Problem,
    find_warnings,
    models,
)
from neuronpedia_constructs.draft.kubernetes import bridge
from neuronpedia_constructs.environment.synthesis import Synthesis

from . import planned

Manifest = bridge.Manifest
ROOT = Path(__file__).parent.parent.parent
REGISTRY = HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2")
POD_KINDS = ("CronJob", "Deployment", "StatefulSet", "Job")


_Dumper: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def small(app: App, name: str = "test", **arguments: Any) -> Neuronpedia:
    """A valid environment with one model on CPU."""
    environment = bare(app, name, **arguments)
    environment.add_inference("gpt2-small").with_(models.get("gpt2-small"), CPU_STANDARD)
    return environment


def bare(app: App, name: str = "test", **arguments: Any) -> Neuronpedia:
    """A valid environment without a model."""
    given = {"namespace": "neuronpedia", "url": "https://neuronpedia.example.org", **arguments}
    return Neuronpedia(app, name, **given).with_(REGISTRY)


def guide(app: App, name: str = "production", **arguments: Any) -> Neuronpedia:
    """The environment of the guide: a model on a GPU, a private registry, corporate CA certificates."""
    environment = bare(app, name, **arguments).with_(CorporateCaCerts("corporate-ca-certificates"))
    environment.add_inference("deepseek-r1-distill-llama-8b").with_(
        models.get("deepseek-r1-distill-llama-8b"), GPU_STANDARD
    )
    return environment


def synthesized(environment: Neuronpedia) -> list[Manifest]:
    """The manifests of an environment, made without a call over the bridge.

    tests/draft/kubernetes/test_manifests.py and tests/environment/test_properties.py compare them with those that are
    written.
    """
    return planned.of_environment(environment)


def written(environment: Neuronpedia) -> list[Manifest]:
    """The manifests of an environment, as constructs write them, those of others in it included."""
    return list(Testing.synth(environment))


def doubts(app: App) -> tuple[Problem, ...]:
    """What an app is warned of, but for what every environment is that says nothing of sign-in and embeddings."""
    return _without_undecided(find_warnings(app))


def problems_and_doubts(app: App) -> tuple[Problem, ...]:
    """The problems of an app, and its doubts: the app is looked at once, where the public functions take two looks."""
    synthesis = Synthesis.find(app)
    found = synthesis.finalize()[1] if synthesis else []
    return _without_undecided(sorted(found, key=lambda problem: problem.warning))


def _without_undecided(found: Iterable[Problem]) -> tuple[Problem, ...]:
    undecided = ("AppConfig enable_signin", "AppConfig embedding_provider")
    return tuple(problem for problem in found if not problem.warning or problem.field not in undecided)


def as_yaml(manifests: list[Manifest]) -> str:
    """Manifests as YAML, with their fields in order."""
    return yaml.dump_all(manifests, Dumper=_Dumper, sort_keys=False, width=1000)


def documents(text: str) -> list[Manifest]:
    """The manifests in YAML."""
    return [document for document in yaml.load_all(text, _Loader) if document]


def named(manifests: list[Manifest], kind: str, name: str) -> Manifest:
    """The one object of a kind and a name; a Job's name may go on with a hash."""
    found = [
        manifest
        for manifest in manifests
        if manifest["kind"] == kind
        and (manifest["metadata"]["name"] == name or (kind == "Job" and manifest["metadata"]["name"].startswith(name)))
    ]
    assert len(found) == 1, f"{len(found)} objects {kind}/{name}"
    return found[0]


def workloads(manifests: list[Manifest]) -> list[Manifest]:
    return [manifest for manifest in manifests if manifest["kind"] in POD_KINDS]


def pod_template(manifest: Manifest) -> Manifest:
    spec = manifest["spec"]["jobTemplate"]["spec"] if manifest["kind"] == "CronJob" else manifest["spec"]
    template: Manifest = spec["template"]
    return template


def pod(manifest: Manifest) -> Manifest:
    spec: Manifest = pod_template(manifest)["spec"]
    return spec


def containers(manifest: Manifest) -> Iterator[Manifest]:
    """Every container of a workload, init containers first."""
    yield from pod(manifest).get("initContainers", [])
    yield from pod(manifest)["containers"]


def variables(container: Manifest) -> dict[str, Manifest]:
    return {variable["name"]: variable for variable in container.get("env", [])}


def of_kind(made: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {found["metadata"]["name"]: found for found in made if found["kind"] == kind}


def by_name(made: list[Manifest]) -> dict[tuple[str, str], Manifest]:
    return {(found["kind"], found["metadata"]["name"]): found for found in made}
