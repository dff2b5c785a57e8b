"""Types of values that are texts: names, hosts, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from .names import is_dns_name

_EMAIL = re.compile(r"[^@\s,;<>\"\x00-\x1f\x7f]+@(?P<domain>[^@\s]+)")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(eq=False, repr=False)
class Text:
    """One line of text."""

    allowed: str = "a text of one line"
    example: str = "gemma-2-2b"

    def accepts(self, value: object) -> bool:
        """Tell whether it is a text with something in it, on one line."""
        return isinstance(value, str) and bool(value.strip()) and not _CONTROL.search(value)

    def render(self, value: object) -> str:
        """Return the text."""
        return str(value)


@dataclass(eq=False, repr=False)
class Identifier(Text):
    """A name in PostgreSQL that needs no quoting anywhere."""

    allowed: str = "letters, digits, '_' and '-', at most 63, beginning with a letter or '_', and no name of its own"
    example: str = "neuronpedia"

    def accepts(self, value: object) -> bool:
        """Tell whether it is such a name; PostgreSQL keeps some for itself, and all that begin with `pg_`."""
        if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
            return False
        return not value.startswith("pg_") and value not in ("none", "public", "template0", "template1")


@dataclass(eq=False, repr=False)
class Host(Text):
    """The name or the address of a host."""

    allowed: str = "a host name without scheme or port"
    example: str = "smtp.example.org"

    def accepts(self, value: object) -> bool:
        """Tell whether it is a host."""
        return is_dns_name(value)


@dataclass(eq=False, repr=False)
class Folder(Text):
    """A folder inside of the container."""

    allowed: str = "an absolute path"
    example: str = "/models/lens"

    def accepts(self, value: object) -> bool:
        """Tell whether it is an absolute path."""
        return Text.accepts(self, value) and str(value).startswith("/")


@dataclass(eq=False, repr=False)
class Email(Text):
    """A mail address."""

    allowed: str = "a mail address"
    example: str = "team@example.org"

    def accepts(self, value: object) -> bool:
        """Tell whether it is one address, at a domain."""
        match = _EMAIL.fullmatch(value) if isinstance(value, str) else None
        return match is not None and "." in match["domain"] and is_dns_name(match["domain"].lower())


@dataclass(eq=False, repr=False)
class Url(Text):
    """The address of a server, to which the program appends its own paths."""

    allowed: str = "an http:// or https:// address without user, query or trailing slash"
    example: str = "https://server.example.org"
    schemes: tuple[str, ...] = ("http", "https")
    with_key: bool = False
    """Whether a public key stands where a user would, as in the addresses of Sentry."""

    def accepts(self, value: object) -> bool:
        """Tell whether it is an address of that form, with a host and a port that exists."""
        if not isinstance(value, str) or re.search(r"[\s\x00-\x1f\x7f]", value):
            return False
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            return False
        user, at, _ = parts.netloc.rpartition("@")
        if parts.scheme not in self.schemes or not is_dns_name(parts.hostname) or port == 0:
            return False
        if bool(at) != self.with_key or (at and (not user or ":" in user)):
            return False
        # A DSN ends in the number of a project.
        good_path = parts.path.strip("/") != "" if self.with_key else True
        return good_path and not parts.query and not parts.fragment and value[-1] not in ":/?#"


SENTRY_DSN = Url(
    "a DSN of Sentry: https://<public key>@<host>/<project>", "https://key@sentry.example.org/1", with_key=True
)
