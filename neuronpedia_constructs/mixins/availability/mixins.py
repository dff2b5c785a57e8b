"""How many pods a service has, which of them may be away, and whose turn it is where nodes are full."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.draft.availability import Autoscaled, Budget
from neuronpedia_constructs.draft.workload import Prerequisite
from neuronpedia_constructs.mixins.mixin import Mixin
from neuronpedia_constructs.validation.names import is_dns_name, matches
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.workload import WorkloadDraft

_PERCENT = re.compile(r"(100|[1-9]?[0-9])%")
_HIGHEST = 100


class Replicas(Mixin):
    """A fixed number of pods, spread over nodes and zones, of which an eviction takes away one at a time.

    Args:
        count: number of pods, from 1.

    For the services that can have several: the webapp, the autointerp server and inference servers, of which each pod
    needs a GPU of its own. Given to an environment, it holds for all of them.
    """

    concern = "replicas"

    def __init__(self, count: int) -> None:
        self.count: Final = count

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether several pods of the workload can serve side by side."""
        return draft.is_replicable

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the number of pods."""
        if not any(self.problems()):
            draft.replicas = self.count

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the argument."""
        if not _is_count(self.count):
            yield Problem("replicas count", quoted(self.count), "a whole number from 1", "write Replicas(2)")


class Autoscaling(Mixin):
    """A number of pods that follows the load: a HorizontalPodAutoscaler. It needs the cluster's metrics server.

    Args:
        min_replicas: fewest pods, from 1; default 2.
        max_replicas: most pods; default 6.
        cpu_percent: CPU that pods use on average, in percent of what they request, which the number of pods is to keep;
            from 1; default 80.

    For the webapp and the autointerp server; given to an environment, it holds for both.
    """

    concern = "replicas"

    def __init__(self, *, min_replicas: int = 2, max_replicas: int = 6, cpu_percent: int = 80) -> None:
        self.min_replicas: Final = min_replicas
        self.max_replicas: Final = max_replicas
        self.cpu_percent: Final = cpu_percent

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether the workload is one whose load its CPU shows, which that of a GPU server does not."""
        return draft.is_replicable and not draft.takes_model

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Have the number of pods follow the load."""
        if not any(self.problems()):
            draft.autoscaled = Autoscaled(self.min_replicas, self.max_replicas, self.cpu_percent)

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        for argument, example in (("min_replicas", 2), ("max_replicas", 6), ("cpu_percent", 80)):
            if not _is_count(given := getattr(self, argument)):
                fix = f"write {argument}={example}"
                yield Problem(f"autoscaling {argument}", quoted(given), "a whole number from 1", fix)
        bounds = (self.min_replicas, self.max_replicas)
        if all(map(_is_count, bounds)) and self.min_replicas > self.max_replicas:
            given = f"{self.min_replicas}, more than max_replicas={self.max_replicas}"
            fix = "raise max_replicas, or lower min_replicas"
            yield Problem("autoscaling min_replicas", given, f"at most {self.max_replicas}", fix)


class DisruptionBudget(Mixin):
    """How many of several pods an eviction, as in the drain of a node, may take away: a PodDisruptionBudget.

    Services with more than one pod have one without this mixin: one pod at a time.

    Args:
        min_available: pods that have to stay, a number or a percentage such as "50%"; default: none.
        max_unavailable: in its place, pods that may be away; default: none, but one of the two is needed.

    A service with a single pod has no budget: it would either keep a node from being drained for ever, or mean nothing.
    """

    concern = "disruption budget"

    def __init__(self, *, min_available: int | str | None = None, max_unavailable: int | str | None = None) -> None:
        self.min_available: Final = min_available
        self.max_unavailable: Final = max_unavailable

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether several pods of the workload can serve side by side."""
        return draft.is_replicable

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the budget."""
        if not any(self.problems()):
            draft.budget = Budget(self.min_available, self.max_unavailable)

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments by themselves."""
        given = {"min_available": self.min_available, "max_unavailable": self.max_unavailable}
        set_ = {argument: value for argument, value in given.items() if value is not None}
        if len(set_) != 1:
            both = "both min_available and max_unavailable" if set_ else "neither min_available nor max_unavailable"
            yield Problem("disruption budget", both, "one of the two", "write DisruptionBudget(max_unavailable=1)")
            return
        ((argument, value),) = set_.items()
        if not (_is_count(value, least=0) or matches(_PERCENT, value)):
            allowed = 'a whole number, or a percentage such as "50%"'
            yield Problem(f"disruption budget {argument}", quoted(value), allowed, "write max_unavailable=1")
        elif argument == "max_unavailable" and str(value).rstrip("%") == "0":
            given_none = f"{quoted(value)}, which no node with such a pod could ever be drained under"
            yield Problem("disruption budget max_unavailable", given_none, "1 or more", "write max_unavailable=1")

    def problems_of_reach(self, reached: Sequence[WorkloadDraft]) -> Iterator[Problem]:
        """List it where no service has several pods, and where none of them could ever be taken away."""
        yield from super().problems_of_reach(reached)
        if any(self.problems()):
            return
        several = [draft for draft in reached if _is_count(draft.fewest_replicas, least=2)]
        if reached and not several:
            given = f"given to {', '.join(sorted(draft.name for draft in reached))}, of which each has a single pod"
            fix = "add Replicas(2) or Autoscaling(), or remove it"
            yield Problem("disruption budget", given, "a service with more than one pod", fix)
        for draft in several:
            kept = _kept(self.min_available, draft.fewest_replicas)
            if kept >= draft.fewest_replicas:
                given = f"{quoted(self.min_available)} of {draft.fewest_replicas} pods, of which none could ever go"
                allowed = f"at most {draft.fewest_replicas - 1}, or a node could not be drained"
                place = "disruption budget min_available"
                yield Problem(place, given, allowed, "write max_unavailable=1", draft.name)


class PriorityClass(Mixin):
    """Schedule pods with a priority class of the cluster, before those of lower ones, which may have to make room.

    Args:
        name: name of the PriorityClass, made outside of the app.
    """

    concern = "priority class"

    def __init__(self, name: str) -> None:
        self.name: Final = name

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the priority class."""
        draft.pod.priority_class_name = self.name
        draft.prerequisites.add(Prerequisite("PriorityClass", str(self.name)))

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the argument."""
        if not is_dns_name(self.name):
            yield Problem("priority class", quoted(self.name), "the name of a PriorityClass", 'write it as "high"')


def _is_count(value: object, least: int = 1) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _kept(min_available: int | str | None, replicas: int) -> int:
    """Return how many of a number of pods have to stay; Kubernetes rounds up."""
    if isinstance(min_available, str):
        return -(-int(min_available.rstrip("%")) * replicas // _HIGHEST)
    return min_available or 0
