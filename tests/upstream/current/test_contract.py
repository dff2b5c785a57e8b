"""Graph, NLA and sparsity servers start as upstream's own do, and are told nothing that upstream does not read."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs import AppConfig, GraphConfig, Neuronpedia, NlaConfig, SparsityConfig
from neuronpedia_constructs.configuration.secrets.variables import SECRET_VARIABLES
from neuronpedia_constructs.configuration.variables import Config, absent
from tests.support.building import Manifest, named, pod, synthesized, variables
from tests.support.current import A100, codes, current

STARTS: dict[str, tuple[str, str, int]] = {
    "g-graph": ("/app/apps/graph", "neuronpedia_graph.server:app", 5004),
    "n-nla": ("/app/apps/nla", "server:app", 5009),
    "sparsity": ("/app/apps/sparsity", "server:app", 5005),
}
"""Working directory, ASGI application and port, by the start scripts of apps/graph, apps/nla and apps/sparsity."""

SENTRY = {f"SENTRY_{name}": f"sentry_{name.lower()}" for name in ("DSN", "ENVIRONMENT", "RELEASE")} | {
    f"SENTRY_{name}_SAMPLE_RATE": f"sentry_{name.lower()}_sample_rate" for name in ("TRACES", "PROFILES")
}
READ: dict[type[Config], dict[str, str]] = {
    GraphConfig: {
        name: name.lower()
        for name in (
            "LAZY_ENCODER",
            "MODEL_ENGINE",
            "MODEL_DTYPE",
            "TOKEN_LIMIT",
            "MAX_FEATURE_NODES",
            "UPDATE_INTERVAL",
            "SAE_EXPANSION",
            "SAE_TOPK",
            "NP_TRANSCODER_SOURCE_SET",
            "NP_LORSA_SOURCE_SET",
        )
    },
    NlaConfig: {
        f"NLA_{name}": name.lower()
        for name in (
            "MEM_FRACTION",
            "VERBALIZER_BACKEND",
            "VERBALIZER_ENFORCE_EAGER",
            "VERBALIZER_MAX_MODEL_LEN",
            "MAX_CONCURRENT",
            "MAX_CONCURRENT_EXPLAINS",
            "SOURCE_MAX_CONCURRENT",
            "RECONSTRUCTOR_MAX_CONCURRENT",
            "RECONSTRUCTION_BATCH_SIZE",
            "TRUNCATE_SOURCE",
            "FP8_VERBALIZER",
            "FP8_SOURCE",
            "FP8_RECONSTRUCTOR",
            "INT4_RECONSTRUCTOR",
            "KV_CACHE_DTYPE",
            "MAX_NEW_TOKENS_LIMIT",
            "MAX_INPUT_CHARS",
        )
    },
    SparsityConfig: {},
}
"""The variables that upstream reads at 17bc3917 and that are settings, with their arguments."""

GRACE = 120


def environment() -> Neuronpedia:
    made = current(app_config=AppConfig(graph_bucket="graphs"))
    made.add_graph("g", model="gemma-2-2b").with_(A100)
    made.add_nla("n").with_(A100)
    made.add_sparsity()
    return made


@pytest.fixture(scope="module")
def made() -> list[Manifest]:
    return synthesized(environment())


@pytest.mark.parametrize("name", STARTS)
def test_it_starts_in_its_folder_and_listens_at_its_port(made: list[Manifest], name: str) -> None:
    (main,) = pod(named(made, "Deployment", name))["containers"]
    folder, application, port = STARTS[name]
    assert main["workingDir"] == folder
    assert main["command"] == ["python", "-m", "uvicorn", application]
    # An empty host is every address, of IPv4 and of IPv6.
    assert main["args"][:4] == ["--host", "", "--port", str(port)]
    assert [entry["containerPort"] for entry in main["ports"]] == [port]
    (entry,) = named(made, "Service", name)["spec"]["ports"]
    assert entry["port"] == port


@pytest.mark.parametrize("name", STARTS)
def test_a_request_that_runs_may_end(made: list[Manifest], name: str) -> None:
    spec = pod(named(made, "Deployment", name))
    assert spec["terminationGracePeriodSeconds"] == GRACE
    liveness = spec["containers"][0]["livenessProbe"]
    assert liveness["periodSeconds"] * liveness["failureThreshold"] > GRACE


@pytest.mark.parametrize("config", READ, ids=lambda config: config.__name__)
def test_every_setting_of_upstream_has_its_argument(config: type[Config]) -> None:
    declared = {variable.name: argument for argument, variable in config.declared().items()}
    libraries = {name for name in declared if name.startswith("HF_HUB_")}
    assert {name: declared[name] for name in declared.keys() - libraries} == {**READ[config], **SENTRY}


@pytest.mark.parametrize("name", STARTS)
def test_it_is_told_nothing_that_has_no_place(made: list[Manifest], name: str) -> None:
    (main,) = pod(named(made, "Deployment", name))["containers"]
    reader = main["name"]
    (config,) = (found for found in READ if found.reader == reader)
    places = {variable.name for variable in config.declared().values()}
    places |= {entry for group in absent()[reader] for entry in group["variables"]}
    places |= {variable.read_as[reader] for variable in SECRET_VARIABLES if reader in variable.read_as}
    told = {*variables(main), *named(made, "ConfigMap", f"{name}-config")["data"]}
    # What the base image, PyTorch and vLLM read, rather than the server.
    common = {"DO_NOT_TRACK", "HF_HUB_DISABLE_TELEMETRY", "USER"}
    if reader == "nla":
        common |= {"VLLM_NO_USAGE_STATS", "VLLM_USE_FLASHINFER_SAMPLER"}
    assert told - places == common


@pytest.mark.parametrize(("kind", "longest"), [("graph", 50), ("nla", 52)])
def test_the_longest_name_is_as_long_as_it_is_said(kind: str, longest: int) -> None:
    adding: dict[str, Any] = {"graph": {"model": "gemma-2-2b"}, "nla": {}}
    for length in (longest, longest + 1):
        made = current(app_config=AppConfig(graph_bucket="graphs"))
        getattr(made, f"add_{kind}")("i" * length, **adding[kind]).with_(A100)
        assert codes(made) == (["instance.too-long"] if length > longest else [])
