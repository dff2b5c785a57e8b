"""What the services are told: each argument becomes a variable as its service parses it, and wrong ones are refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import AppConfig, AutointerpConfig, InferenceConfig, SecretKey
from neuronpedia_constructs.configuration.variables import Config
from neuronpedia_constructs.environment.synthesis import find_problems
from tests.cases.wrong_configurations import CASES, DSN, EXTRA, SECRETS, SENTRY, URL, USELESS, configured
from tests.cases.wrong_environments import CPU_MODEL
from tests.conftest import run_app
from tests.support import lines
from tests.support.building import (
    ROOT,
    Manifest,
    containers,
    doubts,
    named,
    pod_template,
    synthesized,
    variables,
    workloads,
)
from tests.support.programs import starts_programs
from tools import configuration_reference

USER, OTHER = "clkht01d40000jv08hvalcvly", "cljj57d3c000076ei38vwnv35"
PUBLISHERS = f"clsxqq2xd0000vvp2k5itlhqj,{USER},cljqfoqm1000776wmbr1f5mux,{OTHER}"
"""The users under whose ids Neuronpedia's public data set is written."""

RENDERED: dict[type[Config], dict[str, tuple[Any, ...]]] = {
    AppConfig: {
        "enable_signin": ("NEXT_PUBLIC_ENABLE_SIGNIN", False, "false", "true"),
        "demo_mode": ("NEXT_PUBLIC_DEMO_MODE", True, "true", "false"),
        "contact_email_address": ("NEXT_PUBLIC_CONTACT_EMAIL_ADDRESS", "me@example.org", "me@example.org"),
        "enable_rate_limiter": ("ENABLE_RATE_LIMITER", True, "true", "false"),
        "kv_rest_api_url": ("KV_REST_API_URL", URL, URL),
        "enable_vercel_analytics": ("ENABLE_VERCEL_ANALYTICS", True, "true", "false"),
        "nextauth_url_internal": ("NEXTAUTH_URL_INTERNAL", "http://localhost:3000", "http://localhost:3000"),
        "default_release_name": ("NEXT_PUBLIC_DEFAULT_RELEASE_NAME", "gemma-scope", "gemma-scope"),
        "default_model_id": ("NEXT_PUBLIC_DEFAULT_MODELID", "gemma-2-2b", "gemma-2-2b"),
        "default_source_set": ("NEXT_PUBLIC_DEFAULT_SOURCESET", "res-16k", "res-16k"),
        "default_source": ("NEXT_PUBLIC_DEFAULT_SOURCE", "0-res-16k", "0-res-16k"),
        "default_steer_model": ("NEXT_PUBLIC_DEFAULT_STEER_MODEL", "gemma-2-2b-it", "gemma-2-2b-it"),
        "steer_force_allow_instruct_models": ("NEXT_PUBLIC_STEER_FORCE_ALLOW_INSTRUCT_MODELS", ["a", "b-it"], "a,b-it"),
        "search_topk_max_char_length": ("NEXT_PUBLIC_SEARCH_TOPK_MAX_CHAR_LENGTH", 2000, "2000"),
        "default_creator_user_id": ("DEFAULT_CREATOR_USER_ID", OTHER, OTHER, USER),
        "inference_activation_user_id": ("INFERENCE_ACTIVATION_USER_ID", OTHER, OTHER, "cljgamm90000076zdchicy6zj"),
        "public_activations_user_ids": ("PUBLIC_ACTIVATIONS_USER_IDS", (USER,), USER, PUBLISHERS),
        "email_sending_provider": ("EMAIL_SENDING_PROVIDER", "smtp", "smtp"),
        "smtp_server_host": ("SMTP_SERVER_HOST", "smtp.example.org", "smtp.example.org"),
        "smtp_server_port": ("SMTP_SERVER_PORT", 65535, "65535"),
        "aws_region": ("AWS_REGION", "eu-central-1", "eu-central-1"),
        "embedding_provider": ("EMBEDDING_PROVIDER", "azure", "azure"),
        "azure_openai_endpoint": ("AZURE_OPENAI_ENDPOINT", f"{URL}/openai", f"{URL}/openai"),
        "github_id": ("GITHUB_ID", "Iv1.1", "Iv1.1"),
        "google_client_id": ("GOOGLE_CLIENT_ID", "1.apps", "1.apps"),
        "apple_client_id": ("APPLE_CLIENT_ID", "org.example", "org.example"),
        "autointerp_server": ("AUTOINTERP_SERVER", URL, URL),
        "use_localhost_inference": ("USE_LOCALHOST_INFERENCE", True, "true", "false"),
        "localhost_inference_host_override": ("LOCALHOST_INFERENCE_HOST_OVERRIDE", "http://m:5002", "http://m:5002"),
        "use_localhost_graph": ("USE_LOCALHOST_GRAPH", True, "true", "false"),
        "localhost_graph_host_override": ("LOCALHOST_GRAPH_HOST_OVERRIDE", "http://g:5004", "http://g:5004"),
        "use_localhost_nla": ("USE_LOCALHOST_NLA", True, "true"),
        "localhost_nla_host_override": ("LOCALHOST_NLA_HOST_OVERRIDE", "http://10.0.0.1:5009", "http://10.0.0.1:5009"),
        "sparsity_server": ("SPARSITY_SERVER", URL, URL),
        "sentry_dsn": ("SENTRY_DSN", DSN, DSN),
        "public_sentry_dsn": ("NEXT_PUBLIC_SENTRY_DSN", DSN, DSN),
        "sentry_traces_sample_rate": ("SENTRY_TRACES_SAMPLE_RATE", 0.1, "0.1"),
    },
    InferenceConfig: {
        "lens_token_limit": ("LENS_TOKEN_LIMIT", 512, "512"),
        "request_lock_timeout": ("REQUEST_LOCK_TIMEOUT", 60, "60"),
        "model_from_pretrained_kwargs": (
            "MODEL_FROM_PRETRAINED_KWARGS",
            {"b": True, "a": [1]},
            '{"a": [1], "b": true}',
        ),
        "vllm_gpu_memory_utilization": ("VLLM_GPU_MEMORY_UTILIZATION", 0.7, "0.7"),
        "max_tokens": ("MAX_TOKENS", 2048, "2048"),
        "max_concurrent_requests": ("MAX_CONCURRENT_REQUESTS", 4, "4"),
        "max_num_batched_tokens": ("MAX_NUM_BATCHED_TOKENS", 512, "512"),
        "transient_budget_mib": ("TRANSIENT_BUDGET_MIB", 1024, "1024"),
        "generation_only": ("GENERATION_ONLY", False, "false"),
        "vllm_cudagraph_capture_sizes": ("VLLM_CUDAGRAPH_CAPTURE_SIZES", [1, 8], "1,8"),
        "vllm_use_flashinfer_sampler": ("VLLM_USE_FLASHINFER_SAMPLER", True, "1"),
        "jlens_gpu_budget_gib": ("JLENS_GPU_BUDGET_GIB", 2.5, "2.5"),
        **SENTRY,
        "jlens_skip": ("JLENS_SKIP", False, "false"),
        "jlens_source": ("JLENS_SOURCE", "/lens", "/lens"),
        "jlens_dataset": ("JLENS_DATASET", "wikitext", "wikitext"),
        "jlens_hf_repo": ("JLENS_HF_REPO", "example/lens", "example/lens"),
        "jlens_hf_path": ("JLENS_HF_PATH", "a/lens.pt", "a/lens.pt"),
        "neuronpedia_model_id": ("NEURONPEDIA_MODEL_ID", "gpt2-small", "gpt2-small"),
        "hf_hub_offline": ("HF_HUB_OFFLINE", True, "1"),
        "hf_hub_enable_hf_transfer": ("HF_HUB_ENABLE_HF_TRANSFER", False, "0"),
    },
    AutointerpConfig: {**SENTRY, "hf_hub_offline": ("HF_HUB_OFFLINE", False, "0")},
}
"""Of every argument: its variable, a value, how the service parses it, and likewise the default, if there is one."""

OPPOSITE = {"true": "false", "false": "true", "1": "0", "0": "1"}

OWN: dict[type[Config], dict[str, str]] = {
    AppConfig: {
        "AUTOINTERP_SERVER": "http://autointerp:5003",
        "NEXTAUTH_URL": "https://neuronpedia.example.org",
        "NEXT_PUBLIC_URL": "https://neuronpedia.example.org",
        "USE_LOCALHOST_AUTOINTERP": "false",
    },
    InferenceConfig: lines.told(CPU_MODEL, "current"),
    AutointerpConfig: {"HF_HOME": "/cache/huggingface", "HOME": "/tmp", "USER": "neuronpedia"},
}
"""What the library itself tells a service, beside its configuration."""


def told(app: App, config: Config) -> tuple[dict[str, str], dict[str, Manifest]]:
    """What a service reads as text, and what it reads from Secrets."""
    kind, name, config_map = {
        AppConfig: ("Deployment", "webapp", "app-config"),
        InferenceConfig: ("Deployment", "m-inference", "m-inference-config"),
        AutointerpConfig: ("Deployment", "autointerp", None),
    }[type(config)]
    manifests = synthesized(configured(app, config))
    *_, container = containers(named(manifests, kind, name))
    found = variables(container)
    references = {name: entry["valueFrom"]["secretKeyRef"] for name, entry in found.items() if "valueFrom" in entry}
    if config_map:
        return named(manifests, "ConfigMap", config_map)["data"], references
    return {name: entry["value"] for name, entry in found.items() if "value" in entry}, references


@pytest.mark.parametrize("kind", RENDERED)
def test_each_argument_becomes_a_variable(app: App, kind: type[Config]) -> None:
    table = RENDERED[kind]
    # Which points are read excludes a server of models on a CPU, as the one here.
    assert table.keys() == kind.declared().keys() - {"static_points"}
    texts, _ = told(app, kind(**{argument: value for argument, (_, value, *_) in table.items()}))
    assert texts == {**OWN[kind], **{name: text for name, _, text, *_ in table.values()}}
    assert doubts(app) == ()


@pytest.mark.parametrize("kind", [AppConfig, InferenceConfig, AutointerpConfig])
def test_yes_and_no_are_the_words_that_the_service_knows(app: App, kind: type[Config]) -> None:
    table = {argument: row for argument, row in RENDERED[kind].items() if isinstance(row[1], bool)}
    table.pop("generation_only", None)  # It needs vLLM.
    opposite: dict[str, Any] = {argument: not value for argument, (_, value, *_) in table.items()}
    texts, _ = told(app, kind(**opposite))
    assert [texts[name] for name, *_ in table.values()] == [OPPOSITE[text] for _, _, text, *_ in table.values()]


@pytest.mark.parametrize("kind", RENDERED)
def test_defaults_are_told_and_none_leaves_a_variable_out(app: App, kind: type[Config]) -> None:
    defaults = {name: default[0] for name, _, _, *default in RENDERED[kind].values() if default}
    assert told(app, kind())[0] == {**OWN[kind], **defaults}
    nothing: dict[str, Any] = dict.fromkeys(RENDERED[kind])
    assert told(App(), kind(**nothing))[0] == OWN[kind]


@pytest.mark.parametrize(
    ("configs", "reader"),
    [
        ((AppConfig(demo_mode=True), InferenceConfig(), InferenceConfig()), "webapp"),
        ((AppConfig(extra={"NEWER": "1"}), InferenceConfig(), InferenceConfig()), "webapp"),
        ((AppConfig(), InferenceConfig(jlens_skip=True), InferenceConfig()), "m-inference"),
    ],
)
def test_a_change_restarts_its_readers_and_no_others(configs: tuple[Config, ...], reader: str) -> None:
    def templates(*configs: Config) -> dict[str, Manifest]:
        found = workloads(synthesized(configured(App(), *configs)))
        return {workload["metadata"]["name"]: pod_template(workload) for workload in found}

    before, after = templates(AppConfig(), InferenceConfig(), InferenceConfig()), templates(*configs)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == {reader}
    assert before[reader]["spec"] == after[reader]["spec"]  # so its checksum is what has changed


@pytest.mark.parametrize("what", CASES)
def test_what_is_wrong_is_named_and_nothing_else_is(app: App, what: str) -> None:
    case, fix = CASES[what]
    case.build(app)
    (found,) = find_problems(app)
    assert (found.construct, found.field) == (case.construct, case.field)
    assert case.given in found.cause
    assert found.allowed
    assert found.fix
    assert fix in found.fix
    assert "hunter2" not in str(found)


@pytest.mark.parametrize("argument", USELESS)
def test_what_nothing_reads_is_a_warning(argument: str) -> None:
    for config in USELESS[argument]:
        app = App()
        configured(app, config)
        (found,) = doubts(app)
        assert found.field == f"{config.title} {argument}"
        assert find_problems(app) == ()
        assert found.code == "configuration.value-unused"


@pytest.mark.parametrize(("config", "keys"), SECRETS)
def test_secrets_that_an_argument_needs_are_required(app: App, config: AppConfig, keys: set[str]) -> None:
    own = {"AUTOINTERP_SERVER_SECRET", "GRAPH_ADMIN_BROWSE_KEY", "INFERENCE_SERVER_SECRET", "NEXTAUTH_SECRET"}
    _, references = told(app, config)
    required = {name for name, reference in references.items() if not reference.get("optional")}
    assert required == own | {"POSTGRES_URL"} | keys


@pytest.mark.parametrize("config", EXTRA, ids=lambda config: config.title)
def test_extra_variables_are_told_as_they_are(app: App, config: Config) -> None:
    texts, references = told(app, config)
    for name, value in config.extra.items():
        if isinstance(value, SecretKey):
            assert references[name] == {"name": value.secret, "key": value.key}
        else:
            assert texts[name] == value


def test_what_the_image_froze_is_marked() -> None:
    """Of a variable that Next.js writes into its bundles, the value of the build is what counts."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    frozen = [declared for declared in AppConfig.declared().values() if declared.name.startswith("NEXT_PUBLIC_")]
    assert len(frozen) > 5
    for declared in frozen:
        assert declared.build_time
        assert f"`{declared.name}`, build time" in text


def test_the_document_is_what_the_classes_say() -> None:
    written = configuration_reference.DOCUMENT.read_text(encoding="utf-8")
    assert written == configuration_reference.document(), "docs/configuration.md is stale: run `make docs`"


@starts_programs
def test_the_example_of_the_document_is_synthesized(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", configuration_reference.document(), flags=re.DOTALL)
    result = run_app(example, tmp_path)
    assert result.returncode == 0, result.stderr
