"""What a change does to a running cluster: it restarts its readers and nothing else, and can always be applied."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_LITE,
    ArgoCd,
    Autoscaling,
    CpuProfile,
    HarborRegistry,
    IngressRoute,
    Neuronpedia,
    PriorityClass,
    models,
)
from tests.support.building import (
    bare,
    by_name,
    named,
    pod_template,
    small,
    synthesized,
    workloads,
)

Build = Callable[[App], Neuronpedia]


def with_config(name: str, key: str) -> Build:
    """The small environment with one more key in a ConfigMap."""

    def build(app: App) -> Neuronpedia:
        environment = small(app)
        for workload in environment.workloads:
            if name in workload.draft.config_maps:
                workload.draft.config_maps[name][key] = "x"
        return environment

    return build


def with_model(**changes: int) -> Build:
    def build(app: App) -> Neuronpedia:
        environment = bare(app)
        model = replace(models.get("gpt2-small"), **changes)  # type: ignore[arg-type]
        environment.add_inference("gpt2-small").with_(model, CPU_STANDARD)
        return environment

    return build


def templates(environment: Neuronpedia) -> dict[str, str]:
    """The pod templates, whose change is what restarts pods."""
    return {
        f"Job {found['metadata']['labels']['app']}"
        if found["kind"] == "Job"
        else found["metadata"]["name"]: json.dumps(pod_template(found), sort_keys=True)
        for found in workloads(synthesized(environment))
    }


@pytest.mark.parametrize(
    ("build", "restarted"),
    [
        (with_config("app-config", "NEXT_PUBLIC_DEFAULT_MODELID"), {"webapp"}),
        (with_config("pgvector-init", "more.sql"), {"postgres"}),
        (with_config("gpt2-small-inference-config", "LENS_TOKEN_LIMIT"), {"gpt2-small-inference"}),
        (with_model(token_limit=100), {"gpt2-small-inference"}),
        (lambda app: small(app, url="https://other.example.org"), {"webapp"}),
        (lambda app: small(app, route=IngressRoute(class_name="nginx")), set()),
    ],
    ids=["app-config", "pgvector-init", "inference-config", "model", "url", "ingress"],
)
def test_a_changed_configuration_restarts_exactly_its_readers(build: Build, restarted: set[str]) -> None:
    before, after = templates(small(App())), templates(build(App()))
    assert {name for name in before if before[name] != after[name]} == restarted


def test_adding_a_model_changes_no_byte_of_anything_else() -> None:
    def more(app: App) -> Neuronpedia:
        environment = small(app)
        environment.add_inference("gemma").with_(models.get("gemma-2-2b"), GPU_LITE)
        return environment

    before, after = by_name(synthesized(small(App()))), by_name(synthesized(more(App())))
    listed = ("ConfigMap", "register-inference")
    assert "gemma-inference" in after.pop(listed)["data"]["register.sql"]
    del before[listed]
    assert {key: after[key] for key in before} == before
    (job,) = {name for kind, name in after.keys() - before.keys() if kind == "Job"}
    assert "checksum/gemma" in pod_template(after["Job", job])["metadata"]["annotations"]
    added = {name for _, name in after.keys() - before.keys()}
    assert added == {"gemma-inference", *(f"gemma-inference-{name}" for name in ("config", "dotenv", "files")), job}


def test_changing_a_model_changes_nothing_else() -> None:
    before, after = by_name(synthesized(small(App()))), by_name(synthesized(with_model(max_loaded_saes=7)(App())))
    assert before.keys() == after.keys()
    assert {name for kind, name in before if before[kind, name] != after[kind, name]} == {
        "gpt2-small-inference",
        "gpt2-small-inference-config",
    }


IMMUTABLE: dict[str, tuple[str, ...]] = {
    "Deployment": ("selector",),
    "StatefulSet": ("selector", "serviceName", "volumeClaimTemplates"),
    "Job": ("template", "selector", "completions"),
    "Service": ("clusterIP",),
}
"""Fields of a spec that Kubernetes does not let anybody change."""


def changed_registry(app: App) -> Neuronpedia:
    environment = Neuronpedia(app, "test", namespace="neuronpedia", url="https://neuronpedia.example.org")
    environment.add_inference("gpt2-small").with_(models.get("gpt2-small"), CPU_STANDARD)
    return environment.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.5.0"))


def changed_profile(app: App) -> Neuronpedia:
    environment = bare(app)
    environment.add_inference("gpt2-small").with_(models.get("gpt2-small"), CpuProfile(cpu="2", memory="30Gi"))
    return environment


@pytest.mark.parametrize(
    "build",
    [
        lambda app: bare(app).with_(),
        lambda app: small(app, url="http://other.example.org", route=IngressRoute(class_name="nginx")),
        with_model(token_limit=3, max_loaded_saes=2),
        changed_registry,
        changed_profile,
    ],
    ids=["no model", "url", "model", "release", "resources"],
)
def test_an_upgrade_never_touches_an_immutable_field(build: Build) -> None:
    before, after = by_name(synthesized(small(App()))), by_name(synthesized(build(App())))
    for kind, name in before.keys() & after.keys():
        for field in IMMUTABLE.get(kind, ()):
            assert before[kind, name]["spec"].get(field) == after[kind, name]["spec"].get(field)


def test_the_job_runs_again_when_its_content_changes_and_only_then() -> None:
    def job(environment: Neuronpedia) -> str:
        name: str = named(synthesized(environment), "Job", "db-init")["metadata"]["name"]
        return name

    assert job(small(App())) == job(bare(App()))
    assert job(small(App())) != job(changed_registry(App()))
    assert job(small(App())) != job(small(App(), namespace="other"))


def test_a_server_is_replaced_before_its_successor_starts_unless_somebody_says_otherwise() -> None:
    environment = bare(App())
    environment.add_inference("one").with_(models.get("gemma-2-2b"), GPU_LITE)
    environment.add_inference("two", strategy="RollingUpdate").with_(models.get("gemma-2-2b"), GPU_LITE)
    made = synthesized(environment)
    strategies = [named(made, "Deployment", f"{name}-inference")["spec"]["strategy"] for name in ("one", "two")]
    assert strategies == [{"type": "Recreate"}, {"type": "RollingUpdate"}]


@pytest.mark.parametrize("begun", [bare, small])
def test_another_server_changes_nothing_of_an_environment_in_production(begun: Callable[[App], Neuronpedia]) -> None:
    production = (ArgoCd(), Autoscaling(), PriorityClass("high"))
    plain, more = begun(App()).with_(*production), begun(App()).with_(*production)
    more.add_inference("other").with_(models.get("gpt2-small"))
    before, after = by_name(synthesized(plain)), by_name(synthesized(more))
    del before["ConfigMap", "register-inference"]
    assert {key: after[key] for key in before} == before
