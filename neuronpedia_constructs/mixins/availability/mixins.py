"""Replicas, autoscaling, disruption budgets and priorities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.draft.workload import Autoscaled, Budget, Prerequisite
from neuronpedia_constructs.mixins.mixin import Mixin
from neuronpedia_constructs.validation.names import is_dns_name, matches
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.workload import WorkloadDraft

_PERCENT = re.compile(r"(100|[1-9]?[0-9])%")
_HIGHEST = 100


@dataclass(kw_only=True, eq=False)
class Replicas(Mixin):
    """A fixed number of pods, spread over nodes and zones, and evicted one at a time.

    It supports workloads that can have several pods: the webapp, the autointerp server, and inference servers, where
    each pod needs its own GPU. Given to an environment, it applies to all of them.
    """

    concern: ClassVar[str | None] = "replicas"

    count: int = field(kw_only=False)
    """Number of pods, at least 1."""

    supported: ClassVar[str] = (
        "the webapp, the autointerp server and servers for models, which can have several pods; remove it here"
    )

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Return whether the workload can have several pods."""
        return draft.is_replicable

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the number of pods."""
        if not any(self.problems()):
            draft.replicas = self.count

    def problems(self) -> Iterator[Problem]:
        """List the problems of the argument."""
        if not _is_count(self.count):
            yield Problem.invalid(
                "replicas.count-invalid", "replicas count", self.count, "a whole number from 1", "write Replicas(2)"
            )


@dataclass(kw_only=True, eq=False)
class Autoscaling(Mixin):
    """A number of pods that follows the load: a HorizontalPodAutoscaler. It needs the cluster's metrics server.

    It supports the webapp and the autointerp server. Given to an environment, it applies to both.
    """

    concern: ClassVar[str | None] = "replicas"

    min_replicas: int = 2
    """Minimum number of pods, at least 1. Default 2."""
    max_replicas: int = 6
    """Maximum number of pods. Default 6."""
    cpu_percent: int = 80
    """Target for the pods' average CPU usage, in percent of their requests, at least 1. Default 80."""

    supported: ClassVar[str] = (
        "the webapp and the autointerp server, whose CPU usage reflects their load; "
        "use Replicas(…) for inference servers"
    )

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Return whether the workload can have several pods, and its CPU usage reflects its load."""
        return draft.is_replicable and draft.is_cpu_bound

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Enable autoscaling."""
        if not any(self.problems()):
            draft.autoscaled = Autoscaled(self.min_replicas, self.max_replicas, self.cpu_percent)

    def problems(self) -> Iterator[Problem]:
        """List the problems of the arguments."""
        for argument, example in (("min_replicas", 2), ("max_replicas", 6), ("cpu_percent", 80)):
            if not _is_count(given := getattr(self, argument)):
                fix = f"write {argument}={example}"
                yield Problem.invalid(
                    "autoscaling.invalid", f"autoscaling {argument}", given, "a whole number from 1", fix
                )
        bounds = (self.min_replicas, self.max_replicas)
        if all(map(_is_count, bounds)) and self.min_replicas > self.max_replicas:
            cause = f"{self.min_replicas} is more than max_replicas={self.max_replicas}"
            fix = "raise max_replicas, or lower min_replicas"
            yield Problem("autoscaling.bounds", "autoscaling min_replicas", cause, f"at most {self.max_replicas}", fix)


@dataclass(kw_only=True, eq=False)
class DisruptionBudget(Mixin):
    """A PodDisruptionBudget: how many pods evictions, such as node drains, may remove at the same time.

    Without this mixin, workloads with more than one pod have a budget of one pod at a time. A workload with a single
    pod has none: the budget would either block node drains or have no effect.
    """

    concern: ClassVar[str | None] = "disruption budget"

    min_available: int | str | None = None
    """Pods that must stay available: a number, or a percentage such as "50%". Default: none."""
    max_unavailable: int | str | None = None
    """Alternatively, pods that may be unavailable. Default: none."""

    supported: ClassVar[str] = (
        "the webapp, the autointerp server and servers for models, which can have several pods; remove it here"
    )

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Return whether the workload can have several pods."""
        return draft.is_replicable

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the budget."""
        if not any(self.problems()):
            draft.budget = Budget(self.min_available, self.max_unavailable)

    def problems(self) -> Iterator[Problem]:
        """List the problems of the arguments."""
        given = {"min_available": self.min_available, "max_unavailable": self.max_unavailable}
        set_ = {argument: value for argument, value in given.items() if value is not None}
        if len(set_) != 1:
            both = (
                f"{'both' if set_ else 'neither'} of min_available and max_unavailable {'are' if set_ else 'is'} given"
            )
            yield Problem(
                "disruption-budget.one-argument",
                "disruption budget",
                both,
                "one of the two",
                "write DisruptionBudget(max_unavailable=1)",
            )
            return
        ((argument, value),) = set_.items()
        if not (_is_count(value, least=0) or matches(_PERCENT, value)):
            allowed = 'a whole number, or a percentage such as "50%"'
            yield Problem.invalid(
                "disruption-budget.invalid", f"disruption budget {argument}", value, allowed, "write max_unavailable=1"
            )
        elif argument == "max_unavailable" and str(value).rstrip("%") == "0":
            given_none = f"with {quoted(value)}, a node with such a pod can never be drained"
            yield Problem(
                "disruption-budget.blocks-drains",
                "disruption budget max_unavailable",
                given_none,
                "1 or more",
                "write max_unavailable=1",
            )

    def problems_with_targets(self, targets: Sequence[WorkloadDraft]) -> Iterator[Problem]:
        """List a problem if no workload has several pods, or if no pod could ever be evicted."""
        yield from super().problems_with_targets(targets)
        if any(self.problems()):
            return
        several = [draft for draft in targets if _is_count(draft.fewest_replicas, least=2)]
        if targets and not several:
            cause = f"{', '.join(sorted(draft.name for draft in targets))} have a single pod each"
            fix = "add Replicas(2) or Autoscaling(), or remove it"
            yield Problem(
                "disruption-budget.single-pod", "disruption budget", cause, "a workload with more than one pod", fix
            )
        for draft in several:
            kept = _kept(self.min_available, draft.fewest_replicas)
            if kept >= draft.fewest_replicas:
                cause = f"{quoted(self.min_available)} keeps all of {draft.fewest_replicas} pods"
                allowed = f"at most {draft.fewest_replicas - 1}; otherwise no node can be drained"
                place = "disruption budget min_available"
                yield Problem(
                    "disruption-budget.blocks-drains", place, cause, allowed, "write max_unavailable=1", draft.name
                )


@dataclass(kw_only=True, eq=False)
class PriorityClass(Mixin):
    """Schedule pods with a priority class, before pods of lower priority, which may be preempted."""

    concern: ClassVar[str | None] = "priority class"

    name: str = field(kw_only=False)
    """Name of an existing PriorityClass."""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the priority class."""
        draft.pod.priority_class_name = self.name
        draft.prerequisites.add(Prerequisite("PriorityClass", str(self.name)))

    def problems(self) -> Iterator[Problem]:
        """List the problems of the argument."""
        if not is_dns_name(self.name):
            yield Problem.invalid(
                "priority-class.name-invalid",
                "priority class",
                self.name,
                "the name of a PriorityClass",
                'write it as "high"',
            )


def _is_count(value: object, least: int = 1) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _kept(min_available: int | str | None, replicas: int) -> int:
    """Return how many of a number of pods must stay; Kubernetes rounds up."""
    if isinstance(min_available, str):
        return -(-int(min_available.rstrip("%")) * replicas // _HIGHEST)
    return min_available or 0
