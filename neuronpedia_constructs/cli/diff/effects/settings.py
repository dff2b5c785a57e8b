"""What configures the containers of a pod: variables of its own, and those of ConfigMaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.objects import Key, at, containers_of

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest, Side

CHECKSUM = "checksum/"
"""An annotation of a pod template with this prefix changes with the ConfigMap that it names."""


def settings_of(template: Manifest, namespace: str, side: Side) -> dict[str, str]:
    """Return the variables of a pod's containers whose values stand in the manifests."""
    found: dict[str, str] = {}
    for container in containers_of(template):
        for source in _maps(container.get("envFrom")):
            found.update(data_of(side, namespace, at(source, ("configMapRef", "name"))))
        for variable in _maps(container.get("env")):
            if isinstance(variable.get("name"), str) and isinstance(variable.get("value"), str):
                found[variable["name"]] = variable["value"]
    return found


def data_of(side: Side, namespace: str, name: object) -> dict[str, str]:
    """Return the texts of a ConfigMap; empty if the side has no such ConfigMap."""
    data = at(side.get(Key("", "ConfigMap", namespace, str(name))), ("data",))
    texts = data.items() if isinstance(data, dict) else ()
    return {key: text for key, text in texts if isinstance(key, str) and isinstance(text, str)}


def changed_keys(old: Side, new: Side, namespace: str, name: str) -> list[str]:
    """Return the keys of a ConfigMap whose texts differ on the two sides."""
    before, after = data_of(old, namespace, name), data_of(new, namespace, name)
    return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def _maps(value: object) -> list[Manifest]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
