"""Addresses outside of an environment that its workloads call."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """A host and a port."""

    host: str
    port: int
    is_https: bool = False
    """Whether HTTPS is spoken there, which can go by way of a proxy."""

    @property
    def is_named_by_place(self) -> bool:
        """Whether the host says itself where it is: in the cluster, or at an address."""
        inside = self.host.endswith((".svc", ".svc.cluster.local")) or "." not in self.host
        return inside or self.host.rpartition(".")[2].isdigit()

    @classmethod
    def of_url(cls, url: str) -> Address:
        """Return where an http:// or https:// address leads to."""
        parts = urlsplit(url)
        return cls(parts.hostname or "", parts.port or _PORTS[parts.scheme], parts.scheme == "https")
