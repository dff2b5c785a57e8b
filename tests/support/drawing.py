"""What random environments consist of: names, addresses, configurations, sources of secrets, models."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st

from neuronpedia_constructs import (
    AppConfig,
    ClusterSecrets,
    ExternalSecrets,
    Model,
    SaePaging,
)
from neuronpedia_constructs.configuration.secrets.variables import SECRET_VARIABLES
from neuronpedia_constructs.configuration.servers import values as server_values
from neuronpedia_constructs.configuration.variables import Config
from neuronpedia_constructs.models.sizing.architectures import find_repository
from neuronpedia_constructs.models.sizing.sae_sets import known_sets
from neuronpedia_constructs.upstream.lines import find_line
from neuronpedia_constructs.validation import texts, values


def named(longest: int) -> st.SearchStrategy[str]:
    """Names of objects: built, which is much faster than drawing from an expression."""
    first, others = st.sampled_from(string.ascii_lowercase), string.ascii_lowercase + string.digits + "-"
    return st.builds(lambda one, more: (one + more).rstrip("-"), first, st.text(others, max_size=longest - 1))


label, instance = named(22), named(32)


host = st.lists(label, min_size=2, max_size=3).map(".".join).filter(lambda name: not name[-1].isdigit())


port = st.integers(1, 65535)


words = st.text(string.ascii_letters + string.digits + "_.-", min_size=1, max_size=12)


url = st.builds(
    lambda scheme, name, number: f"{scheme}://{name}" + (f":{number}" if number else ""),
    st.sampled_from(["http", "https"]),
    host,
    st.none() | port,
)


issued = [variable.name for variable in SECRET_VARIABLES if variable.may_be_issued]


VALUES: dict[type, Any] = {
    values.Boolean: lambda type_: st.booleans(),
    texts.Text: lambda type_: words,
    texts.Identifier: lambda type_: st.from_regex(r"[a-z_][a-z0-9_-]{0,20}", fullmatch=True).filter(type_.accepts),
    texts.Host: lambda type_: host,
    texts.Folder: lambda type_: words.map(lambda word: f"/{word}"),
    texts.Email: lambda type_: st.builds("{}@{}".format, words, host),
    texts.Url: lambda type_: st.just(type_.example) if type_.with_key else url,
    values.OneOf: lambda type_: st.sampled_from(type_.options),
    values.Number: lambda type_: st.integers(type_.minimum, type_.maximum or 10_000),
    values.Fraction: lambda type_: st.floats(type_.minimum, type_.maximum),
    values.Words: lambda type_: st.lists(words, min_size=1, max_size=3),
    server_values.Sizes: lambda type_: st.lists(st.integers(1, 512), min_size=1, max_size=4),
    server_values.Budget: lambda type_: st.sampled_from(["auto", "off", 2, 0.5]),
    values.Json: lambda type_: st.dictionaries(words, st.integers() | words | st.booleans(), max_size=2),
}


FITTED = {"generation_only", "lens_token_limit", "max_tokens", "static_points", "vllm_gpu_memory_utilization"}
"""Arguments whose values have to fit the model."""


@st.composite
def config(draw: st.DrawFn, of: type[Config], upstream: str) -> Config:
    """A configuration with some of its arguments, and with what those need."""
    unread = find_line(upstream).unread.get(of.reader, frozenset())
    declared = {name: found for name, found in of.declared().items() if name not in FITTED and found.name not in unread}
    given = {
        argument: draw(VALUES[type(declared[argument].type)](declared[argument].type))
        for argument in draw(st.lists(st.sampled_from(sorted(declared)), unique=True, max_size=8))
    }
    if of is AppConfig:
        for argument, needed, value in (
            ("kv_rest_api_url", "enable_rate_limiter", True),
            ("smtp_server_host", "email_sending_provider", "smtp"),
            ("azure_openai_endpoint", "embedding_provider", "azure"),
            ("localhost_inference_host_override", "use_localhost_inference", True),
            ("localhost_graph_host_override", "use_localhost_graph", True),
            ("localhost_nla_host_override", "use_localhost_nla", True),
        ):
            if given.get(needed) == value and argument not in given:
                given[argument] = declared[argument].type.example
    extra = draw(st.dictionaries(st.from_regex(r"NEW_[A-Z]{1,8}_ON", fullmatch=True), words, max_size=2))
    return of(**given, extra=extra)


sources = st.one_of(
    st.builds(ClusterSecrets, app=st.sampled_from(["app-secrets", "np-app"])),
    st.builds(
        ExternalSecrets,
        store=label,
        kind=st.sampled_from(["SecretStore", "ClusterSecretStore"]),
        path=st.lists(label, min_size=1, max_size=3).map("/".join),
        optional=st.lists(st.sampled_from(issued), unique=True, max_size=4).map(tuple),
    ),
)


@st.composite
def own_model(draw: st.DrawFn, upstream: str) -> Model:
    """A model of one's own, of an architecture that is known or of none."""
    current = upstream == "current"
    key = draw(st.sampled_from(["gpt2-small", "gemma-2-2b", "gemma-2-9b-it", "qwen3-4b", "mine/unheard-of"]))
    sets = known_sets(key) or ("a", "b")
    # The legacy line knows some of them by a short name, too.
    model_id = (find_repository(key) or key) if current or draw(st.booleans()) else key
    device = draw(st.sampled_from(["cpu", "cuda"]))
    of_line: dict[str, Any] = {}
    if current:
        of_line["backend"] = draw(st.sampled_from(["auto", "eager"]))
    if current and device == "cuda":
        of_line["sae_paging"] = draw(st.sampled_from([None, SaePaging(), SaePaging(gpu_gib=2, pinned_host_gib=4)]))
    return Model(
        draw(label),
        model_id=model_id,
        device=device,
        sae_sets=draw(st.lists(st.sampled_from(sets), min_size=0 if current else 1, max_size=3, unique=True)),
        include_sae=draw(st.sampled_from([(), ("^[0-9]+-",)])),
        exclude_sae=draw(st.sampled_from([(), ("^no-such",)])),
        # vLLM refuses Gemma in float16.
        model_dtype=draw(st.sampled_from(["bfloat16", "float32"] if current else ["bfloat16", "float16", "float32"])),
        sae_dtype=draw(st.sampled_from([None, "float16", "float64"])),
        # On the current line, something must be left to generate.
        token_limit=draw(st.integers(1, 1000 if current else 1024)),
        max_loaded_saes=draw(st.integers(1, 500)),
        gated=draw(st.sampled_from([None, True])),
        public=draw(st.booleans()),
        **of_line,
    )
