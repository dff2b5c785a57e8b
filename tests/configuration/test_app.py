"""What a first day with the site needs: somebody who can sign in, mail that arrives, keys for what is on."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    AppConfig,
    ClusterSecrets,
    DevelopmentSecrets,
    ExternalSecrets,
    Problem,
    find_problems,
    find_warnings,
)
from neuronpedia_constructs.cli.apps import find_app
from neuronpedia_constructs.configuration.secrets.sources import SecretSource
from tests.conftest import DIST
from tests.support.building import ROOT, bare

SMTP: dict[str, Any] = {"email_sending_provider": "smtp", "smtp_server_host": "smtp.example.org"}


def warned(config: AppConfig | None, **arguments: Any) -> dict[str, Problem]:
    app = App()
    bare(app, app_config=config, **arguments)
    assert find_problems(app) == ()
    return {warning.field.removeprefix("AppConfig "): warning for warning in find_warnings(app)}


def test_a_site_without_a_provider_warns_that_nobody_can_sign_in() -> None:
    for config in (None, AppConfig(), AppConfig(contact_email_address="np@example.org", demo_mode=None)):
        found = warned(config)["enable_signin"]
        assert "nobody can sign in" in found.cause
        for way in ("github_id=", "email_sending_provider=", "enable_signin=False"):
            assert way in found.fix


@pytest.mark.parametrize(
    "settled",
    [
        {"enable_signin": False},
        {"enable_signin": None},
        {"demo_mode": True},
        {"github_id": "a"},
        {"google_client_id": "a"},
        {"apple_client_id": "a"},
        {"email_sending_provider": "aws"},
        SMTP,
    ],
    ids=lambda given: next(iter(given)),
)
def test_one_provider_or_no_sign_in_is_enough(settled: dict[str, Any]) -> None:
    assert "enable_signin" not in warned(AppConfig(**settled))


def test_mail_has_a_sender_of_its_own() -> None:
    others: list[dict[str, Any]] = [{"email_sending_provider": name} for name in ("aws", "resend")]
    for provider in (SMTP, *others):
        assert "johnny@neuronpedia.org" in warned(AppConfig(**provider))["contact_email_address"].cause
        assert "contact_email_address" not in warned(AppConfig(contact_email_address="np@example.org", **provider))
    assert "contact_email_address" not in warned(AppConfig(github_id="a"))


@pytest.mark.parametrize(
    ("secrets", "is_open"),
    [
        (None, True),
        (ClusterSecrets(), True),
        (ExternalSecrets(store="vault", path="np"), True),
        (ExternalSecrets(store="vault", path="np", optional=("GEMINI_API_KEY",)), True),
        (ExternalSecrets(store="vault", path="np", optional=("OPENAI_API_KEY",)), False),
    ],
)
def test_embeddings_without_a_key_are_a_warning(secrets: SecretSource | None, is_open: bool) -> None:
    found = warned(AppConfig(), secrets=secrets)
    assert ("embedding_provider" in found) == is_open
    if is_open:
        assert "OPENAI_API_KEY" in found["embedding_provider"].cause
        assert 'embedding_provider="openai"' in found["embedding_provider"].fix
    assert "embedding_provider" not in warned(AppConfig(embedding_provider="openai"), secrets=secrets)


def test_a_throw_away_cluster_needs_no_key() -> None:
    found = warned(AppConfig(), secrets=DevelopmentSecrets(), stage="local")
    assert "embedding_provider" not in found


def test_the_environments_of_the_repository_have_no_warnings() -> None:
    name = DIST[0].name.partition(".")[0]
    app, _ = find_app(str(ROOT / "main.py"), name)
    assert find_warnings(app) == ()
