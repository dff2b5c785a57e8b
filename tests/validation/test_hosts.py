"""Hosts and networks that every program reads in the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from neuronpedia_constructs import AppConfig, CloudNativePg, ExternalDatabase, NetworkAccess, S3Target
from neuronpedia_constructs.cli.admin.command import _problems as admin_problems
from neuronpedia_constructs.environment.plan import Plan
from neuronpedia_constructs.validation.hosts import address, is_host, is_network, network, split_authority

ODD = ("127.1", "2130706433", "0x7f000001", "0x", "999.999.999.999", "10.0.0.010", "a.0x7f", "db.1", "1.2.3.4.5")
"""Browsers, Node.js or libc take these for IPv4 addresses, or refuse them for that."""

NAMES = ("a", "graph", "db-1", "1a", "0xg.org", "3com.com", "a.1b", "mail.tools.svc", "1.example.org")
ADDRESSES = ("10.0.0.5", "fd00::5", "2001:db8::1")
ZONED = ("fe80::1%eth0", "fd00::1%1")
OTHER_NOTATION = ("FD00::5", "fd00:0::5", "::ffff:10.0.0.5", "::ffff:a00:5", "[fd00::5]", "a..org", "", None, 5)


@pytest.mark.parametrize("host", [*NAMES, *ADDRESSES])
def test_a_name_or_an_address_is_a_host(host: str) -> None:
    assert is_host(host)
    assert (address(host) is not None) is (host in ADDRESSES)


@pytest.mark.parametrize("host", [*ODD, *ZONED, *OTHER_NOTATION])
def test_what_programs_read_in_different_ways_is_no_host(host: object) -> None:
    assert not is_host(host)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a.org", ("a.org", None)),
        ("a.org:443", ("a.org", 443)),
        ("[fd00::5]:9000", ("fd00::5", 9000)),
        ("a.org:0", None),
        ("a.org:00", None),
        ("a.org:0443", None),
        ("a.org:65536", None),
        ("a.org:", None),
        ("a.org:x", None),
        ("fd00::5", None),
        ("[fd00::5]x:90", None),
        ("[10.0.0.1]", None),
        ("[fe80::1%eth0]", None),
        ("", None),
    ],
)
def test_a_port_is_one_that_can_be_connected_to(text: str, found: tuple[str, int | None] | None) -> None:
    assert split_authority(text) == found


@pytest.mark.parametrize("cidr", ["10.0.0.0/8", "fd00::/8", "0.0.0.0/0", "10.0.0.1/32"])
def test_a_network_has_a_length_and_no_host_bits(cidr: str) -> None:
    assert is_network(cidr)


@pytest.mark.parametrize(
    "cidr", ["10.0.0.0", "10.0.0.1/8", "fe80::%eth0/64", "fe80::%/64", "10.0.0.0/255.0.0.0", "10.0/8", "", None, 8]
)
def test_any_other_network_is_refused(cidr: object) -> None:
    assert not is_network(cidr)


def test_a_network_with_a_zone_is_none_at_all() -> None:
    assert network("10.0.0.1/8") is not None
    assert network("fe80::1%eth0/64") is None


def plan(**arguments: Any) -> Plan:
    return Plan("test", **{"namespace": "np", "url": "https://np.example.org", **arguments})


TAKES: dict[str, Callable[[str], Plan]] = {
    "url": lambda host: plan(url=f"https://{host}"),
    "database": lambda host: plan(database=ExternalDatabase(host=host)),
    "bucket": lambda host: plan(database=CloudNativePg(backup=S3Target(bucket="dumps", endpoint=f"https://{host}"))),
    "mail server": lambda host: plan(
        app_config=AppConfig(email_sending_provider="smtp", smtp_server_host=host, contact_email_address="a@b.org")
    ),
    "endpoint": lambda host: plan(
        app_config=AppConfig(embedding_provider="azure", azure_openai_endpoint=f"https://{host}")
    ),
    "proxy": lambda host: plan(network=NetworkAccess(https_proxy=f"http://{host}:3128", egress_cidrs=[])),
    "mail address": lambda host: plan(app_config=AppConfig(contact_email_address=f"a@x.{host}")),
}


def errors(made: Plan) -> set[str]:
    return {problem.code for problem in made.problems if not problem.warning}


@pytest.mark.parametrize("argument", TAKES)
def test_every_argument_knows_the_same_hosts(argument: str) -> None:
    assert not errors(TAKES[argument]("db.example.org"))
    for host in ("127.1", "2130706433", "0x7f000001", "999.999.999.999"):
        assert len(errors(TAKES[argument](host))) == 1, host


def test_an_administrator_has_a_domain_that_is_no_address() -> None:
    assert not list(admin_problems("anna@example.org", None))
    for domain in ("127.1", "999.999.999.999"):
        assert [problem.code for problem in admin_problems(f"anna@{domain}", None)] == ["admin.email-invalid"]


def test_addresses_of_ipv6_are_hosts_of_everything_but_the_site() -> None:
    for argument, taken in TAKES.items():
        if argument not in ("url", "mail address"):
            host = "fd00::5" if argument in ("database", "mail server") else "[fd00::5]"
            assert not errors(taken(host)), argument
    assert errors(TAKES["url"]("[fd00::5]")) == {"url.host-invalid"}
    assert ExternalDatabase(host="fd00::5").url("x") == "postgresql://neuronpedia:x@[fd00::5]:5432/neuronpedia"
