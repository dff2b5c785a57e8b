"""Wrong input, and how the complaint names it: mixins."""

from __future__ import annotations

from dataclasses import replace

from cdk8s import App
from constructs import IMixin

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_LITE,
    GPU_STANDARD,
    CorporateCaCerts,
    DockerHubRegistry,
    HarborRegistry,
    Model,
    Neuronpedia,
    Registry,
    models,
)
from tests.support.building import bare, small

from .wrong_environments import CPU_MODEL, Case

CUDA_MODEL = models.get("gemma-2-2b")
HARBOR = "harbor.example.org/np"
DIGEST = f"sha256:{1:064x}"


def on_server(*mixins: IMixin, field: str, given: str) -> Case:
    """An inference server with mixins that are wrong."""
    return Case(lambda app: bare(app).add_inference("m").with_(*mixins), "m-inference", field, given)


def on_environment(*mixins: IMixin, field: str, given: str) -> Case:
    """An environment with mixins that are wrong, in place of its registry."""

    def build(app: App) -> object:
        return Neuronpedia(app, "test", namespace="np", url="https://a.example.org").with_(*mixins)

    return Case(build, "Neuronpedia", field, given)


def model(**changes: object) -> Model:
    return replace(CPU_MODEL, **changes)  # type: ignore[arg-type]


MODELS: dict[str, Case] = {
    "no model": on_server(field="model", given=""),
    "two models": on_server(CPU_MODEL, model(token_limit=9), field="model", given="Model 'gpt2-small'"),
    "CUDA without a GPU": on_server(CUDA_MODEL, field="resource profile", given="gemma-2-2b runs on DEVICE=cuda"),
    "CUDA with a CPU profile": on_server(CUDA_MODEL, CPU_STANDARD, field="resource profile", given="a CPU profile"),
    "CPU with a GPU": on_server(CPU_MODEL, GPU_LITE, field="resource profile", given="gpt2-small runs on DEVICE=cpu"),
    "model name": on_server(model(name="openai/gpt2"), field="model name", given="'openai/gpt2'"),
    "device": on_server(model(device="gpu"), field="model device", given="'gpu'"),
    "dtype": on_server(model(model_dtype="bf16"), field="model model_dtype", given="'bf16'"),
    "dtype of SAEs": on_server(model(sae_dtype="int8"), field="model sae_dtype", given="'int8'"),
    "a text for a list": on_server(model(sae_sets="res-jb"), field="model sae_sets", given="'res-jb'"),
    "SAE filter": on_server(model(include_sae=["15-("]), field="model include_sae", given="'15-('"),
    "token limit": on_server(model(token_limit=0), field="model token_limit", given="0"),
    "SAEs as a text": on_server(model(max_loaded_saes="9"), field="model max_loaded_saes", given="'9'"),
    **{
        f"empty {variable}": on_server(
            model(**{variable.lower(): ""}), field=f"variable {variable} of m-inference-config", given="''"
        )
        for variable in ("MODEL_ID", "DEVICE", "CUSTOM_HF_MODEL_ID")
    },
}

WITHOUT_A_TAG: dict[str, Case] = {
    "image without a tag": Case(
        on_environment(HarborRegistry(HARBOR), field="", given="").build,
        "webapp",
        "image of container webapp",
        "'harbor.example.org/np/webapp'",
    ),
    "image of a registry with a port, without a tag": Case(
        on_environment(Registry("harbor.example.org:5000/np"), field="", given="").build,
        "autointerp",
        "image of container autointerp",
        "'harbor.example.org:5000/np/neuronpedia-autointerp'",
    ),
}
"""Each is a complaint for every image."""

REGISTRIES: dict[str, Case] = {
    **{
        f"registry prefix {prefix!r}": on_environment(
            HarborRegistry(prefix, tag="v1"), field="registry prefix", given=repr(prefix)
        )
        for prefix in (
            f"https://{HARBOR}",
            f"{HARBOR}/",
            f"{HARBOR}:v1",
            "Harbor Example",
            "",
            "h..org/np",
            "-h.org/np",
            "h.org:99999/np",
            "h.org:0/np",
        )
    },
    "account with a scheme": on_environment(
        DockerHubRegistry("https://hub", tag="v1"), field="registry prefix", given="'docker.io/https://hub'"
    ),
    "tag and digest": Case(
        lambda app: small(app).webapp.with_(HarborRegistry(HARBOR, tag="v1", digest=DIGEST)),
        "webapp",
        "registry tag and digest",
        f"'{DIGEST}'",
    ),
    "one digest for several images": on_environment(
        HarborRegistry(HARBOR, digest=DIGEST),
        field="registry digest",
        given=f"'{DIGEST}' would be the digest of neuronpedia-autointerp, neuronpedia-db-init, neuronpedia-webapp",
    ),
    "digest that is none": Case(
        lambda app: small(app).webapp.with_(HarborRegistry(HARBOR, digest="sha256:12")),
        "webapp",
        "registry digest",
        "'sha256:12'",
    ),
    "tag that is none": on_environment(HarborRegistry(HARBOR, tag="v 1"), field="registry tag", given="'v 1'"),
    "empty tag": on_environment(HarborRegistry(HARBOR, tag=""), field="registry tag", given="''"),
    "repository of no image": on_environment(
        HarborRegistry(HARBOR, tag="v1", repositories={"webapp": "w"}), field="registry repositories", given="'webapp'"
    ),
    "pull secret": on_environment(HarborRegistry(HARBOR, tag="v1", pull_secret="A"), field="pull_secret", given="'A'"),
    "two registries": on_environment(
        HarborRegistry(HARBOR, tag="v1"),
        DockerHubRegistry("example", tag="v1"),
        field="registry",
        given="HarborRegistry and DockerHubRegistry",
    ),
}

REACH: dict[str, Case] = {
    "of an environment": Case(lambda app: bare(app).with_(GPU_STANDARD), "Neuronpedia", "mixin", "GpuProfile"),
    "of a service": Case(
        lambda app: small(app).postgres.with_(CorporateCaCerts("roots")),
        "postgres",
        "mixin",
        "CorporateCaCerts",
    ),
    "of the app": Case(lambda app: [bare(app), app.with_(CPU_STANDARD)], "App", "mixin", "CpuProfile"),
    **{
        f"CA mount path {path}": Case(
            lambda app, path=path: small(app).with_(CorporateCaCerts("roots", mount_path=path)),  # type: ignore[misc]
            "Neuronpedia",
            "CA certificates mount_path",
            repr(path),
        )
        for path in ("/", "/a:b", "/a/../b", "/proc", "/dev/shm", "/app", "/etc", "/usr/bin")
    },
    **{
        f"CA mount path of a service, {path}": Case(
            lambda app, path=path: small(app).with_(CorporateCaCerts("roots", mount_path=path)),  # type: ignore[misc]
            "Neuronpedia",
            "CA certificates mount_path",
            repr(path),
        )
        for path, volume in (("/tmp", "tmp"), ("/cache", "cache"), ("/tmp/ca", "tmp"))
    },
    "CA mount path": Case(
        lambda app: small(app).with_(CorporateCaCerts("roots", mount_path="certs/")),
        "Neuronpedia",
        "CA certificates mount_path",
        "'certs/'",
    ),
    "CA key": Case(
        lambda app: small(app).with_(CorporateCaCerts("roots", key="a b")),
        "Neuronpedia",
        "CA certificates key",
        "'a b'",
    ),
    "CA ConfigMap": Case(
        lambda app: small(app).with_(CorporateCaCerts("Roots")), "Neuronpedia", "CA certificates ConfigMap", "'Roots'"
    ),
}

CASES = {**MODELS, **WITHOUT_A_TAG, **REGISTRIES, **REACH}
