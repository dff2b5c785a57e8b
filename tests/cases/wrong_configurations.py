"""Configurations as data: wrong ones and how the complaint names them, doubtful ones, and those that need secrets."""

from __future__ import annotations

import re
from typing import Any

from cdk8s import App

from neuronpedia_constructs import AppConfig, AutointerpConfig, InferenceConfig, Neuronpedia, SecretKey
from neuronpedia_constructs.configuration.variables import Config, reserved
from tests.rules.connections import URLS
from tests.support.building import bare

from .wrong_environments import CPU_MODEL, Case

URL = "https://server.example.org"
DSN = "https://key@sentry.example.org/1"

SENTRY = {
    "sentry_dsn": ("SENTRY_DSN", DSN, DSN),
    "sentry_environment": ("SENTRY_ENVIRONMENT", "production", "production"),
    "sentry_release": ("SENTRY_RELEASE", "v1.4.2", "v1.4.2"),
    "sentry_traces_sample_rate": ("SENTRY_TRACES_SAMPLE_RATE", 0.5, "0.5"),
    "sentry_profiles_sample_rate": ("SENTRY_PROFILES_SAMPLE_RATE", 0, "0"),
}
"""The arguments of every Python server, as they are and as they are written."""


def configured(app: App, *configs: Config) -> Neuronpedia:
    """An environment whose services have these configurations; m and n are its inference servers."""
    names = {AppConfig: "app_config", AutointerpConfig: "autointerp_config"}
    own: dict[str, Any] = {names[type(config)]: config for config in configs if type(config) in names}
    environment = bare(app, **own)
    servers = (config for config in configs if isinstance(config, InferenceConfig))
    for instance, config in zip("mn", servers, strict=False):
        environment.add_inference(instance, config=config).with_(CPU_MODEL)
    return environment


def wrong(config: Config, field: str, given: str) -> Case:
    """A configuration with one argument that is wrong."""
    construct = "m-inference" if isinstance(config, InferenceConfig) else "Neuronpedia"
    return Case(lambda app: configured(app, config), construct, f"{type(config).__name__} {field}", given)


def shown(value: object) -> str:
    """The value as the complaint has it: without what may be secret."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: …' for key in value)}}}"
    return re.sub("([?]b=)c", r"\1…", re.sub("//.*@", "//…@", repr(value)))


VALUES: dict[tuple[type[Config], str], tuple[Any, ...]] = {
    (AppConfig, "enable_signin"): ("true", 1, "", []),
    (AppConfig, "contact_email_address"): ("team", "team@example", "Team <team@example.org>", "a@b.org,c@d.org", ""),
    (AppConfig, "nextauth_url_internal"): (
        *("server.example.org", "ftp://server.example.org", "https://", "https://a b.org", "https://a.org\n", "", 80),
        *("https://a.org/", "https://a.org?b=c", "https://a.org#b", "https://a.org:99999", "https://a.org/b/"),
        *("https://me:hunter2@a.org", "https://@a.org", "https://a.org:", "https://a.org/\x00"),
        *("https://a.org:0", "\x00https://a.org"),
    ),
    (AppConfig, "default_model_id"): ("", " ", "a\nb", "a\x00b", 3),
    (AppConfig, "steer_force_allow_instruct_models"): ("gemma-2-2b-it", ["a,b"], ["a b"], [""], [], [1], {"a"}, b"a"),
    (AppConfig, "search_topk_max_char_length"): (0, 1.5),
    (AppConfig, "default_creator_user_id"): ("",),
    (AppConfig, "enable_rate_limiter"): ("true", 1, {}),
    (AppConfig, "email_sending_provider"): ("sendmail", "SMTP", "", True, ["aws"]),
    (AppConfig, "embedding_provider"): ("cohere",),
    (AppConfig, "smtp_server_host"): ("smtp://a.org", "a.org:25", "a_b.org", ""),
    (AppConfig, "smtp_server_port"): (0, 70000, "25", 25.0, True),
    (AppConfig, "sentry_dsn"): ("https://a.org/1", "key@a.org/1", "https://key:hunter2@a.org/1", "https://key@a.org"),
    (AppConfig, "sentry_traces_sample_rate"): (1.5, -0.1, "0.5", True, float("nan")),
    (AppConfig, "use_localhost_graph"): ("true",),
    (InferenceConfig, "lens_token_limit"): (0, "1024"),
    (InferenceConfig, "request_lock_timeout"): (-1, 0.5),
    (InferenceConfig, "model_from_pretrained_kwargs"): ("{}", ["a"], {1: 2}, {"a": {1}}, {"a": float("nan")}),
    (InferenceConfig, "jlens_skip"): ("true",),
    (InferenceConfig, "jlens_source"): ("lens", ""),
    (InferenceConfig, "hf_hub_offline"): ("1", 1),
    (AutointerpConfig, "hf_hub_offline"): ("1",),
    (AutointerpConfig, "sentry_dsn"): ("",),
}


def whole(argument: str, config: object, given: str) -> Case:
    """No configuration, or that of another service."""
    return Case(lambda app: bare(app, **{argument: config}), "Neuronpedia", argument, given)  # type: ignore[arg-type]


WHOLE: dict[str, Case] = {
    "a text": whole("app_config", "x", "'x'"),
    "a class": whole("app_config", AppConfig, "<class 'neuronpedia_constructs"),
    "autointerp's": whole("app_config", AutointerpConfig(), "AutointerpConfig("),
    "the webapp's": whole("autointerp_config", AppConfig(), "AppConfig("),
    "the webapp's for a server": Case(
        lambda app: bare(app).add_inference("m", config=AppConfig()).with_(CPU_MODEL),  # type: ignore[arg-type]
        *("m-inference", "config", "AppConfig("),
    ),
}

TOGETHER: dict[str, Case] = {
    f"no {missing}": wrong(config, missing, "")
    for missing, config in {
        "kv_rest_api_url": AppConfig(enable_rate_limiter=True),
        "smtp_server_host": AppConfig(email_sending_provider="smtp"),
        "azure_openai_endpoint": AppConfig(embedding_provider="azure"),
        "localhost_inference_host_override": AppConfig(use_localhost_inference=True),
        "localhost_graph_host_override": AppConfig(use_localhost_graph=True),
        "localhost_nla_host_override": AppConfig(use_localhost_nla=True),
    }.items()
}
"""Arguments without which another one makes no sense."""

SECRETS: tuple[tuple[AppConfig, set[str]], ...] = (
    (AppConfig(), set()),
    (AppConfig(email_sending_provider="smtp", smtp_server_host="smtp.example.org"), set()),
    (AppConfig(email_sending_provider="resend"), {"RESEND_EMAIL_API_KEY"}),
    (AppConfig(email_sending_provider="aws"), {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}),
    (AppConfig(embedding_provider="openai"), {"OPENAI_API_KEY"}),
    (AppConfig(embedding_provider="azure", azure_openai_endpoint=URL), {"AZURE_OPENAI_API_KEY"}),
    (AppConfig(embedding_provider="openrouter"), {"OPENROUTER_API_KEY"}),
    (AppConfig(github_id="a"), {"GITHUB_SECRET"}),
    (AppConfig(google_client_id="a"), {"GOOGLE_CLIENT_SECRET"}),
    (AppConfig(apple_client_id="a"), {"APPLE_CLIENT_SECRET"}),
    (AppConfig(enable_rate_limiter=True, kv_rest_api_url=URL), {"KV_REST_API_TOKEN"}),
)
"""Secrets of others that an argument makes no sense without."""

USELESS: dict[str, tuple[Config, ...]] = {
    "kv_rest_api_url": (AppConfig(kv_rest_api_url=URL), AppConfig(kv_rest_api_url=URL, enable_rate_limiter=None)),
    "smtp_server_host": (
        AppConfig(smtp_server_host="a.org", email_sending_provider="resend", contact_email_address="np@a.org"),
    ),
    "smtp_server_port": (AppConfig(smtp_server_port=25),),
    "azure_openai_endpoint": (AppConfig(azure_openai_endpoint=URL),),
    "localhost_inference_host_override": (AppConfig(localhost_inference_host_override=URL),),
    "localhost_graph_host_override": (AppConfig(localhost_graph_host_override=URL),),
    "localhost_nla_host_override": (AppConfig(localhost_nla_host_override=URL, use_localhost_nla=False),),
    "jlens_source": (InferenceConfig(jlens_source="/lens", jlens_skip=True),),
    "jlens_dataset": (InferenceConfig(jlens_dataset="wikitext", jlens_skip=True),),
    "jlens_hf_repo": (InferenceConfig(jlens_hf_repo="neuronpedia/lens", jlens_skip=True),),
    "jlens_hf_path": (InferenceConfig(jlens_hf_path="lens.pt", jlens_skip=True),),
}
"""Arguments that nothing reads beside the others; only a warning."""


def refused(kind: type[Config], name: Any, value: Any, fix: str) -> tuple[Case, str]:
    """A variable that `extra` may not have."""
    return wrong(kind(extra={name: value}), "extra", repr(name)), fix


def not_a_text(kind: type[Config], value: Any) -> tuple[Case, str]:
    return wrong(kind(extra={"LIMIT": value}), "extra LIMIT", repr(value)), f'write it as "{value}"'


def literal(kind: type[Config], name: str, construct: str, where: str) -> tuple[Case, str]:
    """A secret's value, which would be in the manifest."""
    case = wrong(kind(extra={name: "hunter2"}), "", "")
    return case._replace(construct=construct, field=f"variable {name} {where}"), f'SecretKey("<secret>", "{name}")'


NOT_EXTRA: dict[str, tuple[Case, str]] = {
    "argument": refused(AppConfig, "SENTRY_DSN", DSN, "use the argument sentry_dsn"),
    "argument, with a reference": refused(
        InferenceConfig, "SENTRY_DSN", SecretKey("mine", "dsn"), "use the argument sentry_dsn"
    ),
    "of the url": refused(AppConfig, "NEXTAUTH_URL", URL, "set the url of the environment"),
    "of the library": refused(AppConfig, "PORT", "80", "the value that the library sets"),
    "old name": refused(AppConfig, "CONTACT_EMAIL_ADDRESS", "team@example.org", "use contact_email_address"),
    "read by nothing": refused(AppConfig, "USE_RUNPOD_GRAPH", "true", "the webapp does not read it"),
    "Vercel's": refused(AppConfig, "NEXT_PUBLIC_SITE_NAME_VERCEL_DEPLOY", "", "use demo_mode"),
    "of the model": refused(InferenceConfig, "MODEL_ID", "gpt2-small", "set it as an argument of the server's Model"),
    "of a mixin": refused(AutointerpConfig, "SSL_CERT_FILE", "/ca.pem", "CorporateCaCerts"),
    "bad name": refused(AppConfig, "MY VAR", "1", 'write it as "MY_VARIABLE"'),
    "no name": refused(AppConfig, 1, "1", 'write it as "MY_VARIABLE"'),
    "nothing": (wrong(AppConfig(extra={"LIMIT": None}), "extra LIMIT", "None"), "leave it out"),  # type: ignore[dict-item]
    "number": not_a_text(AppConfig, 3),
    "bool": not_a_text(InferenceConfig, True),
    "number of a container's": not_a_text(AutointerpConfig, 3),
    "secret": refused(AppConfig, "OPENAI_API_KEY", "hunter2", "put the value into the Secret app-secrets"),
    "empty secret": refused(AppConfig, "OPENAI_API_KEY", "", "put the value into the Secret app-secrets"),
    "secret of a model": refused(InferenceConfig, "HF_TOKEN", SecretKey("mine", "token"), "Secret inference-secrets"),
    "public secret": refused(InferenceConfig, "SECRET", "public", "put the value into the Secret app-secrets"),
    "what looks like one": literal(InferenceConfig, "NEW_TOKEN", "m-inference", "in ConfigMap m-inference-config"),
    "secret of a container's": literal(AutointerpConfig, "NEW_API_KEY", "autointerp", "of container autointerp"),
}
"""What `extra` may not have, with a part of the fix."""

EXTRA_THAT_IS_NONE: tuple[Any, ...] = ("A=1", ["A"], None)
NO_EXTRA = {
    f"{kind.__name__} extra={value!r}": (wrong(kind(extra=value), "extra", f"a {type(value).__name__}"), "MY_VARIABLE")
    for kind in (AppConfig, InferenceConfig)
    for value in EXTRA_THAT_IS_NONE
}
"""What is no dictionary; whatever it is, it may hold a secret."""

CASES: dict[str, tuple[Case, str]] = {
    **NO_EXTRA,
    **{
        f"{kind.__name__} {argument}={value!r}": (wrong(kind(**{argument: value}), argument, shown(value)), argument)
        for (kind, argument), values in VALUES.items()
        for value in values
    },
    **{what: (case, "") for what, case in {**WHOLE, **TOGETHER}.items()},
    **NOT_EXTRA,
}
"""All of them, with a part of the fix."""

NEWER: dict[str, str | SecretKey] = {"NEWER": "1", "NEWER_KEY": SecretKey("mine", "key")}
EXTRA: tuple[Config, ...] = (
    AppConfig(extra={**NEWER, "ACTIVATIONS_SERVER": URL, "INFERENCE_RUNPOD_API_KEY": SecretKey("mine", "runpod")}),
    InferenceConfig(extra={**NEWER, "ENABLE_VLLM_MONITOR": "1", "VLLM_ENGINE_READY_TIMEOUT_S": "900"}),
    AutointerpConfig(extra=NEWER),
)
"""What it may have: what is not known here, and what is known to be of other versions."""

SET_BY_THE_LIBRARY = {
    "webapp": {"HOSTNAME", "NODE_OPTIONS", "PORT", "USE_LOCALHOST_AUTOINTERP", *URLS},
    "db-init": {*URLS},
    "postgres": {"PGDATA"},
    "inference": {
        *("FLASHINFER_WORKSPACE_BASE", "HF_HOME", "HOME", "HOME_DIR", "JLENS_CACHE_DIR", "NUM_GPUS"),
        *("TRITON_CACHE_DIR", "VLLM_CACHE_ROOT", "VLLM_CONFIG_ROOT"),
    },
    "autointerp": {"HF_HOME", "HOME"},
}
NEVER_SET = {
    service: {name for name, fix in reserved(service).items() if not fix.startswith(("set ", "use the mixin "))} - own
    for service, own in SET_BY_THE_LIBRARY.items()
}
"""What no service is ever told: what `extra` may not have, but what a mixin or the library itself sets."""
