"""Apply the mixins of every scope to a workload's draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from constructs import IMixin

from neuronpedia_constructs.draft.rules.identity import identity_problems
from neuronpedia_constructs.draft.rules.types import type_problems
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.validation.problems import Problem

from .changes import changes
from .guard import (
    FAILURES,
    Around,
    argument_problems,
    has_wrong_arguments,
    is_own,
    name_of,
    origin,
    raised,
    target_problems,
)
from .mixin import Mixin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.mixin_scope import MixinScope
    from neuronpedia_constructs.draft.workload_plan import WorkloadPlan

_Draft = TypeVar("_Draft", bound=WorkloadDraft)
_Mixin = TypeVar("_Mixin", bound=IMixin)

Run = Callable[[IMixin, Callable[[], None], WorkloadDraft], None]
"""Calls a mixin, which changes a draft."""


@dataclass
class MixinTargets:
    """The drafts that each mixin of an app supports, collected over all workloads."""

    drafts: dict[int, list[WorkloadDraft]] = field(default_factory=dict)

    def add(self, mixin: IMixin, draft: WorkloadDraft) -> None:
        """Record that a mixin supports a draft."""
        self.drafts.setdefault(id(mixin), []).append(draft)

    def of(self, mixin: IMixin) -> list[WorkloadDraft]:
        """Return the drafts that a mixin supports."""
        return self.drafts.get(id(mixin), [])


def levels(scope: MixinScope, supports: Callable[[IMixin], bool]) -> list[list[IMixin]]:
    """Return the mixins that apply in a scope, widest scope first.

    Among mixins with the same concern, those of the narrowest scope apply.
    """
    found: list[list[IMixin]] = []
    decided: set[str] = set()
    for level in scope.outward():
        supported = [mixin for mixin in level.mixins if supports(mixin)]
        found.append([mixin for mixin in supported if _concern(mixin) not in decided])
        decided.update(concern for mixin in supported if (concern := _concern(mixin)))
    return found[::-1]


def workload_levels(plan: WorkloadPlan[Any]) -> list[list[IMixin]]:
    """Return the mixins that apply to a workload, widest scope first."""
    return levels(plan.mixins, lambda mixin: plan.accepts(mixin) and mixin.supports(plan.target))


def own_mixins(plan: WorkloadPlan[Any]) -> list[IMixin]:
    """Return the user's own mixins that are given to a workload or to a scope around it."""
    return [mixin for scope in plan.mixins.outward() for mixin in scope.mixins if is_own(mixin)]


def apply_mixins(
    plan: WorkloadPlan[_Draft], targets: MixinTargets, *, without: Sequence[IMixin] = (), run: Run | None = None
) -> tuple[_Draft, list[Problem]]:
    """Return a workload's draft with its mixins applied, and the problems.

    A change that leaves the draft unusable is reported and undone.

    Args:
        plan: the workload.
        targets: collects what each mixin supports.
        without: mixins that are not applied.
        run: calls each mixin. Default: it is just called.
    """
    problems = [] if plan.draft == plan.described else list(_unusable(plan, plan.draft))
    draft = (plan.described if problems else plan.draft).copy()

    def supports(mixin: IMixin) -> bool:
        if not plan.accepts(mixin) or any(mixin is other for other in without):
            return False
        try:
            supported = mixin.supports(plan.target)
        except FAILURES as error:
            problems.append(raised(mixin, error, "supports_draft"))
            targets.add(mixin, draft)  # it is not without a target, too
            return False
        if supported:
            targets.add(mixin, draft)
        return supported

    for level in levels(plan.mixins, supports):
        problems += _apply_level(level, plan, draft, run or (lambda _, call, __: call()))
    return draft, problems


def check_scope(scope: MixinScope, targets: MixinTargets) -> Iterator[Problem]:
    """List the problems of the mixins of one scope: arguments, repetitions, and missing targets."""
    first: dict[str, IMixin] = {}
    for mixin in scope.mixins:
        concern = _concern(mixin)
        if concern in first:
            cause = f"{name_of(first[concern])} and {name_of(mixin)} both set it"
            fix = "keep one of them, or give one to a narrower scope, where it takes precedence"
            yield Problem("mixin.repeated", concern, cause, "one per workload, environment or app", fix)
        elif concern:
            first[concern] = mixin
        if isinstance(mixin, Mixin):
            yield from argument_problems(mixin)
        yield from target_problems(mixin, targets.of(mixin))


def once(mixins: Sequence[_Mixin]) -> Iterator[_Mixin]:
    """Yield the mixins of a level, but only one per concern; repetitions are reported elsewhere."""
    decided: set[str] = set()
    for mixin in mixins:
        concern = _concern(mixin)
        if concern not in decided:
            decided.update([concern] if concern else [])
            yield mixin


class Setters:
    """The mixins of one level by what they set. Two that set one field to different values contradict each other."""

    def __init__(self) -> None:
        self._mixins: dict[tuple[str, ...], IMixin] = {}

    def add(self, mixin: IMixin, changed: set[tuple[str, ...]]) -> Iterator[Problem]:
        """Record what a mixin changed, and list contradictions."""
        for place in sorted(self._mixins.keys() & changed):
            cause = f"{name_of(self._mixins[place])} and {name_of(mixin)} set it to different values"
            fix = "remove one of the mixins, or give one to a narrower scope, where it takes precedence"
            yield Problem("mixin.contradiction", ".".join(place), cause, "one value", fix)
        self._mixins.update(dict.fromkeys(changed, mixin))


def _apply_level(
    mixins: Sequence[IMixin], plan: WorkloadPlan[Any], draft: WorkloadDraft, run: Run
) -> Iterator[Problem]:
    setters = Setters()
    before = draft.copy() if len(mixins) > 1 else draft
    for mixin in once(mixins):
        yield from _apply(mixin, plan, draft, run)
        if len(mixins) > 1:
            yield from setters.add(mixin, changes(before, draft))
            before = draft.copy()


def _apply(mixin: IMixin, plan: WorkloadPlan[Any], draft: WorkloadDraft, run: Run) -> Iterator[Problem]:
    """Apply one mixin. What it raises becomes a problem, because an exception could not cross the bridge."""
    before = draft.copy() if is_own(mixin) else None
    try:
        run(mixin, lambda: _call(mixin, plan, draft), draft)
        found = list(_unusable(plan, draft)) if before is not None else []
    except FAILURES as error:
        found = [raised(mixin, error)]
    else:
        found = [_attributed(mixin, problem, plan, before) for problem in found] if before is not None else []
    if found and before is not None:
        draft.restore(before)
    # If its arguments are wrong, that is reported once for the scope that it was given to.
    if found and not has_wrong_arguments(mixin):
        yield from found


def _call(mixin: IMixin, plan: WorkloadPlan[Any], draft: WorkloadDraft) -> None:
    # A mixin that only knows that a workload's construct has a draft finds the one that is being worked on.
    base, plan.draft = plan.draft, draft
    try:
        apply: Callable[[], object] = (
            partial(mixin.apply_to_draft, draft) if isinstance(mixin, Mixin) else partial(mixin.apply_to, plan.target)
        )
        returned = apply()
        if returned is not None:
            # Such as a generator, whose code has not run.
            kind = type(returned).__name__
            raise TypeError(f"it returns a value of type {kind}, which has no effect: change the draft in place")
    finally:
        plan.draft = base


def _unusable(plan: WorkloadPlan[Any], draft: WorkloadDraft) -> Iterator[Problem]:
    """Yield what would make the library's own code fail on a draft."""
    wrong_types = list(type_problems(draft))
    yield from wrong_types or identity_problems(plan.described, draft)


def _attributed(mixin: IMixin, problem: Problem, plan: WorkloadPlan[Any], before: WorkloadDraft) -> Problem:
    """Return a problem that a mixin caused, with the line that did."""

    def is_wrong(around: Around) -> bool:
        trial = before.copy()
        around(lambda: _call(mixin, plan, trial))
        return problem in _unusable(plan, trial)

    return replace(problem, cause=f"{problem.cause} (set by {origin(mixin, is_wrong)})")


def _concern(mixin: IMixin) -> str | None:
    return mixin.concern if isinstance(mixin, Mixin) else None
