"""The rules that every workload must satisfy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.volumes import EmptyDir
from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.quantities import has_unit

from .objects.sizes import variable_problem
from .pod_security import check_pod_security

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.pod import ContainerDraft
    from neuronpedia_constructs.draft.workload import WorkloadDraft


def check_workload(draft: WorkloadDraft) -> Iterator[Problem]:
    """Yield the problems of a final draft that its objects do not show.

    Args:
        draft: the final draft.
    """
    for container in draft.all_containers():
        yield from _check_variables(container, draft)
    if not isinstance(draft.replicas, int) or draft.replicas < 1:
        yield Problem.invalid(
            "workload.replicas-invalid", "replicas", draft.replicas, "a whole number of at least 1", "set it to 1"
        )
    if draft.autoscaled is not None:
        yield from _check_autoscaled(draft)
    yield from _check_volumes(draft)
    yield from check_pod_security(draft)


def _check_autoscaled(draft: WorkloadDraft) -> Iterator[Problem]:
    for container in draft.pod.containers.values():
        if "cpu" not in container.resources.requests:
            allowed = "an amount, which the autoscaler compares CPU usage with"
            fix = 'request an amount such as "500m", or remove Autoscaling'
            yield Problem(
                "workload.cpu-request-missing",
                f"resources of container {container.name}: cpu request",
                "the request is missing",
                allowed,
                fix,
            )


def _check_volumes(draft: WorkloadDraft) -> Iterator[Problem]:
    scratch = {name: volume for name, volume in draft.pod.volumes.items() if isinstance(volume, EmptyDir)}
    for kind, volumes in (("volume claim", draft.volume_claim_templates), ("volume", scratch)):
        for name, volume in volumes.items():
            if not has_unit(volume.size):
                allowed = 'a quantity with a unit, such as "10Gi"'
                yield Problem.invalid(
                    "workload.volume-size-invalid", f"{kind} {name}", volume.size, allowed, "add a unit"
                )


def _check_variables(container: ContainerDraft, draft: WorkloadDraft) -> Iterator[Problem]:
    read = {name: data for name, data in draft.config_maps.items() if name in container.env_from}
    own = {name: value for name, value in container.env.items() if isinstance(value, str)}
    for where, variables in {**read, f"container {container.name}": own}.items():
        for name, value in variables.items():
            if not value and name in container.nonempty_variables:
                allowed = "a value, or no variable at all: the program misreads an empty one"
                place, fix = f"variable {name} of {where}", "remove the variable, or set a value"
                yield Problem.invalid("workload.variable-empty", place, value, allowed, fix)
            elif where in read:
                yield from variable_problem(name, str(value), f"variable {name} of {where}")
