"""Apply the mixins of every scope to a workload's draft."""

from __future__ import annotations

import sysconfig
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.validation.problems import Problem

from .changes import changes
from .mixin import Mixin, no_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from constructs import IMixin

    from neuronpedia_constructs.draft.mixin_scope import MixinScope
    from neuronpedia_constructs.draft.workload_plan import WorkloadPlan

_Draft = TypeVar("_Draft", bound=WorkloadDraft)

_LIBRARIES = tuple(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib"))
"""Folders of code that is not the user's own."""


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


def apply_mixins(plan: WorkloadPlan[_Draft], targets: MixinTargets) -> tuple[_Draft, list[Problem]]:
    """Return a workload's draft with its mixins applied, and the problems."""
    draft = plan.draft.copy()
    problems: list[Problem] = []

    def supports(mixin: IMixin) -> bool:
        if not (plan.accepts(mixin) and mixin.supports(plan.target)):
            return False
        targets.add(mixin, draft)
        return True

    for level in levels(plan.mixins, supports):
        problems += _apply_level(level, plan, draft)
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
            yield from mixin.problems()
            yield from mixin.problems_with_targets(targets.of(mixin))
        else:
            yield from no_targets(mixin, targets.of(mixin))


def once(mixins: Sequence[IMixin]) -> Iterator[IMixin]:
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


def _apply_level(mixins: Sequence[IMixin], plan: WorkloadPlan[Any], draft: WorkloadDraft) -> Iterator[Problem]:
    setters = Setters()
    before = draft.copy() if len(mixins) > 1 else draft
    for mixin in once(mixins):
        yield from _apply(mixin, plan, draft)
        if len(mixins) > 1:
            yield from setters.add(mixin, changes(before, draft))
            before = draft.copy()


def _apply(mixin: IMixin, plan: WorkloadPlan[Any], draft: WorkloadDraft) -> Iterator[Problem]:
    """Apply one mixin. An exception becomes a problem, because it could not cross the bridge."""
    # A mixin that only knows that a workload's construct has a draft finds the one that is being worked on.
    base, plan.draft = plan.draft, draft
    try:
        if isinstance(mixin, Mixin):
            mixin.apply_to_draft(draft)
        else:
            mixin.apply_to(plan.target)
    except Exception as error:
        if isinstance(mixin, Mixin) and any(not problem.warning for problem in mixin.problems()):
            return  # its arguments are wrong, which is reported once for the scope that it was given to
        yield raised(mixin, error)
    finally:
        plan.draft = base


def raised(mixin: IMixin, error: Exception) -> Problem:
    """Return the exception of a mixin as a problem."""
    frames = traceback.extract_tb(error.__traceback__)
    # Where the user's own code failed, not where a library that it called did.
    origin = next((frame for frame in reversed(frames) if not frame.filename.startswith(_LIBRARIES)), frames[-1])
    cause = f"{name_of(mixin)} raised {error!r} in {origin.filename}, line {origin.lineno}"
    return Problem("mixin.failed", "mixin", cause, "a mixin that raises nothing", "correct the mixin")


def _concern(mixin: IMixin) -> str | None:
    return mixin.concern if isinstance(mixin, Mixin) else None


def name_of(mixin: IMixin) -> str:
    """Return the name of a mixin for messages."""
    name = getattr(mixin, "name", None)
    return f"{type(mixin).__name__} {name!r}" if isinstance(name, str) else type(mixin).__name__
