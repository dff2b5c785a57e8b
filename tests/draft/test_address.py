"""Where an address is."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.draft.address import Address, Place, place


@pytest.mark.parametrize(
    ("host", "where"),
    [
        ("127.0.0.1", Place("pod")),
        ("0.0.0.0", Place("pod")),
        ("169.254.169.254", Place("pod")),
        ("fd00:ec2::254", Place("pod")),
        ("fd20:ce::254", Place("pod")),
        ("::1", Place("pod")),
        ("::", Place("pod")),
        ("fe80::1", Place("pod")),
        ("localhost", Place("pod")),
        ("a.localhost", Place("pod")),
        ("10.0.0.1", Place("network", "10.0.0.1/32")),
        ("fd00::5", Place("network", "fd00::5/128")),
        ("graph", Place("namespace")),
        ("mail.tools.svc", Place("namespace", "tools")),
        ("mail.tools.svc.cluster.local", Place("namespace", "tools")),
        ("mail.tools", Place("unknown")),
        ("example.org", Place("unknown")),
    ],
)
def test_the_name_of_a_host_tells_where_it_is(host: str, where: Place) -> None:
    assert place(host) == where


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.org/path", Address("a.org", 443, is_https=True)),
        ("http://a.org", Address("a.org", 80)),
        ("http://graph:5004", Address("graph", 5004)),
        ("https://[fd00::5]:9000", Address("fd00::5", 9000, is_https=True)),
    ],
)
def test_a_url_without_a_port_has_that_of_its_scheme(url: str, address: Address) -> None:
    assert Address.of_url(url) == address
