"""Apply the mixins of every scope to a service's draft."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.problems import Problem

from .mixin import Mixin, nothing_reached

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from constructs import IMixin

    from neuronpedia_constructs.draft.mixin_scope import MixinScope
    from neuronpedia_constructs.draft.planned import Service
    from neuronpedia_constructs.draft.workload import WorkloadDraft


@dataclass
class Reach:
    """Which drafts each mixin of an app is meant for, collected over all services."""

    drafts: dict[int, list[WorkloadDraft]] = field(default_factory=dict)

    def add(self, mixin: IMixin, draft: WorkloadDraft) -> None:
        """Note that a mixin is meant for a draft."""
        self.drafts.setdefault(id(mixin), []).append(draft)

    def of(self, mixin: IMixin) -> list[WorkloadDraft]:
        """Return the drafts that a mixin is meant for."""
        return self.drafts.get(id(mixin), [])


def resolve(service: Service, reach: Reach) -> tuple[WorkloadDraft, list[Problem]]:
    """Return a service's draft with its mixins applied, the widest scope first, and what went wrong on the way."""
    draft = service.draft.copy()
    problems: list[Problem] = []
    decided: set[str] = set()
    levels: list[list[IMixin]] = []
    for level in service.mixins.outward():
        supported = [mixin for mixin in level.mixins if service.takes(mixin) and mixin.supports(service.target)]
        for mixin in supported:
            reach.add(mixin, draft)
        levels.append([mixin for mixin in supported if _concern(mixin) not in decided])
        decided.update(concern for mixin in supported if (concern := _concern(mixin)))
    for level_mixins in reversed(levels):
        problems += _apply_level(level_mixins, service, draft)
    return draft, problems


def check_scope(scope: MixinScope, reach: Reach) -> Iterator[Problem]:
    """List what is wrong with the mixins of one scope as such: their arguments, their number and their reach."""
    first: dict[str, IMixin] = {}
    for mixin in scope.mixins:
        concern = _concern(mixin)
        if concern in first:
            given = f"set twice, by {_name(first[concern])} and {_name(mixin)}"
            fix = "keep one of them, or give one to a narrower scope, where it takes precedence"
            yield Problem(concern, given, "one for each service, environment or app", fix)
        elif concern:
            first[concern] = mixin
        if isinstance(mixin, Mixin):
            yield from mixin.problems()
            yield from mixin.problems_of_reach(reach.of(mixin))
        else:
            yield from nothing_reached(mixin, reach.of(mixin))


def _apply_level(mixins: Sequence[IMixin], service: Service, draft: WorkloadDraft) -> Iterator[Problem]:
    """Apply the mixins of one scope, and list those that set the same thing to different values."""
    setters: dict[tuple[str, ...], IMixin] = {}
    decided: set[str] = set()
    several = len(mixins) > 1
    before = draft.copy() if several else draft
    for mixin in mixins:
        concern = _concern(mixin)
        if concern in decided:
            continue  # reported once for the whole scope
        decided.update([concern] if concern else [])
        yield from _apply(mixin, service, draft)
        if several:
            changed = draft.changes_since(before)
            for place in sorted(setters.keys() & changed):
                given = f"set by {_name(setters[place])} and by {_name(mixin)}"
                fix = "remove one of the mixins, or give one to a narrower scope, where it takes precedence"
                yield Problem(".".join(place), given, "one value", fix)
            setters.update(dict.fromkeys(changed, mixin))
            before = draft.copy()


def _apply(mixin: IMixin, service: Service, draft: WorkloadDraft) -> Iterator[Problem]:
    """Apply one mixin; whatever it raises is a problem, because it would not survive the bridge as an exception."""
    # A mixin that knows nothing of drafts but that a service has one finds the one that is being worked on.
    base, service.draft = service.draft, draft
    try:
        if isinstance(mixin, Mixin):
            mixin.apply_to_draft(draft)
        else:
            mixin.apply_to(service.target)
    except Exception as error:
        if isinstance(mixin, Mixin) and any(not problem.warning for problem in mixin.problems()):
            return  # its arguments are wrong, which is reported once for the scope that it was given to
        origin = traceback.extract_tb(error.__traceback__)[-1]
        given = f"{_name(mixin)}, which raised {error!r} in {origin.filename}, line {origin.lineno}"
        yield Problem("mixin", given, "a mixin that can be applied", "correct the mixin")
    finally:
        service.draft = base


def _concern(mixin: IMixin) -> str | None:
    return mixin.concern if isinstance(mixin, Mixin) else None


def _name(mixin: IMixin) -> str:
    name = getattr(mixin, "name", None)
    return f"{type(mixin).__name__} {name!r}" if isinstance(name, str) else type(mixin).__name__
