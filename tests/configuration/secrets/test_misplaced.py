"""A secret in the wrong place is refused, wherever that is, and not repeated."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from typing import Any

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

import neuronpedia_constructs as np
from neuronpedia_constructs import AppConfig, InferenceConfig, Neuronpedia, WorkloadDraft, find_problems, models
from neuronpedia_constructs.configuration.secrets.decisions import Given, Values
from neuronpedia_constructs.configuration.secrets.literals import literal_problems
from neuronpedia_constructs.draft.kubernetes.bridge import Manifest
from neuronpedia_constructs.draft.rules.objects.places import as_text
from neuronpedia_constructs.validation.problems import Problem
from tests.support.building import bare, small
from tests.support.manifests import config_map, with_container
from tests.support.own_mixins import DraftChange, Variable

CANARY = f"canary{token_hex(12)}"
TOKEN = f"hf_{CANARY}"


def found_in(made: Manifest) -> list[Problem]:
    return list(literal_problems(made, as_text(made)))


def inference(app: App, config: InferenceConfig) -> None:
    bare(app).add_inference("gpt2-small", config=config).with_(models.get("gpt2-small"), np.CPU_STANDARD)


def redis(url: str) -> Callable[[App], Neuronpedia]:
    return lambda app: small(app, app_config=AppConfig(enable_rate_limiter=True, kv_rest_api_url=url))


def extra(name: str, value: Any) -> Callable[[App], Neuronpedia]:
    return lambda app: small(app, app_config=AppConfig(extra={name: value}))


def changed(change: Callable[[WorkloadDraft], object]) -> Callable[[App], object]:
    return lambda app: small(app).webapp.with_(DraftChange(change))


def probe(authorization: str) -> k8s.Probe:
    header = k8s.HttpHeader(name="Authorization", value=authorization)
    port = k8s.IntOrString.from_string("http")
    return k8s.Probe(http_get=k8s.HttpGetAction(path="/", port=port, http_headers=[header]))


def variable(name: str, value: str) -> Callable[[App], object]:
    return lambda app: small(app).webapp.with_(Variable(name, value))


LITERALS: dict[str, Callable[[App], object]] = {
    "AppConfig": extra("OPENAI_API_KEY", CANARY),
    "AppConfig, not ours": extra("MY_SERVICE_TOKEN", CANARY),
    "AutointerpConfig": lambda app: small(app, autointerp_config=np.AutointerpConfig(extra={"SECRET": CANARY})),
    "InferenceConfig": lambda app: inference(app, InferenceConfig(extra={"HF_TOKEN": CANARY})),
    "token of a library": lambda app: inference(app, InferenceConfig(model_from_pretrained_kwargs={"token": CANARY})),
    "mixin": variable("HF_TOKEN", CANARY),
    "mixin, not ours": variable("MY_API_KEY", CANARY),
    "address in a mixin": variable("MY_DATABASE", f"postgresql://me:{CANARY}@db/np"),
    "address in AppConfig": extra("MY_CACHE", f"redis://:{CANARY}@cache"),
    "address of an argument": redis(f"https://me:{CANARY}@redis.example.org"),
    "public address": lambda app: small(app, url=f"https://me:{CANARY}@np.example.org"),
    "password with a quote": redis(f"https://me:it's{CANARY}@redis.example.org"),
    "password with a space": redis(f"https://me:a {CANARY}@redis.example.org"),
    "password with a slash": extra("MY_CACHE", f"redis://me:a/{CANARY}@cache"),
    "token in a query": redis(f"https://redis.example.org?_token={CANARY}"),
    "no text": extra("MY_SERVICE_TOKEN", CANARY.encode()),
    "secrets in place of a source": lambda app: small(app, secrets={"OPENAI_API_KEY": CANARY}),
    "secrets in place of AppConfig": lambda app: small(app, app_config={"OPENAI_API_KEY": CANARY}),
    "PGPASSWORD": variable("PGPASSWORD", CANARY),
    "nested in options of a library": lambda app: inference(
        app, InferenceConfig(model_from_pretrained_kwargs={"hub": {"headers": [{"api-key": CANARY}]}})
    ),
    "token nested there, under any name": lambda app: inference(
        app, InferenceConfig(model_from_pretrained_kwargs={"hub": [{"greeting": f"use {TOKEN} here"}]})
    ),
    "within a longer text": extra("GREETING", f"the token is {TOKEN}, keep it"),
    "in the path of a URL": extra("HUB", f"https://hub.example.org/{TOKEN}/models"),
    "in camel case": extra("apiKey", CANARY),
    "as PWD": variable("MY_PWD", CANARY),
    "as PW": variable("DB_PW", CANARY),
    "argument": changed(lambda draft: setattr(draft.main, "args", ("--api-key", CANARY))),
    "argument with a sign": changed(lambda draft: setattr(draft.main, "args", (f"--db-password={CANARY}",))),
    "command": changed(lambda draft: setattr(draft.main, "command", ("sh", "-c", f"login {TOKEN}"))),
    "annotation": changed(lambda draft: draft.annotations.update(note=f"hidden: {TOKEN}")),
    "header of a probe": changed(
        lambda draft: setattr(draft.main, "readiness_probe", probe(f"Bearer {CANARY}")),
    ),
    "ConfigMap of a mixin": changed(lambda draft: draft.config_maps.update(more={"a.json": f'{{"k": "{TOKEN}"}}'})),
    "private key": changed(
        lambda draft: draft.config_maps.update(more={"a.pem": f"-----BEGIN EC PRIVATE KEY-----\n{CANARY}"})
    ),
    "annotation of a route": lambda app: small(app, route=np.IngressRoute(annotations={"a": f"x {TOKEN}"})),
    "annotation of everything": lambda app: small(app).with_(np.Annotations({"a": TOKEN}, kinds=["Namespace"])),
}

FINE = {
    "GREETING": "ask for a key",
    "PATTERN": "task-sk-12",
    "HUB": "https://hub.example.org:8443/a@b",
    "PAD_TOKEN": "<pad>",
    "MAX_NEW_TOKENS": "200",
    "PWD": "/app",
    "COMPAT": "1",
    "TOKENIZER": "gpt2",
}
"""Variables that only resemble secrets."""


@pytest.mark.parametrize("name", FINE)
def test_what_only_resembles_one_is_none(name: str) -> None:
    env = [{"name": name, "value": FINE[name]}]
    assert not list(found_in(with_container(env=env, args=[f"--{name.lower()}", FINE[name]])))
    assert not list(found_in(config_map({name: FINE[name]})))


def test_a_reference_is_none() -> None:
    made = with_container(args=["--api-key=$(API_KEY)", "--token", "$(TOKEN)", "postgres://me:$(PASSWORD)@db/np"])
    assert not list(found_in(made))


@pytest.mark.parametrize("where", LITERALS)
def test_in_the_wrong_place_it_is_refused_and_not_repeated(app: App, where: str) -> None:
    LITERALS[where](app)
    (problem,) = find_problems(app)
    with pytest.raises(np.InvalidAppError) as caught:
        app.synth_yaml()
    assert CANARY not in f"{problem} {problem!r} {caught.value} {caught.value!r}"


def test_what_holds_values_does_not_show_them() -> None:
    values = {"HF_TOKEN": CANARY}
    data = {"app-secrets": values}
    for made in (Given(values, data, values), Values(data=data)):
        assert CANARY not in f"{made} {made!r} {[made]}"
