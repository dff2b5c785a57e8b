"""Environments of the current line with one server, and what is found in them."""

from __future__ import annotations

from typing import Any, cast

from cdk8s import App

from neuronpedia_constructs import GpuProfile, Model, Neuronpedia, Problem, models
from tests.support.building import Manifest, bare, named, problems_and_doubts, synthesized

A100 = GpuProfile(cpu="10", memory="70Gi", cpu_limit="12", product="NVIDIA-A100-SXM4-80GB")
L4 = GpuProfile(cpu="7", memory="26Gi", cpu_limit="8", product="NVIDIA-L4")


def current(**arguments: Any) -> Neuronpedia:
    """An environment of the current line without a server."""
    return bare(App(), upstream="current", **arguments)


def serving(model: Model | str, *mixins: Any, **options: Any) -> Neuronpedia:
    """An environment with the server `m` for a model."""
    environment = current()
    given = models.get(model) if isinstance(model, str) else model
    environment.add_inference("m", **options).with_(given, *mixins)
    return environment


def server(environment: Neuronpedia, name: str = "m-inference") -> Manifest:
    """The Deployment of a server."""
    return named(synthesized(environment), "Deployment", name)


def settings(environment: Neuronpedia, name: str = "m-inference-config") -> dict[str, str]:
    """The variables of a ConfigMap."""
    return cast("dict[str, str]", named(synthesized(environment), "ConfigMap", name)["data"])


def problems(environment: Neuronpedia) -> list[Problem]:
    """The problems and the warnings of an environment."""
    return list(problems_and_doubts(cast("App", environment.node.root)))


def codes(environment: Neuronpedia) -> list[str]:
    """The codes of the problems and the warnings of an environment."""
    return [problem.code for problem in problems(environment)]
