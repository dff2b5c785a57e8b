"""Constructs of the objects that belong to no single workload."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cdk8s import JsonPatch
from cdk8s_plus_28 import k8s
from constructs import Construct

from neuronpedia_constructs.draft.kubernetes.bridge import is_chart
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject, update

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cdk8s import ApiObject

    from neuronpedia_constructs.draft.kubernetes.bridge import Fields

    from .plan import Plan

_INVALID = KubeObject(k8s.KubeIngress, "ingress", {"metadata": {"name": "invalid"}})


class SharedObjects(Construct):
    """The Namespace, and what pods refer to."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "shared")

    def emit(self, objects: Iterable[KubeObject]) -> None:
        """Create the Kubernetes objects."""
        for made in objects:
            is_namespace = made.kind is k8s.KubeNamespace
            # Helm creates the namespace of a release itself, and fails if the chart contains it, too.
            if not (is_namespace and is_chart()):
                created = made.create(self)
                if is_namespace and made.amended is None:
                    # cdk8s sets the chart's namespace on every object, but a Namespace has none.
                    created.add_json_patch(_without_namespace())


@cache
def _without_namespace() -> JsonPatch:
    return JsonPatch.remove("/metadata/namespace")


class PublicRoute:
    """The public route to the webapp, created before synthesis if it is asked for."""

    def __init__(self, plan: Plan, webapp: Construct) -> None:
        self._plan = plan
        # As a child of the webapp, it follows it in the manifest.
        self._webapp = webapp
        self._created: ApiObject | None = None
        self._before: Fields = {}

    def construct(self) -> ApiObject:
        """Return the object as a construct.

        Raises:
            AttributeError: the route is an `OwnRoute`, or the app has been synthesized.
        """
        if self._created is None:
            if self._plan.mixins.closed:
                raise AttributeError(f"{self._plan.name} has been synthesized; read ingress before app.synth()")
            # Wrong arguments might not cross the bridge. The stand-in is never written, as synthesis will fail.
            wrong = any(not problem.warning for problem in self._plan.problems)
            route = _INVALID if wrong else self._plan.route.public(self._plan.context)
            if route is None:
                raise AttributeError(f"{self._plan.name} has an OwnRoute, for which the library creates no object")
            self._created, self._before = route.create(self._webapp), route.fields["metadata"]
        return self._created

    def emit(self, objects: Iterable[KubeObject]) -> None:
        """Create or update the object."""
        for made in objects:
            if self._created is None:
                self._created = made.create(self._webapp)
            else:
                update(self._created, made, self._before)
