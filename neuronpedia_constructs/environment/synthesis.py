"""The one moment in which an app is validated and its objects come to be.

Every way to synthesize an app (`App.synth` with each of its output types, `App.synth_yaml`, `Chart.to_json`,
`Testing.synth`) runs the validation hooks of the construct tree before it renders anything, and nothing else is common
to all of them. So one hook on the app's root is where drafts become Kubernetes objects: late enough for every mixin,
early enough to write nothing when anything is wrong. It is on the root, and not on each environment, because cdk8s runs
all hooks of the tree anew for every chart that it renders.
"""

from __future__ import annotations

import sys
import traceback
from itertools import takewhile
from typing import TYPE_CHECKING, Protocol

import jsii
from cdk8s import App
from constructs import Construct, IValidation

from neuronpedia_constructs.draft.mixin_scope import MixinScope
from neuronpedia_constructs.mixins.application import Reach, check_scope
from neuronpedia_constructs.validation.problems import InvalidAppError, Problem, quoted, report_warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .plan import Final, Plan

_ATTRIBUTE = "_neuronpedia_synthesis"


class Environment(Protocol):
    """What synthesis needs of an environment."""

    plan: Plan

    def emit(self, finals: list[Final]) -> None:
        """Create the Kubernetes objects."""


@jsii.implements(IValidation)
class Synthesis:
    """The environments of one app."""

    def __init__(self, app: App) -> None:
        self.mixins = MixinScope.of_app(app)
        self.environments: list[Environment] = []
        self._emitted = 0
        self._shown: list[Problem] = []
        app.node.add_validation(self)
        setattr(app, _ATTRIBUTE, self)

    @staticmethod
    def find(app: App) -> Synthesis | None:
        """Return the synthesis of an app, or None where it has no environment."""
        found = getattr(app, _ATTRIBUTE, None)
        return found if isinstance(found, Synthesis) else None

    @staticmethod
    def of(scope: Construct) -> Synthesis:
        """Return the synthesis of the app that a construct is in, which its first environment begins."""
        app = scope if isinstance(scope, App) else App.of(scope)
        return Synthesis.find(app) or Synthesis(app)

    def validate(self) -> list[str]:
        """Emit the environments that were added since the last call, once nothing is wrong with any.

        Raises:
            InvalidAppError: something is.
            SystemExit: something failed that is no problem of the app's; the message is its traceback.
        """
        if self._emitted < len(self.environments):
            try:
                self._emit()
            except Exception as error:
                # The bridge would turn it into an error of the JavaScript runtime that says nothing of where it was.
                raise SystemExit("".join(traceback.format_exception(error))) from error
        return []

    def _emit(self) -> None:
        finals, found = self.resolve()
        problems = [problem for problem in found if not problem.warning]
        if problems:
            raise InvalidAppError(problems)
        for environment, final in zip(self.environments[self._emitted :], finals[self._emitted :], strict=True):
            environment.emit(final)
        self._emitted = len(self.environments)
        self.mixins.closed = True
        if warnings := [warning for warning in found if warning not in self._shown]:
            print(report_warnings(warnings), file=sys.stderr)
            self._shown += warnings

    def resolve(self) -> tuple[list[list[Final]], list[Problem]]:
        """Return the final drafts of every environment, and everything that is wrong with the app, or doubtful."""
        reach = Reach()
        finals: list[list[Final]] = []
        problems: list[Problem] = []
        for environment in self.environments:
            final, found = environment.plan.resolve(reach)
            finals.append(final)
            problems += (problem.at("Neuronpedia", environment.plan.name) for problem in found)
            problems += _shared_namespace(environment.plan, self.environments)
        problems += (problem.at("App") for problem in check_scope(self.mixins, reach))
        return finals, list(dict.fromkeys(problems))


def _shared_namespace(plan: Plan, environments: Iterable[Environment]) -> Iterator[Problem]:
    """Warn of environments before this one that would be applied to the same namespace of the same cluster."""
    earlier = takewhile(lambda environment: environment.plan is not plan, environments)
    others = [found.plan.name for found in earlier if found.plan.settings.overwrites(plan.settings)]
    if others:
        names = " and ".join(quoted(name) for name in others)
        verb = "has" if len(others) == 1 else "have"
        given = (
            f"{quoted(plan.settings.namespace)}, which {names} {verb} too; in one cluster, they overwrite each other"
        )
        fix = 'write another namespace=, or cluster="…" where they are in different clusters'
        warning = Problem("namespace", given, "a namespace of its own in each cluster", fix, warning=True)
        yield warning.at("Neuronpedia", plan.name)


def find_problems(app: App) -> tuple[Problem, ...]:
    """Return everything that keeps an app from being synthesized, without synthesizing it."""
    return tuple(problem for problem in _find(app) if not problem.warning)


def find_warnings(app: App) -> tuple[Problem, ...]:
    """Return what an app is synthesized with, but will probably not work with, without synthesizing it.

    `App.synth` prints the same on standard error once nothing keeps it from writing.
    """
    return tuple(problem for problem in _find(app) if problem.warning)


def _find(app: App) -> list[Problem]:
    synthesis = Synthesis.find(app)
    return synthesis.resolve()[1] if synthesis else []
