"""Addresses outside of an environment that its workloads call."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


class Place(NamedTuple):
    """Where a host is, as far as its name says it."""

    kind: Literal["pod", "namespace", "network", "unknown"]
    """The pod itself, a namespace of the cluster, an address; or only DNS knows."""
    name: str = ""
    """The namespace, empty for the pod's own; or the address."""


def place(host: str) -> Place:
    """Return where a host is."""
    try:
        address = IPv4Address(host)
    except ValueError:
        pass
    else:
        # At link-local addresses, clouds answer with what is known of the node, and with its credentials.
        here = address.is_loopback or address.is_link_local or address.is_unspecified
        return Place("pod") if here else Place("network", host)
    if host == "localhost" or host.endswith(".localhost"):
        return Place("pod")
    name, _, namespace = host.removesuffix(".cluster.local").removesuffix(".svc").rpartition(".")
    if "." not in host:
        return Place("namespace")
    return Place("namespace", namespace) if name and host.endswith((".svc", ".svc.cluster.local")) else Place("unknown")


class Address(NamedTuple):
    """A host and a port."""

    host: str
    """Name or IPv4 address."""
    port: int
    """Number of the TCP port."""
    is_https: bool = False
    """Whether HTTPS is spoken there, which can go by way of a proxy."""

    @classmethod
    def of_url(cls, url: str) -> Address:
        """Return where an http:// or https:// address leads to."""
        parts = urlsplit(url)
        return cls(parts.hostname or "", parts.port or _PORTS[parts.scheme], parts.scheme == "https")
