"""The pods of both sides: which workload of the old side is which one of the new."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.objects import Key, Manifest, at, template_of

from .values import labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.cli.diff.objects import Side

_HASH: Final = re.compile(r"-(?=[0-9a-f]*[0-9])[0-9a-f]{6,}$")
"""What a Job's name ends with where every content has a Job of its own."""
_JOB_LABELS: Final = ("batch.kubernetes.io/job-name", "job-name")
"""Labels that the Job controller adds: https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-labels"""


@dataclass(frozen=True, eq=False)
class Pods:
    """The pods of one object."""

    key: Key
    template: Manifest
    labels: dict[str, str]


@dataclass(frozen=True, eq=False)
class Workload:
    """Pods that a person takes for the same on both sides, whatever the hash in a Job's name."""

    namespace: str
    name: str
    old: tuple[Pods, ...]
    new: tuple[Pods, ...]

    @property
    def label(self) -> str:
        """The workload as a person names it: `Deployment webapp`."""
        pods = (self.new or self.old)[0]
        return f"{pods.key.kind} {self.name}"

    @property
    def app(self) -> str | None:
        """The label by which people group workloads."""
        return (self.new or self.old)[0].labels.get("app")


def workloads(old: Side, new: Side) -> tuple[Workload, ...]:
    """Pair the workloads of two sides by name, those that are left by their labels."""
    before, after = _by_name(old), _by_name(new)
    for was, now in _renames(before, after):
        before[now] = before.pop(was)
    names = dict.fromkeys((*after, *before))
    return tuple(Workload(*name, tuple(before.get(name, ())), tuple(after.get(name, ()))) for name in names)


_Named = dict[tuple[str, str], "list[Pods]"]


def _by_name(side: Side) -> _Named:
    found: _Named = {}
    for pods in _pods(side):
        found.setdefault((pods.key.namespace, _name(pods)), []).append(pods)
    return found


def _pods(side: Side) -> Iterator[Pods]:
    for key, manifest in side.items():
        template = template_of(manifest)
        if isinstance(template, dict) and key.kind != "PodTemplate":
            added = dict.fromkeys(_JOB_LABELS, key.name) if key.kind == "Job" else {}
            yield Pods(key, template, {**labels(at(template, ("metadata", "labels"))), **added})


def _name(pods: Pods) -> str:
    if pods.key.kind != "Job":
        return pods.key.name
    app, instance = pods.labels.get("app"), pods.labels.get("instance")
    if not app:
        return _HASH.sub("", pods.key.name) or pods.key.name
    return f"{instance}-{app}" if instance else app


def _renames(before: _Named, after: _Named) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    gone = _by_identity(before, [name for name in before if name not in after])
    come = _by_identity(after, [name for name in after if name not in before])
    for identity, names in gone.items():
        others = come.get(identity, [])
        if len(names) == len(others) == 1:
            yield names[0], others[0]


def _by_identity(named: _Named, names: Iterable[tuple[str, str]]) -> dict[object, list[tuple[str, str]]]:
    found: dict[object, list[tuple[str, str]]] = {}
    for name in names:
        identity = _identity(named[name])
        if identity:
            found.setdefault((name[0], identity), []).append(name)
    return found


def _identity(pods: Sequence[Pods]) -> frozenset[tuple[str, str]]:
    found = {key: value for key, value in pods[0].labels.items() if key not in _JOB_LABELS}
    if found.get("app"):
        found = {key: value for key, value in found.items() if key in {"app", "instance"}}
    return frozenset(found.items())
