"""The workloads of an environment, complete and checked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from neuronpedia_constructs.draft.kubernetes.manifests import manifest
from neuronpedia_constructs.mixins.application import MixinTargets, apply_mixins, own_mixins
from neuronpedia_constructs.mixins.availability import objects as availability
from neuronpedia_constructs.mixins.guard import Around, has_wrong_arguments, origin
from neuronpedia_constructs.validation.problems import Problem

from .checked import checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from constructs import IMixin

    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.draft.workload_plan import WorkloadPlan


class FinalWorkload(NamedTuple):
    """A workload whose draft is final, with all mixins applied."""

    plan: WorkloadPlan[Any]
    draft: WorkloadDraft
    objects: tuple[KubeObject, ...] = ()
    """Its Kubernetes objects; none if the draft has errors."""


class Environment(NamedTuple):
    """What workloads get from their environment."""

    namespace: str
    complete: Callable[[WorkloadPlan[Any], WorkloadDraft, Sequence[FinalWorkload]], None]
    """Completes a draft from the options of the environment and the workloads before it."""
    check: Callable[[WorkloadPlan[Any], WorkloadDraft], Iterable[Problem]]
    """Returns the problems of a complete draft."""
    problems: Sequence[Problem]
    """The problems of the environment's own arguments."""


def finalize_workload(
    environment: Environment, plan: WorkloadPlan[Any], targets: MixinTargets, earlier: Sequence[FinalWorkload]
) -> tuple[FinalWorkload, list[Problem]]:
    """Return a workload with its mixins applied, complete, and its problems.

    Args:
        environment: the environment.
        plan: the workload.
        targets: collects the workloads that each mixin supports.
        earlier: the workloads before this one.
    """
    draft, problems = apply_mixins(plan, targets)
    done = _complete(environment, plan, draft, earlier)
    problems += (_attributed(problem, environment, plan, earlier) for problem in done.problems)
    of_objects = [_attributed(problem, environment, plan, earlier) for problem in done.of_objects]
    if of_objects and _has_wrong_arguments(environment, plan):
        # They may follow from the arguments, which have been reported. What a mixin of the user's own does, does not.
        of_objects = [problem for problem in of_objects if problem not in done.of_objects]
    return done.final, [*problems, *of_objects]


def _has_wrong_arguments(environment: Environment, plan: WorkloadPlan[Any]) -> bool:
    """Return whether arguments of an environment, or of mixins that a workload is in the scope of, are wrong."""
    mixins = (mixin for scope in plan.mixins.outward() for mixin in scope.mixins)
    return any(not problem.warning for problem in environment.problems) or any(map(has_wrong_arguments, mixins))


class _Completed(NamedTuple):
    final: FinalWorkload
    problems: list[Problem]
    of_objects: list[Problem]
    """The problems of its objects."""

    @property
    def all(self) -> list[Problem]:
        return [*self.problems, *self.of_objects]


def _complete(
    environment: Environment, plan: WorkloadPlan[Any], draft: WorkloadDraft, earlier: Sequence[FinalWorkload]
) -> _Completed:
    """Return a workload with its objects, and its problems. What makes the library's code fail is one of them."""
    try:
        environment.complete(plan, draft, earlier)
        problems = list(environment.check(plan, draft))
        if not all(problem.warning for problem in problems):
            return _Completed(FinalWorkload(plan, draft), problems, [])
        objects = (*plan.objects(draft), *availability.objects(draft))
        found = dict.fromkeys(_of_objects(objects, environment.namespace))
        return _Completed(FinalWorkload(plan, draft, objects), problems, list(found))
    except Exception as error:
        if _has_wrong_arguments(environment, plan):
            return _Completed(FinalWorkload(plan, draft), [], [])
        if plan.draft == plan.described and not own_mixins(plan):
            raise
        cause = f"no manifest can be made from the draft: {error!r}"
        allowed = "a draft with the fields that the workload needs"
        problem = Problem("draft.unusable", "draft", cause, allowed, "undo the change that causes it")
        described = plan.described.copy()
        environment.complete(plan, described, earlier)
        return _Completed(FinalWorkload(plan, described), [problem], [])


def _of_objects(objects: Iterable[KubeObject], namespace: str) -> Iterator[Problem]:
    for made in objects:
        yield from checked(manifest(made, namespace))


def _attributed(
    problem: Problem, environment: Environment, plan: WorkloadPlan[Any], earlier: Sequence[FinalWorkload]
) -> Problem:
    """Return a problem with the user's own mixin that caused it, if any: the one without which it disappears."""

    def is_wrong(mixin: IMixin, around: Around) -> bool:
        def run(applied: IMixin, call: Callable[[], None], _: WorkloadDraft) -> None:
            around(call) if applied is mixin else call()

        draft, _ = apply_mixins(plan, MixinTargets(), run=run)
        return problem in _complete(environment, plan, draft, earlier).all

    for mixin in own_mixins(plan):
        draft, _ = apply_mixins(plan, MixinTargets(), without=[mixin])
        if problem not in _complete(environment, plan, draft, earlier).all:
            return replace(problem, cause=f"{problem.cause} (set by {origin(mixin, partial(is_wrong, mixin))})")
    return problem
