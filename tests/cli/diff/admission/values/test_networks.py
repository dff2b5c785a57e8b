from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.diff.admission.values.networks import address, is_cidr, is_ip, network, special


@pytest.mark.parametrize("text", ["10.0.0.7", "2001:db8::7", "::1"])
def test_addresses(text: str) -> None:
    assert is_ip(text)
    assert str(address(text)) == text


@pytest.mark.parametrize("text", ["", "10.0.0", "010.0.0.7", "fe80::1%eth0", "::ffff:10.0.0.7", "web", "10.0.0.7/32"])
def test_other_texts_are_no_addresses(text: str) -> None:
    assert not is_ip(text)


@pytest.mark.parametrize("text", ["10.20.0.0/16", "0.0.0.0/0", "10.0.0.7/32", "2001:db8::/64"])
def test_networks(text: str) -> None:
    assert is_cidr(text)
    assert str(network(text)) == text


@pytest.mark.parametrize(
    "text",
    ["10.0.0.7", "10.0.0.7/8", "10.0.0.0/08", "10.0.0.0/33", "10.0.0.0/255.0.0.0", "10.0.0.0/", "/8", "2001:db8::1/64"],
)
def test_other_texts_are_no_networks(text: str) -> None:
    assert not is_cidr(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.0.0.0", "unspecified"),
        ("127.0.0.1", "a loopback address"),
        ("169.254.169.254", "a link-local address"),
        ("224.0.0.1", "a link-local multicast address"),
        ("ff02::1", "a link-local multicast address"),
        ("203.0.113.7", None),
        ("web", None),
    ],
)
def test_special_addresses(text: str, expected: str | None) -> None:
    assert special(text) == expected
