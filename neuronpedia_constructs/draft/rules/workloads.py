"""The rules that every workload must satisfy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.pod import SecretKey
from neuronpedia_constructs.draft.volumes import EmptyDir
from neuronpedia_constructs.validation.names import (
    is_config_key,
    is_variable,
)
from neuronpedia_constructs.validation.problems import Problem, quoted
from neuronpedia_constructs.validation.quantities import amount, has_unit

from .labels import label_problems
from .pod_security import check_pod_security

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from neuronpedia_constructs.draft.pod import ContainerDraft
    from neuronpedia_constructs.draft.workload import WorkloadDraft


def check_workload(draft: WorkloadDraft, checked: Collection[str]) -> Iterator[Problem]:
    """Yield the problems of a workload after its mixins have been applied.

    Args:
        draft: the final draft.
        checked: label values that have already been checked as arguments.
    """
    for container in draft.all_containers():
        yield from _check_resources(container)
        yield from _check_variables(container)
        yield from _check_empty(container, draft)
        yield from _check_mounts(container, draft)
    if not isinstance(draft.replicas, int) or draft.replicas < 1:
        yield Problem.invalid(
            "workload.replicas-invalid", "replicas", draft.replicas, "a whole number of at least 1", "set it to 1"
        )
    if draft.autoscaled is not None:
        yield from _check_autoscaled(draft)
    yield from _check_volumes(draft)
    yield from check_pod_security(draft)
    for name, data in draft.config_maps.items():
        for problem in config_problems(data):
            yield replace(problem, field=f"{problem.field} of ConfigMap {name}")
    own = {label: value for label, value in {**draft.pod_labels, **draft.all_labels}.items() if value not in checked}
    yield from label_problems("label", own)
    yield from label_problems("node selector", draft.pod.node_selector)


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


def _check_variables(container: ContainerDraft) -> Iterator[Problem]:
    for name in container.env:
        if not is_variable(name):
            allowed = "letters, digits, '-', '_' and '.', not beginning with a digit"
            yield Problem.invalid(
                "workload.variable-name-invalid",
                f"variable of container {container.name}",
                name,
                allowed,
                'write it as "MY_VARIABLE"',
            )
    for name, value in container.env.items():
        if not isinstance(value, (str, SecretKey)) and not hasattr(value, "secret_key_ref"):
            place = f"variable {name} of container {container.name}"
            allowed = "a string, a SecretKey or a k8s.EnvVarSource"
            yield Problem(
                "workload.variable-value-invalid",
                place,
                f"a value of type {type(value).__name__} is not allowed",
                allowed,
                "write a string, or refer to a key of a Secret",
            )


def config_problems(data: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for each invalid key or value of a ConfigMap."""
    for key, value in data.items():
        if not is_config_key(key):
            allowed = "letters, digits, '-', '_' and '.', at most 253 characters"
            yield Problem.invalid("workload.config-key-invalid", "key", key, allowed, 'write it as "MY_VARIABLE"')
        elif not isinstance(value, str):
            plain = isinstance(value, (int, float))
            fix = f'write it as "{value}"' if plain else "write a string"
            cause = f"{quoted(value) if plain else 'a value of type ' + type(value).__name__} is not a string"
            yield Problem("workload.config-value-invalid", key, cause, "a string", fix)


def _check_resources(container: ContainerDraft) -> Iterator[Problem]:
    requests, limits = container.resources.requests, container.resources.limits
    for resource in [*requests, *(limits.keys() - requests.keys())]:
        place = f"resources of container {container.name}: {resource}"
        both = [amounts[resource] for amounts in (requests, limits) if resource in amounts]
        given = both[:1] if both[0] == both[-1] else both
        # Extended resources, whose names contain a domain, are devices, which cannot be divided.
        whole = "/" in resource
        wrong = [value for value in given if not (found := amount(value)) or (whole and found % 1)]
        for value in wrong:
            allowed = "a whole number of at least 1" if whole else 'a positive quantity, such as "500m", "8" or "26Gi"'
            fix = 'write it as "1"' if whole else "write a number with a unit"
            yield Problem.invalid("workload.resources-invalid", place, value, allowed, fix)
        if len(given) > 1 and not wrong:
            request, limit = given
            if (amount(limit) or 0) < (amount(request) or 0):
                below = f"{limit!r} is below the request of {request!r}"
                yield Problem(
                    "workload.limit-below-request",
                    f"{place} limit",
                    below,
                    f"an amount of at least {request}",
                    "raise the limit or lower the request",
                )


def _check_empty(container: ContainerDraft, draft: WorkloadDraft) -> Iterator[Problem]:
    read = {name: data for name, data in draft.config_maps.items() if name in container.env_from}
    own = {name: value for name, value in container.env.items() if isinstance(value, str)}
    for where, variables in {**read, f"container {container.name}": own}.items():
        for name, value in variables.items():
            if not value and name in container.nonempty_variables:
                allowed = "a value, or no variable at all: the program misreads an empty one"
                place, fix = f"variable {name} of {where}", "remove the variable, or set a value"
                yield Problem.invalid("workload.variable-empty", place, value, allowed, fix)


def _check_mounts(container: ContainerDraft, draft: WorkloadDraft) -> Iterator[Problem]:
    volumes = [*draft.pod.volumes, *draft.volume_claim_templates]
    for path, mount in container.volume_mounts.items():
        volume = mount if isinstance(mount, str) else mount.name
        if volume not in volumes:
            allowed = f"one of the pod's volumes: {', '.join(sorted(volumes))}"
            fix = "add the volume to the draft's pod.volumes, or correct its name"
            yield Problem.invalid(
                "workload.volume-missing", f"mount {path} of container {container.name}", volume, allowed, fix
            )
