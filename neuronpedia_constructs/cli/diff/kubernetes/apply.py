"""What `kubectl apply` makes of a live object: a three-way merge.

https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#merge-patch-calculation
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .schema import element_of, fields_of, is_list, kind_of

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest

    from .schema import Field


def applied(live: Manifest, old: Manifest, new: Manifest) -> Manifest:
    """Return the object that the server is asked to store.

    Args:
        live: the object as the server has it, with its defaults.
        old: the manifest that was applied last.
        new: the manifest that is applied now.
    """
    kind = kind_of(new.get("apiVersion"), new.get("kind"))
    merged: Manifest = _merged(live, old, new, kind.type if kind else "object")
    return merged


def _merged(live: Any, old: Any, new: Any, type_: str) -> Any:
    """Return a live value with what the new manifest has, and without what only the old one had.

    The server writes a service account under its old name too (Convert_core_PodSpec_To_v1_PodSpec), where no manifest
    that has only the new name removes it.
    """
    if not (isinstance(live, dict) and isinstance(new, dict)):
        return new
    before = old if isinstance(old, dict) else {}
    if type_ == "core.v1.PodSpec" and "serviceAccountName" in live:
        live = {**live, "serviceAccount": live["serviceAccountName"]}
    fields = fields_of(type_)
    element = element_of(type_) or "object"
    found: Manifest = {}
    for name, value in live.items():
        if name in new:
            field = fields.get(name)
            found[name] = _field(value, before.get(name), new[name], field, field.type if field else element)
        elif name not in before:
            found[name] = value
    for name, value in new.items():
        found.setdefault(name, value)
    return {name: value for name, value in found.items() if value is not None}


def _field(live: Any, old: Any, new: Any, field: Field | None, type_: str) -> Any:
    if isinstance(new, list) and isinstance(live, list):
        if field is None or field.merge is None:
            return new
        return _list(live, old if isinstance(old, list) else [], new, field)
    if field is not None and field.retain_keys and isinstance(new, dict) and isinstance(live, dict):
        live = {name: value for name, value in live.items() if name in new}
    return _merged(live, old, new, type_)


def _list(live: list[Any], old: list[Any], new: list[Any], field: Field) -> list[Any]:
    """Merge lists by the field that tells their elements apart; the new manifest gives the order."""
    key = field.merge
    if not key:
        kept = [each for each in live if each not in new and each not in old]
        return [*new, *kept]
    lives, olds, news = (_keyed(each, key) for each in (live, old, new))
    if lives is None or olds is None or news is None:
        return new
    element = (element_of(field.type) or "object") if is_list(field.type) else "object"
    found = []
    for name, value in news.items():
        one = lives.get(name)
        if field.retain_keys and isinstance(one, dict):
            one = {field_: each for field_, each in one.items() if field_ in value}
        found.append(value if one is None else _merged(one, olds.get(name), value, element))
    return [*found, *(each for name, each in lives.items() if name not in news and name not in olds)]


def _keyed(values: list[Any], key: str) -> dict[Any, Any] | None:
    """Return the elements of a list by their key, or None if two have the same one, or one has none."""
    found = {
        each[key]: each for each in values if isinstance(each, dict) and isinstance(each.get(key), (str, int, float))
    }
    return found if len(found) == len(values) else None
