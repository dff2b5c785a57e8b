"""The rule that a workload keeps what other parts of an environment know it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.workload import WorkloadDraft


def identity_problems(described: WorkloadDraft, draft: WorkloadDraft) -> Iterator[Problem]:
    """Yield a problem for each part of a draft that differs from the library's description.

    Args:
        described: the draft before anything changed it.
        draft: the draft now, whose values have the right types.
    """
    if draft.name != described.name:
        allowed = f"{described.name!r}, which other objects refer to"
        yield Problem.invalid("draft.identity", "draft.name", draft.name, allowed, "leave it unchanged")
    if draft.selector != described.selector:
        allowed = f"{described.selector}, because a selector is immutable"
        cause = f"{draft.selector} is not allowed"
        yield Problem("draft.identity", "draft.selector", cause, allowed, "leave it unchanged")
    for field, labels in (("labels", draft.labels), ("pod_labels", draft.pod_labels)):
        for label, value in described.selector.items():
            if labels.get(label, value) != value:
                place, allowed = f"draft.{field}[{label!r}]", f"{value!r}, which selects the pods"
                fix = "choose another key for your label"
                yield Problem.invalid("draft.identity", place, labels[label], allowed, fix)
    pod, own = draft.pod, described.pod
    yield from _missing("draft.pod.containers", own.containers, pod.containers)
    yield from _missing("draft.pod.init_containers", own.init_containers, pod.init_containers)
    yield from _missing("draft.config_maps", described.config_maps, draft.config_maps)
    for name, container in own.containers.items():
        ports = pod.containers[name].ports if name in pod.containers else container.ports
        for port, number in container.ports.items():
            if ports.get(port) != number:
                place = f"draft.pod.containers[{name!r}].ports[{port!r}]"
                allowed = f"{number}, which Services, policies and probes name"
                fix = "leave it unchanged, and add other ports under other names"
                yield Problem.invalid("draft.identity", place, ports.get(port), allowed, fix)
    first = next(iter(own.containers), None)
    if first in pod.containers and first != next(iter(pod.containers)):
        cause = f"{quoted(next(iter(pod.containers)))} is the first container"
        fix = f"add your containers after {first!r}"
        yield Problem("draft.identity", "draft.pod.containers", cause, f"{first!r} first, as the main container", fix)


def _missing(place: str, own: Mapping[str, object], given: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for each of the workload's own entries that is missing."""
    for name in own:
        if name not in given:
            allowed = f"the workload's own entries, which are {', '.join(map(repr, own))}, and others"
            fix = f"change the entry {name!r} instead of removing it"
            yield Problem("draft.identity", place, f"{name!r} is missing", allowed, fix)
