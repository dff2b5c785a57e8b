"""Where the values of secrets come from: each source refers to the same keys, in its own way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from cdk8s import App

import neuronpedia_constructs as np
from neuronpedia_constructs import ClusterSecrets, DevelopmentSecrets, ExternalSecrets
from neuronpedia_constructs.configuration.secrets.variables import SECRET_VARIABLES
from tests.rules.connections import URLS, expanded
from tests.support.building import (
    Manifest,
    as_yaml,
    containers,
    named,
    pod,
    small,
    synthesized,
    variables,
)
from tests.support.schema import checker
from tests.support.secrets import (
    CHOICES,
    CHOSEN,
    OF_DATABASE,
    SOURCES,
    STORE,
    Reading,
    gated,
    operator,
    readings,
)

OF_CHOICES = {"AZURE_OPENAI_API_KEY", "GITHUB_SECRET", "RESEND_EMAIL_API_KEY"}


REGISTERED = ("ConfigMap", "register-inference")
"""The list of all servers, which is read anew every few minutes."""


def test_each_program_gets_the_keys_that_it_reads_and_no_others(app: App) -> None:
    found = readings(synthesized(small(app)))
    of_webapp = {reading for reading in found if reading.program == "webapp"}
    # A server demands the very key that the webapp sends to it; autointerp is handed the API keys with each request.
    clients = ("wait-for-postgres", "wait-for-schema", "mend", "db-index", "register-inference")
    assert found - of_webapp == {
        *(Reading(client, "PGPASSWORD", "db-credentials", "POSTGRES_PASSWORD") for client in clients),
        Reading("postgres", "POSTGRES_PASSWORD", "db-credentials", "POSTGRES_PASSWORD"),
        *(Reading(step, "POSTGRES_URL", "db-credentials", "POSTGRES_URL") for step in ("migrate", "db-init")),
        Reading("inference", "SECRET", "app-secrets", "INFERENCE_SERVER_SECRET"),
        Reading("inference", "HF_TOKEN", "inference-secrets", "HF_TOKEN", True),
        Reading("autointerp", "SECRET", "app-secrets", "AUTOINTERP_SERVER_SECRET"),
        Reading("autointerp", "HF_TOKEN", "inference-secrets", "HF_TOKEN", True),
    }
    required = {reading.key for reading in of_webapp if not reading.optional}
    assert required == CHOSEN | OF_DATABASE - {"POSTGRES_PASSWORD"}
    assert {reading.key for reading in of_webapp} - required == {
        *("ANTHROPIC_API_KEY", "APPLE_CLIENT_SECRET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        *("AZURE_OPENAI_API_KEY", "GEMINI_API_KEY", "GITHUB_SECRET", "GOOGLE_CLIENT_SECRET", "GRAPH_RUNPOD_SECRET"),
        *("GRAPH_SERVER_SECRET", "HF_TOKEN", "HIGHER_LIMIT_API_TOKENS", "KV_REST_API_TOKEN", "NLA_SERVER_SECRET"),
        *("OPENAI_API_KEY", "OPENROUTER_API_KEY", "RESEND_EMAIL_API_KEY", "SPARSITY_SERVER_SECRET"),
    }
    assert all(reading.variable == reading.key for reading in of_webapp)


def test_every_secret_variable_is_declared_once() -> None:
    assert len({variable.name for variable in SECRET_VARIABLES}) == len(SECRET_VARIABLES)


def test_other_names_of_the_secrets_in_a_cluster_rename_every_reference() -> None:
    names = {"app-secrets": "np-app", "db-credentials": "np-database", "inference-secrets": "np-inference"}
    given = gated(App(), secrets=ClusterSecrets(app="np-app", database="np-database", inference="np-inference"))
    usual = {reading._replace(secret=names[reading.secret]) for reading in readings(synthesized(gated(App())))}
    assert readings(synthesized(given)) == usual
    assert not [name for name in names if name in as_yaml(synthesized(given))]


MORE = {"GITHUB_SECRET", "HF_TOKEN"}
STORED: dict[str, tuple[Any, ExternalSecrets, dict[str, Any], set[str]]] = {
    "one model": (small, STORE, {}, set()),
    "more keys": (small, replace(STORE, optional=tuple(sorted(MORE))), {}, MORE),
    "a gated model": (gated, STORE, {}, {"HF_TOKEN"}),
    "settings that need keys": (small, STORE, {"app_config": CHOICES}, OF_CHOICES),
    "a store of the namespace": (small, replace(STORE, kind="SecretStore", refresh_interval="0s"), {}, set()),
}
"""Environments whose secrets are in a store, and the keys of others that they read."""


@pytest.fixture(params=STORED)
def stored(request: pytest.FixtureRequest, app: App) -> tuple[list[Manifest], set[str]]:
    build, source, arguments, keys_of_others = STORED[request.param]
    return synthesized(build(app, secrets=source, **arguments)), keys_of_others


def test_the_operator_makes_exactly_the_keys_that_are_read(stored: tuple[list[Manifest], set[str]]) -> None:
    found = readings(stored[0])
    made = {(secret, key) for secret, values in operator(stored[0]).items() for key in values}
    assert made == {(reading.secret, reading.key) for reading in found}
    assert {key for _, key in made} == CHOSEN | OF_DATABASE | stored[1]
    assert not any(reading.optional for reading in found), "the operator makes all keys or none"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source).__name__)
def test_adding_a_gated_model_changes_no_byte_of_what_is_there(source: np.SecretSource) -> None:
    before, after = (synthesized(build(App(), secrets=source, stage="local")) for build in (small, gated))
    kept = [found for found in before if (found["kind"], found["metadata"]["name"]) != REGISTERED]
    assert {as_yaml([manifest]) for manifest in kept} <= {as_yaml([manifest]) for manifest in after}


@pytest.mark.parametrize("password", ["plain", "p@ss w/rd+%:é", "%20", "a+b%2B", "{{ .X }}", "'\"\\$?#&=[]"])
def test_addresses_of_the_database_lead_back_to_what_was_given_once(app: App, password: str) -> None:
    database = np.Postgres(user="np-owner", database="np_data")
    manifests = synthesized(small(app, secrets=STORE, database=database))
    own = variables(next(containers(named(manifests, "StatefulSet", "postgres"))))
    assert (own["POSTGRES_USER"]["value"], own["POSTGRES_DB"]["value"]) == ("np-owner", "np_data")
    made = operator(manifests, password)["db-credentials"]
    assert made["POSTGRES_PASSWORD"] == password
    (webapp,) = pod(named(manifests, "Deployment", "webapp"))["containers"]
    told = expanded(webapp, {**dict.fromkeys(variables(webapp), ""), **made})
    for parts in (urlsplit(told[name]) for name in ("POSTGRES_URL", *URLS)):
        assert (parts.username, unquote(parts.password or "")) == ("np-owner", password)
        assert (parts.hostname, parts.port, parts.path) == ("postgres", 5432, "/np_data")


OF_STORE = (("store", "Vault!"), ("kind", "Store"), ("path", "/a/"), ("path", ""), ("refresh_interval", "often"))
WRONG: list[tuple[Any, str]] = [
    *((replace(STORE, **{argument: value}), f"secrets {argument}") for argument, value in OF_STORE),  # type: ignore[arg-type]
    *((replace(STORE, optional=keys), "secrets optional") for keys in ("OPENAI_API_KEY", ["OPENAI_KEY"])),  # type: ignore[arg-type]
    (ClusterSecrets(app="App Secrets"), "secrets app"),
    *((source, "secrets") for source in (DevelopmentSecrets(), "vault")),
]


@pytest.mark.parametrize(("source", "field"), WRONG, ids=repr)
def test_a_wrong_argument_is_one_problem_that_names_it(app: App, source: Any, field: str) -> None:
    small(app, secrets=source)
    (problem,) = np.find_problems(app)
    assert (problem.construct, problem.field) == ("Neuronpedia", field)
    assert "['OPENAI_KEY']" not in repr(source) or "nearest are: OPENAI_API_KEY, " in problem.allowed


def test_external_secrets_have_the_fields_of_the_definition(stored: tuple[list[Manifest], set[str]]) -> None:
    made = [manifest for manifest in stored[0] if manifest["kind"] == "ExternalSecret"]
    assert {manifest["apiVersion"] for manifest in made} == {"external-secrets.io/v1"}
    for manifest in made:
        checker("ExternalSecret").validate(manifest)


MISSPELT = {
    **{word: {"additionalProperties", "required"} for word in ("secretKey", "remoteRef", "key")},
    "secretStoreRef": {"additionalProperties"},
    "ClusterSecretStore": {"pattern"},
}
"""Words of an ExternalSecret, and the rules that are broken where they are misspelt."""


@pytest.mark.parametrize("word", MISSPELT)
def test_the_check_of_external_secrets_can_fail(app: App, word: str) -> None:
    made = as_yaml([named(synthesized(small(app, secrets=STORE)), "ExternalSecret", "app-secrets")])
    wrong = yaml.safe_load(made.replace(word, f"{word}s"))
    assert {error.validator for error in checker("ExternalSecret").iter_errors(wrong)} == MISSPELT[word]
