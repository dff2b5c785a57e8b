"""The public address of the site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import SplitResult, urlsplit

from .names import is_dns_name
from .problems import Problem


@dataclass(frozen=True)
class PublicUrl:
    """The address at which people open the site."""

    text: str
    scheme: str
    host: str
    is_valid: bool = True
    """Whether it can be used; what is wrong with it has been reported."""

    @property
    def is_tls(self) -> bool:
        """Whether the site is served over HTTPS."""
        return self.scheme == "https"


def parse_url(url: object, *, strict: bool) -> tuple[PublicUrl, list[Problem]]:
    """Take the public URL apart, and list what is wrong with it.

    With `strict`, the one address is refused at which the webapp opens its administration to everyone: it takes
    `NEXT_PUBLIC_URL=http://localhost:3000` for a developer's own machine.
    """
    allowed = "an http:// or https:// address of scheme, host and optional port, without path, query or user"
    fix = 'write it as "https://neuronpedia.example.org"'
    invalid = PublicUrl("", "", "", is_valid=False)
    parts = _split(url)
    if parts is None or not isinstance(url, str) or "@" in url:
        return invalid, [Problem.invalid("url.invalid", "url", url, allowed, fix)]
    parsed = PublicUrl(url, parts.scheme, parts.hostname or "")
    invalid = replace(parsed, is_valid=False)
    plain = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    if parts.scheme not in ("http", "https") or url != f"{parts.scheme}://{parts.netloc}":
        return invalid, [Problem.invalid("url.invalid", "url", url, allowed, fix)]
    if not is_dns_name(plain) or _is_address(plain):
        return invalid, [
            Problem.invalid(
                "url.host-invalid", "url", url, "a host that is a lower-case DNS name, as an Ingress requires", fix
            )
        ]
    if strict and url == "http://localhost:3000":
        opened = 'any other address where stage is not "local": at this one /admin needs no login'
        return invalid, [Problem.invalid("url.localhost", "url", url, opened, fix)]
    return parsed, []


def _split(url: object) -> SplitResult | None:
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts


def _is_address(host: str) -> bool:
    """Tell whether a DNS name is an IPv4 address: browsers take any host for one whose last label is a number."""
    return host.rpartition(".")[2].isdigit()
