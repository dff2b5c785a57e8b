"""What a text says of connections, read back."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

from neuronpedia_constructs.cli.diff.connections.ranges import addresses
from neuronpedia_constructs.cli.diff.connections.ranges.spans import within

_CIDR = re.compile(r"[0-9a-f:.]+/[0-9]+")
PROTOCOLS = ("TCP", "UDP", "SCTP")


def has_port(text: str, protocol: str, number: int) -> bool:
    """Return whether a port is among those of a text: `443, 8000-8010, UDP 53`, `every port but 5002`."""
    return not text.startswith("all ") and any(_has_port(part, protocol, number) for part in text.split("; "))


def _has_port(text: str, protocol: str, number: int) -> bool:
    text, _, missing = text.partition(" but ")
    only = [each for each in text.split() if each in PROTOCOLS] if text != "every port" else ["TCP"]
    return _listed(text, protocol, number, "TCP") and not (missing and _listed(missing, protocol, number, only[0]))


def _listed(text: str, protocol: str, number: int, default: str) -> bool:
    current = {default}
    for part in text.split(", "):
        *words, last = part.split()
        current = {each for each in words if each in PROTOCOLS} or current
        low, _, high = last.partition("-")
        is_there = words[:1] == ["every"] or (low.isdigit() and int(low) <= number <= int(high or low))
        if is_there and (protocol in current or part == "every port"):
            return True
    return False


def has_address(text: str, address: str) -> bool:
    """Return whether an address is among those of a text: `10.0.0.0/8 except 10.1.0.0/16`, `anywhere`."""
    text, _, holes = text.partition(" except ")
    if any("/" in hole and has_address(hole, address) for hole in holes.split(", ")):
        return False
    found = ip_address(address)
    if text in {"anywhere", f"anywhere (IPv{found.version})"}:
        return True
    if text in {"the internet", f"the internet (IPv{found.version})"}:
        return within(addresses.cidrs([f"{address}/{found.max_prefixlen}"]), _INTERNET)
    return _CIDR.fullmatch(text) is not None and found.version == ip_network(text).version and found in ip_network(text)


_INTERNET = addresses.cidrs(["1.0.0.0/8", "2000::/16"])
