"""Types of strings accept what the programs accept."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.validation.texts import SENTRY_DSN, Email, Folder, Host, Identifier, Text, Url


@pytest.mark.parametrize("value", ["", " ", "a\nb", "a\x00", 5, None])
def test_a_text_is_one_line_with_something_in_it(value: object) -> None:
    assert not Text().accepts(value)


@pytest.mark.parametrize(
    ("value", "valid"),
    [("neuronpedia", True), ("_a-1", True), ("pg_a", False), ("public", False), ("1a", False), ("a" * 64, False)],
)
def test_an_identifier_needs_no_quoting_and_is_not_reserved(value: str, valid: bool) -> None:
    assert Identifier().accepts(value) is valid


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        (Host(), "smtp.example.org", "smtp.example.org:25"),
        (Folder(), "/models", "models"),
        (Email(), "a@example.org", "a@example"),
        (Email(), "a@example.org", "a@example.org, b@example.org"),
    ],
)
def test_each_type_has_its_own_form(type_: Text, good: str, bad: str) -> None:
    assert type_.accepts(good)
    assert not type_.accepts(bad)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "https://user:pass@example.org",
        "https://example.org/",
        "https://example.org?a=b",
        "https://example.org:0",
        "https://example.org:99999",
        "https://exa mple.org",
        "https://",
    ],
)
def test_a_url_has_nothing_that_a_path_cannot_follow(url: str) -> None:
    assert not Url().accepts(url)


def test_a_url_may_have_a_port_and_a_path() -> None:
    assert Url().accepts("http://server:5002/v1")


@pytest.mark.parametrize(
    ("dsn", "valid"),
    [
        ("https://key@sentry.example.org/1", True),
        ("https://sentry.example.org/1", False),
        ("https://key:secret@sentry.example.org/1", False),
        ("https://key@sentry.example.org", False),
    ],
)
def test_a_dsn_has_a_public_key_and_a_project(dsn: str, valid: bool) -> None:
    assert SENTRY_DSN.accepts(dsn) is valid
