"""The public URL of the site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import SplitResult, urlsplit

from .hosts import is_host_name, split_authority
from .problems import Problem


@dataclass(frozen=True)
class PublicUrl:
    """The URL at which people open the site."""

    text: str
    scheme: str
    host: str
    is_valid: bool = True
    """Whether it is usable. If not, the reason has already been reported."""

    @property
    def is_tls(self) -> bool:
        """Whether the site is served over HTTPS."""
        return self.scheme == "https"


def parse_url(url: object, *, strict: bool) -> tuple[PublicUrl, list[Problem]]:
    """Parse the public URL, and return it with its problems.

    `strict` rejects `http://localhost:3000`: the webapp takes it for a developer's own machine, and opens its
    administration pages to everyone.
    """
    allowed = "an http:// or https:// URL with a host and an optional port, without a path, query or user"
    fix = 'write it as "https://neuronpedia.example.org"'
    invalid = PublicUrl("", "", "", is_valid=False)
    parts = _split(url)
    if parts is None or not isinstance(url, str) or "@" in url:
        return invalid, [Problem.invalid("url.invalid", "url", url, allowed, fix)]
    parsed = PublicUrl(url, parts.scheme, parts.hostname or "")
    invalid = replace(parsed, is_valid=False)
    if parts.scheme not in ("http", "https") or url != f"{parts.scheme}://{parts.netloc}":
        return invalid, [Problem.invalid("url.invalid", "url", url, allowed, fix)]
    found = split_authority(parts.netloc)
    if found is None or not is_host_name(found[0]):
        return invalid, [
            Problem.invalid(
                "url.host-invalid", "url", url, "a URL whose host is a lowercase DNS name, as an Ingress requires", fix
            )
        ]
    if strict and url == "http://localhost:3000":
        opened = 'any other URL, unless stage="local"; at this one, /admin needs no login'
        return invalid, [Problem.invalid("url.localhost", "url", url, opened, fix)]
    return parsed, []


def _split(url: object) -> SplitResult | None:
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    # Browsers write no zeros before a port, and the site compares addresses as texts.
    return parts if port is None or (port > 0 and parts.netloc.endswith(f":{port}")) else None
