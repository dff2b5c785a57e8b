"""Which hosts and paths open, close, or lead elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from neuronpedia_constructs.cli.diff.connections.model import Entrance
from neuronpedia_constructs.cli.diff.connections.values import several

from . import gateway, ingress
from .route import Place, Route, Way, covers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.cli.diff.objects import Side

_SERVICE: Final = "Service "
_Ways = dict[str, Route]
"""The routes of a place, by what they go through."""


class _Change(NamedTuple):
    """A route that comes, goes, or is another one."""

    old: Route | None
    new: Route | None
    exposes: bool


def route_changes(old: Side, new: Side) -> Iterator[Entrance]:
    """Compare the hosts and paths of two sides."""
    before, after = list(_routes(old)), list(_routes(new))
    changes: dict[object, list[_Change]] = {}
    for change in _changes(before, after):
        changes.setdefault(_kind(change), []).append(change)
    for alike in changes.values():
        yield _told(alike)
    yield from _secured(old, new)


def _routes(side: Side) -> Iterator[Route]:
    for key, each in side.items():
        if ingress.is_ingress(key):
            yield from ingress.routes(side, key, each)
        elif gateway.is_route(key):
            yield from gateway.routes(side, key, each)


def _changes(before: Sequence[Route], after: Sequence[Route]) -> Iterator[_Change]:
    were, are = _by_place(before), _by_place(after)
    for place in dict.fromkeys((*are, *were)):
        old, new = were.get(place, {}), are.get(place, {})
        gone = [old[each] for each in old if each not in new]
        come = [new[each] for each in new if each not in old]
        if len(gone) == len(come) == 1:
            yield _Change(gone[0], come[0], exposes=True)
        else:
            yield from (_Change(None, each, not any(covers(other, each) for other in before)) for each in come)
            yield from (_Change(each, None, exposes=False) for each in gone)
        for through in old.keys() & new.keys():
            if old[through].way != new[through].way:
                exposes = not any(covers(other, new[through]) for other in before)
                yield _Change(old[through], new[through], exposes)


def _by_place(routes: Iterable[Route]) -> dict[tuple[str, Place], _Ways]:
    found: dict[tuple[str, Place], _Ways] = {}
    for route in routes:
        ways = found.setdefault((route.key.namespace, route.place), {})
        other = ways.get(route.way.through, route)
        backends = tuple(sorted({*other.way.backends, *route.way.backends}))
        ways[route.way.through] = route._replace(way=route.way._replace(backends=backends))
    return found


def _kind(change: _Change) -> object:
    """Return what changes have in common that are told at once."""
    old, new, exposes = change
    if old is not None and new is not None:
        if old.way.through != new.way.through and old.way._replace(through="") == new.way._replace(through=""):
            return (old.way.through, new.way.through, new.key, exposes)
        return (old, new)
    route = new or old
    assert route is not None
    return (new is None, route.key, route.place.host, route.way.through, exposes)


def _told(changes: Sequence[_Change]) -> Entrance:
    old, new, exposes = changes[0]
    route = new or old
    assert route is not None
    found = [each.new or each.old for each in changes]
    routes = sorted(each for each in found if each is not None)
    places = _places([each.place for each in routes])
    told = tuple(f"{each.place.text} → {', '.join(each.way.backends)}" for each in routes)
    label = route.key.label
    if old is not None and new is not None:
        return Entrance(label, "changed", exposes, f"{places} {_difference(old.way, new.way)} ({label})", told)
    services = _services(dict.fromkeys(backend for each in routes for backend in each.way.backends))
    if new is not None:
        return Entrance(label, "opened", exposes, f"{services} can now be reached at {places} ({label})", told)
    text = f"{services} can no longer be reached at {places} ({label})"
    return Entrance(label, "closed", exposes=False, text=text, places=told)


def _places(places: Sequence[Place]) -> str:
    if len({place.host for place in places}) > 1 or len(places) == 1:
        return several([place.text for place in places])
    return f"{places[0].host or 'every host'}: {several([place.text_of_path for place in places])}"


def _services(backends: Iterable[str]) -> str:
    names = list(backends)
    if len(names) > 1 and all(each.startswith(_SERVICE) for each in names):
        return f"Services {several([each.removeprefix(_SERVICE) for each in names])}"
    return several(names) or "nothing"


def _difference(old: Way, new: Way) -> str:
    told: list[str] = []
    if old.through != new.through:
        told.append(f"now goes through {new.through}, no longer through {old.through}")
    if old.backends != new.backends:
        told.append(f"now leads to {_all(new.backends)}, no longer to {_all(old.backends)}")
    if old.match != new.match:
        told.append(f"is now matched as {new.match}, no longer as {old.match}")
    return ", ".join(told)


def _all(backends: Sequence[str]) -> str:
    return ", ".join(backends) or "nothing"


def _secured(old: Side, new: Side) -> Iterator[Entrance]:
    before, after = _tls(old), _tls(new)
    for host, (label, with_tls) in after.items():
        if host in before and before[host][1] != with_tls:
            text = f"{host or 'every host'} is {'now' if with_tls else 'no longer'} served with TLS ({label})"
            yield Entrance(label, "changed", exposes=False, text=text)


def _tls(side: Side) -> dict[str, tuple[str, bool]]:
    """Return of each host an object that serves it, and whether any does so with TLS."""
    found: dict[str, tuple[str, bool]] = {}
    for key, each in side.items():
        hosts: dict[str, bool] = {}
        if ingress.is_ingress(key):
            hosts = ingress.secured(each)
        elif gateway.is_route(key):
            hosts = gateway.secured(side, key, each)
        for host, with_tls in hosts.items():
            if host not in found or with_tls:
                found[host] = (key.label, with_tls)
    return found
