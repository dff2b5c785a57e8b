"""The public URL."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.validation.urls import parse_url


@pytest.mark.parametrize("url", ["https://np.example.org", "http://localhost:8080", "https://np:8443"])
def test_a_url_of_scheme_host_and_port_is_accepted(url: str) -> None:
    parsed, problems = parse_url(url, strict=True)
    assert not problems
    assert (parsed.text, parsed.is_valid, parsed.is_tls) == (url, True, url.startswith("https"))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("np.example.org", "url.invalid"),
        ("https://np.example.org/", "url.invalid"),
        ("https://np.example.org?a=b", "url.invalid"),
        ("https://user@np.example.org", "url.invalid"),
        ("https://np.example.org:port", "url.invalid"),
        (None, "url.invalid"),
        ("https://NP.example.org", "url.host-invalid"),
        ("https://10.0.0.1", "url.host-invalid"),
        ("http://localhost:3000", "url.localhost"),
    ],
)
def test_any_other_url_is_refused_once(url: object, code: str) -> None:
    parsed, problems = parse_url(url, strict=True)
    assert [problem.code for problem in problems] == [code]
    assert not parsed.is_valid


def test_a_developers_own_address_is_accepted_in_a_throw_away_cluster() -> None:
    assert not parse_url("http://localhost:3000", strict=False)[1]
