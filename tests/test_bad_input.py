"""Bad input is refused with one list of all problems of all environments, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_LITE,
    GPU_STANDARD,
    Claim,
    CorporateCaCerts,
    CpuProfile,
    DockerHubRegistry,
    GpuProfile,
    HarborRegistry,
    InvalidAppError,
    Model,
    Neuronpedia,
    Registry,
    Resources,
    find_problems,
    models,
)

from .building import REGISTRY, bare, small
from .conftest import run_app

CPU_MODEL = models.get("gpt2-small")
CUDA_MODEL = models.get("gemma-2-2b")
DIGEST = f"sha256:{1:064x}"

Build = Callable[[App], object]
Case = tuple[Build, str, str, str]


def server(app: App, instance: str = "m") -> object:
    return bare(app).add_inference(instance).with_(CPU_MODEL)


def with_registry(registry: Registry) -> Build:
    def build(app: App) -> object:
        return Neuronpedia(app, "test", namespace="np", url="https://a.example.org").with_(registry)

    return build


def on_server(*mixins: object) -> Build:
    def build(app: App) -> object:
        return bare(app).add_inference("m").with_(*mixins)  # type: ignore[arg-type]

    return build


def changed(change: Callable[[Neuronpedia], object]) -> Build:
    def build(app: App) -> object:
        return change(small(app))

    return build


CASES: dict[str, Case] = {
    # what: how to build it, then the construct, the field, and what was given, as the message names them
    "environment name": (lambda app: small(app, "My_Env"), "Neuronpedia", "environment", "'My_Env'"),
    "environment name empty": (lambda app: small(app, ""), "Neuronpedia", "environment", "''"),
    "environment name twice": (
        lambda app: [small(app), small(app)],
        "Neuronpedia",
        "environment",
        "'test', for the second time",
    ),
    "environment name too long": (lambda app: small(app, "e" * 64), "Neuronpedia", "environment", repr("e" * 64)),
    "namespace": (lambda app: small(app, namespace="Neuron"), "Neuronpedia", "namespace", "'Neuron'"),
    "namespace missing": (lambda app: small(app, namespace=None), "Neuronpedia", "namespace", "None"),
    "namespace too long": (lambda app: small(app, namespace="n" * 64), "Neuronpedia", "namespace", repr("n" * 64)),
    "instance": (lambda app: server(app, "Gemma_2"), "Gemma_2-inference", "instance", "'Gemma_2'"),
    "instance with a slash": (
        lambda app: server(app, "google/gemma"),
        "google/gemma-inference",
        "instance",
        "'google/gemma'",
    ),
    "instance empty": (lambda app: server(app, ""), "-inference", "instance", "''"),
    "instance with a digit first": (lambda app: server(app, "2b"), "2b-inference", "instance", "'2b'"),
    "instance too long": (lambda app: server(app, "i" * 47), "i" * 47 + "-inference", "instance", repr("i" * 47)),
    "instance twice": (
        changed(lambda environment: environment.add_inference("gpt2-small").with_(CPU_MODEL)),
        "gpt2-small-inference",
        "instance",
        "'gpt2-small', for the second time",
    ),
    "url without scheme": (lambda app: small(app, url="a.example.org"), "Neuronpedia", "url", "'a.example.org'"),
    "url of another scheme": (
        lambda app: small(app, url="ftp://a.example.org"),
        "Neuronpedia",
        "url",
        "'ftp://a.example.org'",
    ),
    "url with a path": (
        lambda app: small(app, url="https://a.example.org/np"),
        "Neuronpedia",
        "url",
        "'https://a.example.org/np'",
    ),
    "url with a slash": (
        lambda app: small(app, url="https://a.example.org/"),
        "Neuronpedia",
        "url",
        "'https://a.example.org/'",
    ),
    "url with a query": (
        lambda app: small(app, url="https://a.example.org?a=b"),
        "Neuronpedia",
        "url",
        "'https://a.example.org?a=b'",
    ),
    "url with a password": (
        lambda app: small(app, url="https://me:pass@a.org"),
        "Neuronpedia",
        "url",
        "'https://…@a.org'",
    ),
    "url with a bad port": (
        lambda app: small(app, url="https://a.org:99999"),
        "Neuronpedia",
        "url",
        "'https://a.org:99999'",
    ),
    "url of an address": (lambda app: small(app, url="https://10.0.0.1"), "Neuronpedia", "url", "'https://10.0.0.1'"),
    "url in capitals": (lambda app: small(app, url="https://A.org"), "Neuronpedia", "url", "'https://A.org'"),
    "url of nothing": (lambda app: small(app, url="https://"), "Neuronpedia", "url", "'https://'"),
    "url that opens /admin": (
        lambda app: small(app, url="http://localhost:3000"),
        "Neuronpedia",
        "url",
        "'http://localhost:3000'",
    ),
    "ingress class": (lambda app: small(app, ingress_class="Nginx!"), "Neuronpedia", "ingress_class", "'Nginx!'"),
    "no model": (lambda app: bare(app).add_inference("m"), "m-inference", "model", "missing"),
    "two models": (
        on_server(CPU_MODEL, CPU_MODEL.replace(token_limit=9)),
        "m-inference",
        "model",
        "set twice, by Model",
    ),
    "CUDA without a GPU": (
        on_server(CUDA_MODEL),
        "m-inference",
        "resource profile",
        "gemma-2-2b on DEVICE=cuda without",
    ),
    "CUDA with a CPU profile": (on_server(CUDA_MODEL, CPU_STANDARD), "m-inference", "resource profile", "with a CPU"),
    "CPU with a GPU": (
        on_server(CPU_MODEL, GPU_LITE),
        "m-inference",
        "resource profile",
        "gpt2-small on DEVICE=cpu with",
    ),
    "two profiles": (on_server(CUDA_MODEL, GPU_LITE, GPU_STANDARD), "m-inference", "resource profile", "set twice"),
    "memory limit below request": (
        on_server(CPU_MODEL, CpuProfile(cpu="4", memory="8Gi", memory_limit="8000Mi")),
        "m-inference",
        "resources of container inference: memory limit",
        "'8000Mi', below its request of '8Gi'",
    ),
    "cpu limit below request": (
        on_server(CUDA_MODEL, GpuProfile(cpu="1", memory="8Gi", cpu_limit="999m")),
        "m-inference",
        "resources of container inference: cpu limit",
        "'999m', below its request of '1'",
    ),
    "limit below request in any service": (
        changed(lambda e: setattr(e.webapp.draft.main, "resources", Resources({"cpu": "2"}, {"cpu": "1"}))),
        "webapp",
        "resources of container webapp: cpu limit",
        "'1', below its request of '2'",
    ),
    "memory without a unit that exists": (
        on_server(CPU_MODEL, CpuProfile(cpu="4", memory="8GB")),
        "m-inference",
        "resources of container inference: memory",
        "'8GB'",
    ),
    "no GPUs": (
        on_server(CUDA_MODEL, GpuProfile(cpu="1", memory="8Gi", count=0)),
        "m-inference",
        "resources of container inference: nvidia.com/gpu",
        "'0'",
    ),
    "storage without a unit that exists": (
        changed(lambda e: e.postgres.draft.claims.update({"postgres-data": Claim("10GB")})),
        "postgres",
        "volume claim postgres-data",
        "'10GB'",
    ),
    "image without a tag": (
        with_registry(HarborRegistry("harbor.example.org/np")),
        "webapp",
        "image of container webapp",
        "'harbor.example.org/np/webapp'",
    ),
    "image of a registry with a port, without a tag": (
        with_registry(Registry("harbor.example.org:5000/np")),
        "autointerp",
        "image of container autointerp",
        "'harbor.example.org:5000/np/neuronpedia-autointerp'",
    ),
    "registry prefix with a scheme": (
        with_registry(HarborRegistry("https://harbor.example.org/np", tag="v1")),
        "Neuronpedia",
        "registry prefix",
        "'https://harbor.example.org/np'",
    ),
    "registry prefix with a slash": (
        with_registry(HarborRegistry("harbor.example.org/np/", tag="v1")),
        "Neuronpedia",
        "registry prefix",
        "'harbor.example.org/np/'",
    ),
    "registry account with a scheme": (
        with_registry(DockerHubRegistry("https://hub", tag="v1")),
        "Neuronpedia",
        "registry prefix",
        "'docker.io/https://hub'",
    ),
    "tag and digest": (
        lambda app: small(app).webapp.with_(HarborRegistry("harbor.example.org/np", tag="v1", digest=DIGEST)),
        "webapp",
        "registry tag and digest",
        f"tag 'v1' and digest '{DIGEST}'",
    ),
    "one digest for several images": (
        with_registry(HarborRegistry("harbor.example.org/np", digest=DIGEST)),
        "Neuronpedia",
        "registry digest",
        f"'{DIGEST}' for neuronpedia-autointerp, neuronpedia-db-init, neuronpedia-webapp",
    ),
    "tag that is none": (
        with_registry(HarborRegistry("harbor.example.org/np", tag="v 1")),
        "Neuronpedia",
        "registry tag",
        "'v 1'",
    ),
    "two registries": (
        lambda app: small(app).with_(DockerHubRegistry("example", tag="v1")),
        "Neuronpedia",
        "registry",
        "set twice, by HarborRegistry and DockerHubRegistry",
    ),
    "mixin that reached nothing": (
        lambda app: bare(app).with_(GPU_STANDARD),
        "Neuronpedia",
        "mixin",
        "GpuProfile, which reached nothing",
    ),
    "mixin of a service that reached nothing": (
        changed(lambda environment: environment.postgres.with_(CorporateCaCerts("roots"))),
        "postgres",
        "mixin",
        "CorporateCaCerts, which reached nothing",
    ),
    "mixin of the app that reached nothing": (
        lambda app: [bare(app), app.with_(CPU_STANDARD)],
        "App",
        "mixin",
        "CpuProfile, which reached nothing",
    ),
    "empty checkpoint": (
        on_server(CPU_MODEL.replace(custom_hf_model_id="")),
        "m-inference",
        "variable CUSTOM_HF_MODEL_ID of m-inference-config",
        "''",
    ),
    "empty model": (
        on_server(CPU_MODEL.replace(model_id="")),
        "m-inference",
        "variable MODEL_ID of m-inference-config",
        "''",
    ),
    "mount of no volume": (
        changed(lambda environment: environment.webapp.draft.main.mounts.update({"/data": "dta"})),
        "webapp",
        "mount /data of container webapp",
        "'dta'",
    ),
    "empty secret": (
        changed(lambda environment: environment.autointerp.draft.main.env.update(SECRET="")),
        "autointerp",
        "variable SECRET of container autointerp",
        "''",
    ),
    "empty device": (
        on_server(CPU_MODEL.replace(device="")),
        "m-inference",
        "variable DEVICE of m-inference-config",
        "''",
    ),
    "device": (on_server(CPU_MODEL.replace(device="gpu")), "m-inference", "model device", "'gpu'"),
    "label": (
        changed(lambda environment: environment.webapp.draft.labels.update(team="a team")),
        "webapp",
        "label team",
        "'a team'",
    ),
    "a text for a list": (on_server(CPU_MODEL.replace(sae_sets="res-jb")), "m-inference", "model sae_sets", "'res-jb'"),
    "dtype": (on_server(CPU_MODEL.replace(model_dtype="bf16")), "m-inference", "model model_dtype", "'bf16'"),
    "dtype of SAEs": (on_server(CPU_MODEL.replace(sae_dtype="int8")), "m-inference", "model sae_dtype", "'int8'"),
    "SAE filter": (on_server(CPU_MODEL.replace(include_sae=["15-("])), "m-inference", "model include_sae", "'15-('"),
    "token limit": (on_server(CPU_MODEL.replace(token_limit=0)), "m-inference", "model token_limit", "0"),
    "model name": (
        on_server(Model("openai/gpt2", model_id="gpt2-small", device="cpu", sae_sets=[])),
        "m-inference",
        "model name",
        "'openai/gpt2'",
    ),
    "CA mount path": (
        lambda app: small(app).with_(CorporateCaCerts("roots", mount_path="certs/")),
        "Neuronpedia",
        "CA certificates mount_path",
        "'certs/'",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_it_is_named(app: App, case: Case) -> None:
    build, construct, field, given = case
    build(app)
    found = [problem for problem in find_problems(app) if problem.construct == construct and problem.field == field]
    assert len(found) == 1
    assert given in found[0].given
    assert found[0].allowed
    assert found[0].fix
    assert found[0].environment or construct == "App"


def test_one_wrong_thing_is_one_complaint() -> None:
    of_every_image = {"image without a tag", "image of a registry with a port, without a tag"}
    for what, (build, *_) in CASES.items():
        app = App()
        build(app)
        assert len(find_problems(app)) == (3 if what in of_every_image else 1), what


@pytest.mark.parametrize("instance", ["i" * 46, "a", "gemma-2-2b-it-a"])
def test_good_instances(app: App, instance: str) -> None:
    server(app, instance)
    assert find_problems(app) == ()


@pytest.mark.parametrize("url", ["https://a.example.org", "http://a.example.org", "https://a.example.org:8443"])
def test_good_urls(app: App, url: str) -> None:
    small(app, url=url)
    assert find_problems(app) == ()


def test_a_local_stage_relaxes_what_it_says_and_nothing_else(app: App) -> None:
    environment = Neuronpedia(app, "local", namespace="np", url="http://localhost:3000", stage="local")
    environment.add_inference("gpt2-small").with_(CPU_MODEL)
    assert find_problems(app) == ()
    other = App()
    environment = Neuronpedia(other, "local", namespace="np", url="http://localhost:3000", stage="local")
    environment.add_inference("gemma").with_(CUDA_MODEL)
    assert [problem.field for problem in find_problems(other)] == ["resource profile"]


def test_two_environments_may_have_the_same_namespace(app: App) -> None:
    small(app, "east")
    small(app, "west")
    assert find_problems(app) == ()


WRONG_APP = """
from cdk8s import App
from neuronpedia_constructs import GPU_LITE, HarborRegistry, Neuronpedia, models

app = App()
good = Neuronpedia(app, "good", namespace="np", url="https://np.example.org")
good.with_(HarborRegistry("harbor.example.org/np", tag="v1"))
first = Neuronpedia(app, "first", namespace="Np", url="https://np.example.org/")
first.with_(HarborRegistry("harbor.example.org/np", tag="v1"))
second = Neuronpedia(app, "second", namespace="np", url="https://np.example.org")
second.add_inference("gpt2-small").with_(models.get("gpt2-small"), GPU_LITE)
second.add_inference("gemma").with_(HarborRegistry("harbor.example.org/np/", tag="v1"))
app.synth()
"""

EXPECTED = """\
Neuronpedia: 9 problems, nothing was written.

first
    - Neuronpedia: namespace is 'Np'
      allowed: a DNS-1123 label: lower-case letters, digits and '-', at most 63 characters
      fix: choose a name such as "neuronpedia"
"""


def test_the_list_is_all_that_is_printed_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    kept = tmp_path / "dist" / "first.k8s.yaml"
    kept.write_text("as it was")
    result = run_app(WRONG_APP, tmp_path)
    assert result.returncode == 1
    assert result.stdout == ""
    printed = result.stderr[result.stderr.index("Neuronpedia:") :]
    assert "Traceback" not in result.stderr
    assert printed.startswith(EXPECTED)
    assert printed.index("first") < printed.index("second")
    assert "good\n" not in printed
    assert printed.rstrip().splitlines()[-1].startswith("      fix: ")
    assert [file.name for file in (tmp_path / "dist").iterdir()] == [kept.name]
    assert kept.read_text() == "as it was"


def test_the_error_can_be_caught_like_any_other(app: App) -> None:
    small(app, namespace="Np").with_(REGISTRY)
    with pytest.raises(InvalidAppError, match="namespace is 'Np'") as caught:
        app.synth()
    (problem,) = caught.value.problems
    assert (problem,) == find_problems(app)
    assert (problem.environment, problem.construct, problem.field) == ("test", "Neuronpedia", "namespace")


def test_an_unknown_model_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(LookupError, match=r"no model 'gemma-2b'; the nearest are: .*gemma-2-2b, "):
        models.get("gemma-2b")
