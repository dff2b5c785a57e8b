"""A report as JSON. The names are fixed: others build on them."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.objects import Key
from neuronpedia_constructs.cli.diff.report import flags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neuronpedia_constructs.cli.diff.effects.change import ObjectChange
    from neuronpedia_constructs.cli.diff.report import Report


def as_json(reports: Sequence[Report]) -> str:
    """Return the reports of all environments as one JSON document."""
    environments = [_environment(each) for each in reports]
    objects = [found for environment in environments for found in environment["objects"]]
    document = {"environments": environments, "objects": objects, "flags": flags(reports)}
    return json.dumps(document, indent=1, ensure_ascii=True, default=str) + "\n"


def _environment(report: Report) -> dict[str, Any]:
    return {
        "name": report.name,
        "objects": [_object(each) for each in report.changes],
        "data": _plain(report.data),
        "connections": _plain(report.connections),
        "needed": _plain(report.needed),
        "capacity": _plain(report.capacity),
        "images": _plain(report.images),
    }


def _object(change: ObjectChange) -> dict[str, Any]:
    gap = change.gap_seconds
    return {
        "apiVersion": change.manifest["apiVersion"],
        "kind": change.key.kind,
        "namespace": change.key.namespace,
        "name": change.key.name,
        "change": change.change,
        "effect": change.effect,
        "fields": [{"path": each.place, "old": each.old, "new": each.new} for each in change.fields],
        "why": change.why,
        "older": change.older,
        "notes": change.notes,
        "refusals": [{"path": each.place, "message": each.message, "steps": each.steps} for each in change.refusals],
        "gap": change.gap,
        "gapSeconds": {"likely": gap.likely if gap else None, "most": gap.most if gap else None},
    }


def _plain(value: Any) -> Any:
    """Return what JSON has for a value: numbers of resources as numbers, objects by what tells them apart."""
    if isinstance(value, Key):
        return value._asdict()
    if is_dataclass(value) and not isinstance(value, type):
        return {_camel(each.name): _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
