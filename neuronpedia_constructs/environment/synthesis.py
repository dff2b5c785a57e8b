"""Synthesis: validation of an app, and creation of its Kubernetes objects.

All ways to synthesize an app (`App.synth` with each of its output types, `App.synth_yaml`, `Chart.to_json`,
`Testing.synth`) run the validation hooks of the construct tree before they render anything, and have nothing else in
common. So a hook on the app's root turns drafts into Kubernetes objects: late enough to see every mixin, and early
enough to write nothing if there is a problem. It is on the root, not on each environment, because cdk8s runs all hooks
of the tree again for every chart that it renders.
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
from neuronpedia_constructs.mixins.application import MixinTargets, check_scope
from neuronpedia_constructs.validation.grouping import grouped
from neuronpedia_constructs.validation.problems import InvalidAppError, Problem, quoted, report_warnings, visible

from .objects import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .objects import Objects
    from .plan import Plan

_ATTRIBUTE = "_neuronpedia_synthesis"


class Environment(Protocol):
    """An environment, as synthesis sees it."""

    plan: Plan

    def emit(self, objects: Objects) -> None:
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
        """Return the synthesis of an app, or None if the app has no environment."""
        found = getattr(app, _ATTRIBUTE, None)
        return found if isinstance(found, Synthesis) else None

    @staticmethod
    def of(scope: Construct) -> Synthesis:
        """Return the synthesis of the app that a construct is in, and create it for the first environment."""
        app = scope if isinstance(scope, App) else App.of(scope)
        return Synthesis.find(app) or Synthesis(app)

    def validate(self) -> list[str]:
        """Create the objects of all environments that were added since the last call, if the app has no problems.

        Raises:
            InvalidAppError: it has problems.
            SystemExit: an unexpected exception occurred; the message is its traceback.
        """
        if self._emitted < len(self.environments):
            try:
                self._emit()
            except Exception as error:
                # The bridge would turn it into an error of the JavaScript runtime that does not say where it occurred.
                raise SystemExit(visible("".join(traceback.format_exception(error)))) from error
        return []

    def _emit(self) -> None:
        rendered, found = self.finalize()
        problems = [problem for problem in found if not problem.warning]
        if problems:
            raise InvalidAppError(problems)
        for environment, objects in zip(self.environments[self._emitted :], rendered[self._emitted :], strict=True):
            environment.emit(objects)
        self._emitted = len(self.environments)
        self.mixins.closed = True
        if warnings := [warning for warning in found if warning not in self._shown]:
            print(report_warnings(warnings), file=sys.stderr)
            self._shown += warnings

    def finalize(self) -> tuple[list[Objects], list[Problem]]:
        """Return the objects of every environment without errors, and all problems and warnings of the app.

        Objects are amended only in environments that have no other errors.
        """
        targets = MixinTargets()
        rendered: list[Objects] = []
        problems: list[Problem] = []
        for environment in self.environments:
            plan = environment.plan
            finals, found = plan.finalize(targets)
            if all(problem.warning for problem in found):
                objects, of_objects = render(plan, finals)
                rendered.append(objects)
                found += of_objects
            problems += (problem.at("Neuronpedia", plan.name) for problem in found)
            problems += _shared_namespace(plan, self.environments)
        problems += (problem.at("App") for problem in check_scope(self.mixins, targets))
        return rendered, grouped(problems)


def _shared_namespace(plan: Plan, environments: Iterable[Environment]) -> Iterator[Problem]:
    """Warn if earlier environments would be applied to the same namespace of the same cluster."""
    earlier = takewhile(lambda environment: environment.plan is not plan, environments)
    others = [found.plan.name for found in earlier if _overwrite(found.plan, plan)]
    if others:
        names = " and ".join(quoted(name) for name in others)
        verb = "has" if len(others) == 1 else "have"
        cause = f"{names} also {verb} {quoted(plan.context.namespace)}; in the same cluster, they overwrite each other"
        fix = 'change namespace=, or write network=NetworkAccess(cluster="…") if they are in different clusters'
        warning = Problem(
            "namespace.shared", "namespace", cause, "a namespace that is unique in its cluster", fix, warning=True
        )
        yield warning.at("Neuronpedia", plan.name)


def _overwrite(one: Plan, other: Plan) -> bool:
    """Return whether two environments have the same namespace of the same cluster.

    Clusters differ if their names differ, or if only one of them is a throw-away cluster.
    """
    same_cluster = one.network.cluster == other.network.cluster and one.context.is_local == other.context.is_local
    return one.context.namespace == other.context.namespace and same_cluster


def find_problems(app: App) -> tuple[Problem, ...]:
    """Return all problems that prevent synthesis of an app, without synthesizing it."""
    return tuple(problem for problem in _find(app) if not problem.warning)


def find_warnings(app: App) -> tuple[Problem, ...]:
    """Return all warnings about an app, without synthesizing it.

    A warning does not prevent synthesis, but something will probably not work. `App.synth` prints warnings to standard
    error if there are no problems.
    """
    return tuple(problem for problem in _find(app) if problem.warning)


def _find(app: App) -> list[Problem]:
    synthesis = Synthesis.find(app)
    return synthesis.finalize()[1] if synthesis else []
