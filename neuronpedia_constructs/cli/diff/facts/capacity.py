"""What the workloads of both files demand of the cluster: before, after, and at most while the rollout lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from .demand.amounts import Amounts, Resource, most, times, total
from .demand.objects import Demand, demand
from .demand.rollout import peak_of_deployment, peak_of_others, recreates, surge
from .demand.scaling import autoscaled
from .parts.amounts import change, measure, resource_name
from .parts.fields import first

if TYPE_CHECKING:
    from collections.abc import Collection

    from neuronpedia_constructs.cli.diff.objects import Key, Side

_NOTHING = Decimal(0)
_PREFIX = re.compile(r"[\w.-]+/")
"""The domain of a label, which says little to a person."""


@dataclass(frozen=True)
class Row:
    """One resource. Amounts are in its own unit: cores, bytes, devices."""

    resource: str
    """As in a request: "cpu", "memory", "nvidia.com/gpu"; or "storage", that of claims."""
    where: str
    """Of storage: its class, or "" for the default one. Of a resource that not all nodes have: the nodes, in words."""
    per_node: bool
    """Whether each node with the DaemonSets' pods needs this."""
    before: Decimal
    after: Decimal
    """With what is left behind, and autoscalers at their minimum."""
    left_behind: Decimal
    """How much of `after` is that of objects which only the old file has, and of claims that nobody uses any more."""
    peak: Decimal
    """The most while pods are replaced, Jobs run, and CronJobs may run."""
    limit: Decimal
    """The most after the rollout, with autoscalers at their maximum."""

    @property
    def difference(self) -> Decimal:
        """How much more it is afterwards."""
        return self.after - self.before

    @property
    def text(self) -> str:
        """The row in one line."""
        amounts = self._said(self.before)
        if self.difference:
            amounts += f" → {self._said(self.after)} ({change(self.resource, self.difference)})"
        if self.left_behind:
            amounts += f", of which {self._said(self.left_behind)} left behind"
        highest = max(self.before, self.after)
        if self.peak > highest:
            amounts += f"; peak {self._said(self.peak)}"
        if self.limit > self.after:
            amounts += f"; up to {self._said(self.limit)} with autoscaling"
        return f"{self._name}: {amounts}"

    def _said(self, size: Decimal) -> str:
        return measure(self.resource, size)

    @property
    def _name(self) -> str:
        if self.resource == "storage":
            return f"storage of {f'class {self.where}' if self.where else 'the default class'}"
        where = f" ({_PREFIX.sub('', self.where)})" if self.where else ""
        return f"{resource_name(self.resource)}{where}{' on each node' if self.per_node else ''}"


@dataclass(frozen=True)
class Capacity:
    """What the cluster must have. Only what changes is listed."""

    rows: tuple[Row, ...] = ()


def capacity(old: Side, new: Side, restarting: Collection[Key]) -> Capacity:
    """Return the resources whose demand differs, or is larger while the pods of `restarting` workloads are replaced.

    What the API server refuses stays as it was: give such an object in `new` as it is in `old`. Defaults of a namespace
    (LimitRange), overheads of a RuntimeClass and autoscalers of other kinds are not known here.
    """
    change = _Change(old, new)
    before = total(each.steady(each.pods.least) for each in change.before.values())
    limit_before = total(each.steady(each.pods.most) for each in change.before.values())
    after, limit = change.after(at_most=False), change.after(at_most=True)
    rollout = total(change.peak(key, restarts=key in restarting) for key in change.cluster)
    jobs_before, jobs = _scheduled(change.before), _scheduled(change.now)
    rows = []
    for resource in sorted({*before, *after, *rollout, *limit_before, *limit, *jobs_before, *jobs}, key=_order):
        was, is_now, peak = (amounts.get(resource, _NOTHING) for amounts in (before, after, rollout))
        rises = peak > max(was, is_now) or jobs.get(resource) != jobs_before.get(resource)
        most_was, most_now = limit_before.get(resource, _NOTHING), limit.get(resource, _NOTHING)
        left = change.left_behind.get(resource, _NOTHING)
        if rises or left or was != is_now or most_was != most_now:
            peak = max(peak + jobs.get(resource, _NOTHING) if rises else peak, is_now)
            rows.append(Row(*resource, was, is_now, left, peak, most_now))
    return Capacity(tuple(rows))


def _scheduled(demands: dict[Key, Demand]) -> Amounts:
    """Return what CronJobs demand while they run."""
    return total(each.job or {} for key, each in demands.items() if key.kind == "CronJob")


_ORDER = ("cpu", "memory", "ephemeral-storage", "storage")


def _order(resource: Resource) -> tuple[bool, int, Resource]:
    """Return the place of a resource in the list: what all pods need, storage, and the rest by name."""
    place = _ORDER.index(resource.name) if resource.name in _ORDER else len(_ORDER)
    return resource.per_node, place, resource


class _Change:
    """The demands of what was there before, and of what is there once the new file is applied."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old = old
        self.cluster = {**{key: manifest for key, manifest in old.items() if key not in new}, **new}
        self.before = _demands(old)
        self.now = _demands(self.cluster)
        unused = (self._unused_claims(key) for key in new)
        gone = (self.now[key].steady(self.now[key].pods.least) for key in old if key not in new)
        self._unused = total(unused)
        self.left_behind = total([*gone, self._unused])

    def after(self, *, at_most: bool) -> Amounts:
        """Return what is demanded all the time after the rollout."""
        demands = self.now.values()
        return total([*(each.steady(each.pods.most if at_most else each.pods.least) for each in demands), self._unused])

    def _unused_claims(self, key: Key) -> Amounts:
        """Return the storage of the claims that a StatefulSet with fewer replicas no longer uses, but keeps.

        https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
        """
        held, used = (demands.get(key, Demand()).claims or {} for demands in (self.before, self.now))
        policy = first(self.cluster[key], "spec.persistentVolumeClaimRetentionPolicy.whenScaled")
        if key.kind != "StatefulSet" or policy == "Delete":
            return {}
        return {each: size - used.get(each, _NOTHING) for each, size in held.items() if size > used.get(each, _NOTHING)}

    def peak(self, key: Key, *, restarts: bool) -> Amounts:
        """Return the most that an object demands during the rollout, CronJobs aside."""
        now, before = self.now[key], self.before.get(key)
        if before is None:
            job = now.job if key.kind == "Job" else None
            return total([now.steady(now.pods.least), job or {}])
        claims = most([before.claims or {}, now.claims or {}])
        old, new = ((each.pods.least, each.pod or {}) for each in (before, now))
        if not restarts or key.kind == "DaemonSet":
            pods = most([times(*old), times(*new)])
        elif key.kind == "Deployment":
            extra = surge(self.cluster[key], new[0])
            pods = peak_of_deployment(old, new, recreated=recreates(self.cluster[key]), extra=extra)
        else:
            pods = peak_of_others(old, new)
        return total([claims, pods])


def _demands(side: Side) -> dict[Key, Demand]:
    scaled = autoscaled(side)
    return {key: demand(key, manifest, scaled) for key, manifest in side.items()}
