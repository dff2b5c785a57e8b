"""Addresses outside an environment that its workloads call."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from neuronpedia_constructs.validation.hosts import address

NODE_LOCAL = ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "fd20:ce::/32")
"""Networks of a node alone, where clouds serve its metadata and credentials: the link-local ones, and those of
IPv6 that AWS and Google Cloud use for the same."""

_PORTS = {"http": 80, "https": 443}


class Place(NamedTuple):
    """The location of a host, as far as its name reveals it."""

    kind: Literal["pod", "namespace", "network", "unknown"]
    """The pod itself, a namespace of the cluster, a network address, or unknown until DNS resolves it."""
    name: str = ""
    """The namespace, empty for the pod's own, or the network of the address."""


def place(host: str) -> Place:
    """Return the location of a host."""
    if known := address(host):
        own = any(known in ip_network(found) for found in NODE_LOCAL)
        here = own or known.is_loopback or known.is_unspecified
        return Place("pod") if here else Place("network", f"{host}/{known.max_prefixlen}")
    if host == "localhost" or host.endswith(".localhost"):
        return Place("pod")
    name, _, namespace = host.removesuffix(".cluster.local").removesuffix(".svc").rpartition(".")
    if "." not in host:
        return Place("namespace")
    return Place("namespace", namespace) if name and host.endswith((".svc", ".svc.cluster.local")) else Place("unknown")


class Address(NamedTuple):
    """A host and a port."""

    host: str
    """Name or IP address."""
    port: int
    """Number of the TCP port."""
    is_https: bool = False
    """Whether it speaks HTTPS, which can go through a proxy."""

    @classmethod
    def of_url(cls, url: str) -> Address:
        """Return the address that an http:// or https:// URL points to."""
        parts = urlsplit(url)
        return cls(parts.hostname or "", parts.port or _PORTS[parts.scheme], parts.scheme == "https")
