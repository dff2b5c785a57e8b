"""Gateways: what they listen on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.connections.model import Entrance
from neuronpedia_constructs.cli.diff.connections.values import integer, text

from .gateway import GROUP, listeners_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest, Side


def listener_changes(old: Side, new: Side) -> Iterator[Entrance]:
    """Compare the listeners of Gateways."""
    gateways = [key for key in dict.fromkeys((*new, *old)) if key[:2] == (GROUP, "Gateway")]
    for key in gateways:
        before, after = _listeners(old.get(key)), _listeners(new.get(key))
        for each in sorted(after - before):
            yield Entrance(key.label, "opened", exposes=True, text=f"{key.label} now listens on {each}")
        for each in sorted(before - after):
            yield Entrance(key.label, "closed", exposes=False, text=f"{key.label} no longer listens on {each}")


def _listeners(gateway: Manifest | None) -> set[str]:
    return {_words(each) for each in listeners_of(gateway or {})}


def _words(listener: Manifest) -> str:
    host = text(listener.get("hostname")) or "every host"
    return f"{text(listener.get('protocol')) or 'TCP'} port {integer(listener.get('port'))} for {host}"
