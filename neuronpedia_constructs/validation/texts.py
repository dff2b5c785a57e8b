"""Types of string values: names, hosts, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from .hosts import is_host, is_host_name, split_authority

_EMAIL = re.compile(r"[^@\s,;<>\"\x00-\x1f\x7f]+@(?P<domain>[^@\s]+)")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(eq=False, repr=False)
class Text:
    """A single-line string."""

    allowed: str = "a single-line string"
    example: str = "gemma-2-2b"

    def accepts(self, value: object) -> bool:
        """Return whether the value is a string on one line, and not blank."""
        return isinstance(value, str) and bool(value.strip()) and not _CONTROL.search(value)

    def render(self, value: object) -> str:
        """Return the string."""
        return str(value)


@dataclass(eq=False, repr=False)
class Identifier(Text):
    """A PostgreSQL name that needs no quoting anywhere."""

    allowed: str = "at most 63 letters, digits, '_' and '-', beginning with a letter or '_'; no reserved name"
    example: str = "neuronpedia"

    def accepts(self, value: object) -> bool:
        """Return whether the value is such a name. PostgreSQL reserves some, and all that begin with `pg_`."""
        if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
            return False
        return not value.startswith("pg_") and value not in ("none", "public", "template0", "template1")


@dataclass(eq=False, repr=False)
class Host(Text):
    """The name or address of a host."""

    allowed: str = "a host name or an IP address, without a scheme or port"
    example: str = "smtp.example.org"

    def accepts(self, value: object) -> bool:
        """Return whether the value is a host name or an IP address."""
        return is_host(value)


@dataclass(eq=False, repr=False)
class Folder(Text):
    """A folder in the container."""

    allowed: str = "an absolute path"
    example: str = "/models/lens"

    def accepts(self, value: object) -> bool:
        """Return whether the value is an absolute path."""
        return Text.accepts(self, value) and str(value).startswith("/")


@dataclass(eq=False, repr=False)
class Email(Text):
    """An email address."""

    allowed: str = "an email address"
    example: str = "team@example.org"

    def accepts(self, value: object) -> bool:
        """Return whether the value is a single address with a domain."""
        match = _EMAIL.fullmatch(value) if isinstance(value, str) else None
        return match is not None and "." in match["domain"] and is_host_name(match["domain"].lower())


@dataclass(eq=False, repr=False)
class Url(Text):
    """The base URL of a server, to which the program appends paths."""

    allowed: str = "an http:// or https:// URL without a user, query or trailing slash"
    example: str = "https://server.example.org"
    schemes: tuple[str, ...] = ("http", "https")
    with_key: bool = False
    """Whether a public key takes the place of the user, as in a Sentry DSN."""

    def accepts(self, value: object) -> bool:
        """Return whether the value is a URL of this form, with a host and a valid port."""
        if not isinstance(value, str) or re.search(r"[\s\x00-\x1f\x7f]", value):
            return False
        try:
            parts = urlsplit(value)
        except ValueError:
            return False
        user, at, authority = parts.netloc.rpartition("@")
        found = split_authority(authority.lower())
        if parts.scheme not in self.schemes or found is None or not is_host(found[0]):
            return False
        if bool(at) != self.with_key or (at and (not user or ":" in user)):
            return False
        # A DSN ends with the number of a project.
        good_path = parts.path.strip("/") != "" if self.with_key else True
        return good_path and not parts.query and not parts.fragment and value[-1] not in ":/?#"


SENTRY_DSN = Url(
    "a Sentry DSN: https://<public key>@<host>/<project>", "https://key@sentry.example.org/1", with_key=True
)
