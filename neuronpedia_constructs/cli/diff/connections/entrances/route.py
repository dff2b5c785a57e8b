"""Hosts and paths that lead to Services, whatever kind of object says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Key

_PREFIX: Final = "Prefix"


class Place(NamedTuple):
    """What a client asks for."""

    host: str
    """A name, with a wildcard as its first part or not; "" for every host."""
    path: str
    more: str = ""
    """What else a request must have, in words: a method, headers."""

    @property
    def text(self) -> str:
        """The place as a person writes it: `neuronpedia.example.org/api`."""
        return f"{self.host or 'every host'}{self.text_of_path}"

    @property
    def text_of_path(self) -> str:
        """The path and what else there must be: `/api [GET]`."""
        return f"{self.path or '/'}{f' [{self.more}]' if self.more else ''}"


class Way(NamedTuple):
    """How a place is served."""

    through: str
    """`Ingress class nginx`, `Gateway gateways/shared`."""
    match: str
    """How the path is compared: Prefix, Exact, ImplementationSpecific or RegularExpression."""
    backends: tuple[str, ...]
    """Services and their ports: `Service webapp:3000`."""


class Route(NamedTuple):
    """A place and how an object serves it."""

    key: Key
    place: Place
    way: Way


def covers(wide: Route, narrow: Route) -> bool:
    """Return whether every request of the second reaches the same backends by the first, others aside."""
    if wide.way.through != narrow.way.through or not set(narrow.way.backends) <= set(wide.way.backends):
        return False
    if not _host_covers(wide.place.host, narrow.place.host) or (
        wide.place.more and wide.place.more != narrow.place.more
    ):
        return False
    if wide.way.match == _PREFIX and narrow.way.match in {_PREFIX, "Exact"}:
        return _is_below(narrow.place.path, wide.place.path)
    if wide.way.match == _PREFIX and wide.place.path == "/":
        return True
    return (wide.place.path, wide.way.match) == (narrow.place.path, narrow.way.match)


def _host_covers(wide: str, narrow: str) -> bool:
    if not wide or wide == narrow:
        return True
    if not wide.startswith("*.") or not narrow.endswith(wide[1:]):
        return False
    first = narrow.removesuffix(wide[1:])
    return first not in {"", "*"} and "." not in first


def _is_below(path: str, prefix: str) -> bool:
    """Compare the elements of paths, as a prefix of an Ingress or an HTTPRoute is one of elements."""
    return f"{path.rstrip('/')}/".startswith(f"{prefix.rstrip('/')}/")
