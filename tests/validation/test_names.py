"""Names are checked as Kubernetes checks them."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.validation.names import (
    check_instance,
    check_label,
    is_config_key,
    is_dns_name,
    is_label,
    is_label_key,
    is_label_value,
    is_variable,
    looks_secret,
)


@pytest.mark.parametrize("name", ["a", "a-1", "1a", "a" * 63])
def test_a_label_is_accepted(name: str) -> None:
    assert is_label(name)


@pytest.mark.parametrize("name", ["", "A", "-a", "a-", "a.b", "a_b", "a" * 64, "a\n", None, 5])
def test_anything_else_is_not_a_label(name: object) -> None:
    assert not is_label(name)


@pytest.mark.parametrize(("name", "valid"), [("a.b", True), ("a..b", False), (".a", False), ("a." * 127, False)])
def test_each_part_of_a_dns_name_is_a_label(name: str, valid: bool) -> None:
    assert is_dns_name(name) is valid


@pytest.mark.parametrize(
    ("key", "valid"), [("team", True), ("example.org/team", True), ("a/b/c", False), ("/a", False)]
)
def test_a_label_key_has_at_most_one_prefix(key: str, valid: bool) -> None:
    assert is_label_key(key) is valid


def test_a_label_value_may_have_capitals_and_underscores_inside() -> None:
    assert is_label_value("A_b.c-1")
    assert not is_label_value("_a")


def test_a_key_of_a_config_map_may_not_be_a_path() -> None:
    assert is_config_key("init.sql")
    assert not is_config_key("a/b")
    assert is_config_key("a" * 253)
    assert not is_config_key("a" * 254)


@pytest.mark.parametrize(("name", "valid"), [("A_B", True), ("a.b-c", True), ("1A", False), ("..", False)])
def test_variables_have_the_names_that_every_supported_version_accepts(name: str, valid: bool) -> None:
    assert is_variable(name) is valid


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "password", "GITHUB_SECRET", "HIGHER_LIMIT_API_TOKENS", "MY_PAT"])
def test_names_of_secrets_are_recognized(name: str) -> None:
    assert looks_secret(name)


@pytest.mark.parametrize("name", ["TOKEN_LIMIT", "NEXT_PUBLIC_KEY", "KEYBOARD", "PATH"])
def test_names_that_only_resemble_those_of_secrets_are_not(name: str) -> None:
    assert not looks_secret(name)


@pytest.mark.parametrize(
    ("instance", "code"),
    [("gemma", None), ("1gemma", "instance.invalid"), ("Gemma", "instance.invalid"), ("g" * 60, "instance.too-long")],
)
def test_an_instance_names_a_service(instance: str, code: str | None) -> None:
    assert [problem.code for problem in check_instance(instance, "-inference")] == ([code] if code else [])


@pytest.mark.parametrize(
    ("name", "cause", "allowed", "proposed"),
    [
        ("gemma.2", "it contains '.'", "lowercase letters, digits and '-'", "gemma-2"),
        ("Gemma_2", "it contains 'G', '_'", "lowercase letters, digits and '-'", "gemma-2"),
        ("", "it is empty", "1 to 63 characters", "gemma"),
        ("g" * 64, "it has 64 characters", "at most 63 characters", "g" * 63),
        ("-g", "it begins with '-'", "a letter or a digit at both ends", "g"),
        (5, "it is of type int", "a string", "gemma"),
    ],
)
def test_a_wrong_name_is_told_what_is_wrong_with_it_and_nothing_else(
    name: object, cause: str, allowed: str, proposed: str
) -> None:
    (problem,) = check_label("code", "instance", name, "gemma")
    assert problem.cause.endswith(f" is not allowed: {cause}")
    assert problem.allowed == f"a DNS-1123 label: {allowed}"
    assert problem.fix == f'write a name such as "{proposed}"'
