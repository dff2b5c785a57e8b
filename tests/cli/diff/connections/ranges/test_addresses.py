"""Addresses: https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.ranges import addresses
from neuronpedia_constructs.cli.diff.connections.ranges.spans import Spans, minus, union
from neuronpedia_constructs.cli.diff.connections.values import MalformedError

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


def block(cidr: str, *holes: str) -> Spans:
    return addresses.block({"cidr": cidr, "except": list(holes)})


def test_two_halves_are_the_whole() -> None:
    assert addresses.cidrs(["10.0.0.0/9", "10.128.0.0/9"]) == block("10.0.0.0/8")


def test_bits_behind_the_prefix_do_not_count() -> None:
    assert block("10.1.2.3/8") == block("10.0.0.0/8")


def test_exceptions_are_left_out() -> None:
    assert union(block("10.0.0.0/8", "10.1.0.0/16"), block("10.1.0.0/16")) == block("10.0.0.0/8")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (block("10.0.0.0/8"), ("10.0.0.0/8",)),
        (block("fd00::1/128"), ("fd00::1/128",)),
        (block("0.0.0.0/0"), ("anywhere (IPv4)",)),
        (block("::/0"), ("anywhere (IPv6)",)),
        (addresses.EVERYWHERE, ("anywhere",)),
        (block("10.0.0.0/8", "10.1.0.0/16", "10.9.0.0/24"), ("10.0.0.0/8 except 10.1.0.0/16, 10.9.0.0/24",)),
        (block("0.0.0.0/0", "169.254.0.0/16"), ("0.0.0.0/0 except 169.254.0.0/16",)),
        (block("0.0.0.0/0", *PRIVATE), ("the internet (IPv4)",)),
        (union(block("0.0.0.0/0", *PRIVATE), block("::/0", "fc00::/7", "fe80::/10")), ("the internet",)),
        (union(block("0.0.0.0/0", *PRIVATE, "8.8.8.0/24"), block("::/0", "fc00::/7")), None),
        (minus(addresses.EVERYWHERE, block("10.0.0.0/8")), ("anywhere except 10.0.0.0/8",)),
        (addresses.cidrs(["10.0.0.0/8", "192.168.0.0/16"]), ("10.0.0.0/8", "192.168.0.0/16")),
    ],
)
def test_addresses_are_told_as_a_person_tells_them(found: Spans, words: tuple[str, ...] | None) -> None:
    if words is None:
        assert addresses.words(found)[0].startswith("anywhere except 8.8.8.0/24, 10.0.0.0/8")
    else:
        assert addresses.words(found) == words


def test_of_many_ranges_the_first_are_listed() -> None:
    (text,) = addresses.words(addresses.cidrs([f"10.{2 * index}.0.0/24" for index in range(20)]))
    assert text.endswith("10.10.0.0/24 and 14 more ranges")


@pytest.mark.parametrize(
    "value",
    [
        None,
        "10.0.0.0/8",
        {},
        {"cidr": None},
        {"cidr": 10},
        {"cidr": "10.0.0.0"},
        {"cidr": "10.0.0.0/33"},
        {"cidr": "10.0.0.0/255.0.0.0"},
        {"cidr": "ten/8"},
        {"cidr": " 10.0.0.0/8"},
        {"cidr": "10.0.0.0/8", "except": "10.1.0.0/16"},
        {"cidr": "10.0.0.0/8", "except": [None]},
        {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/16"]},
        {"cidr": "10.0.0.0/8", "except": ["10.0.0.0/8"]},
        {"cidr": "10.0.0.0/8", "except": ["0.0.0.0/0"]},
        {"cidr": "10.0.0.0/8", "except": ["fd00::/16"]},
    ],
)
def test_what_the_server_refuses_is_no_block(value: Any) -> None:
    with pytest.raises(MalformedError):
        addresses.block(value)


def test_in_lists_of_ranges_what_is_none_is_left_out() -> None:
    assert addresses.cidrs(["10.0.0.0/8", "text", None, " 11.0.0.0/8 "]) == addresses.cidrs(["10.0.0.0/7"])
