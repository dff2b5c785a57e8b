"""What the webapp's arguments require of each other."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs import AppConfig
from neuronpedia_constructs.configuration import app_requirements


def found(**arguments: Any) -> list[tuple[str, str]]:
    config = AppConfig(**{"github_id": "a", **arguments})
    return [(problem.code, problem.field.removeprefix("AppConfig ")) for problem in app_requirements.problems(config)]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"enable_rate_limiter": True}, "kv_rest_api_url"),
        ({"email_sending_provider": "smtp", "contact_email_address": "a@a.org"}, "smtp_server_host"),
        ({"embedding_provider": "azure"}, "azure_openai_endpoint"),
        ({"use_localhost_inference": True}, "localhost_inference_host_override"),
    ],
)
def test_an_argument_that_another_needs_is_missing(arguments: dict[str, Any], field: str) -> None:
    assert found(**arguments) == [("configuration.value-missing", field)]


def test_the_port_of_the_mail_server_has_a_default() -> None:
    mail = {"email_sending_provider": "smtp", "smtp_server_host": "mail.a.org", "contact_email_address": "a@a.org"}
    assert found(**mail) == []


def test_a_value_that_nothing_reads_is_a_warning() -> None:
    assert found(smtp_server_host="mail.a.org") == [("configuration.value-unused", "smtp_server_host")]


def test_without_a_provider_nobody_can_sign_in_unless_nobody_should() -> None:
    assert found(github_id=None) == [("configuration.sign-in-impossible", "enable_signin")]
    assert found(github_id=None, enable_signin=False) == found(github_id=None, demo_mode=True) == []


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        ({}, set()),
        ({"github_id": "a"}, {"GITHUB_SECRET"}),
        ({"email_sending_provider": "aws"}, {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}),
        ({"email_sending_provider": "pigeon"}, set()),
        ({"enable_rate_limiter": 1}, set()),
        ({"embedding_provider": "openrouter"}, {"OPENROUTER_API_KEY"}),
    ],
)
def test_a_setting_requires_its_issued_secrets(arguments: dict[str, Any], keys: set[str]) -> None:
    assert app_requirements.secrets(AppConfig(**arguments)) == keys
