"""The Kubernetes objects of an environment."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.configuration.secrets.external import ENCODED_PASSWORD, external_secrets
from neuronpedia_constructs.configuration.secrets.sources import ExternalSecrets
from neuronpedia_constructs.database import references
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import kept
from neuronpedia_constructs.draft.rules.pod_security import namespace_labels
from neuronpedia_constructs.mixins.amendment import amend, amending
from neuronpedia_constructs.mixins.application import levels, workload_levels
from neuronpedia_constructs.mixins.availability import objects as availability
from neuronpedia_constructs.network import connections
from neuronpedia_constructs.network.policies import Network

from .amended import check_amended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
    from neuronpedia_constructs.mixins.mixin import Mixin
    from neuronpedia_constructs.validation.problems import Problem

    from .plan import FinalWorkload, Plan


class Objects(NamedTuple):
    """The objects of an environment, by where they are created."""

    shared: list[KubeObject]
    """Those that belong to no single workload: the Namespace, and what pods refer to."""
    workloads: list[tuple[WorkloadPlan[Any], list[KubeObject]]]
    """Those of each workload."""
    route: list[KubeObject]
    """The one that leads to the webapp, if it is ours."""

    def all(self) -> Iterator[KubeObject]:
        """Yield every object."""
        yield from self.shared
        yield from chain.from_iterable(made for _, made in self.workloads)
        yield from self.route


def render(plan: Plan, finals: Sequence[FinalWorkload]) -> tuple[Objects, list[Problem]]:
    """Return the objects of an environment as mixins amend them, and what is wrong with those."""
    drafts = [final.draft for final in finals]
    public = plan.route.public(plan.context)
    objects = Objects(
        shared=[_namespace(plan, drafts), *_shared(plan, drafts)],
        workloads=[(final.plan, list(_of_workload(final))) for final in finals],
        route=[] if public is None else [public],
    )
    return _amended(plan, finals, objects)


def is_amended(plan: Plan, finals: Iterable[FinalWorkload]) -> bool:
    """Tell whether mixins amend objects of an environment; otherwise, nothing can be wrong with those."""
    scopes = (plan.mixins, *(final.plan.mixins for final in finals))
    given = {id(mixin): mixin for scope in scopes for level in scope.outward() for mixin in level.mixins}
    return any(map(any, amending([list(given.values())], workload=False)))


def _namespace(plan: Plan, drafts: Sequence[WorkloadDraft]) -> KubeObject:
    labels = {**plan.context.common_labels("namespace"), **namespace_labels(drafts)}
    metadata = {"name": plan.context.namespace, "labels": labels}
    return kept(KubeObject(k8s.KubeNamespace, "namespace", {"metadata": metadata}))


def _shared(plan: Plan, drafts: Sequence[WorkloadDraft]) -> Iterator[KubeObject]:
    """Yield what pods refer to, and the further objects of the route."""
    if isinstance(plan.secrets, ExternalSecrets):
        composed = references.composed(plan.database, ENCODED_PASSWORD)
        yield from external_secrets(plan.secrets, drafts, composed, plan.context.common_labels("secrets"))
    conditions = {
        connections.EXPOSED: plan.route.expose_backends,
        connections.ISSUED: plan.route.is_issued,
        connections.OPERATED: plan.database.operated_from is not None,
        connections.MONITORED: plan.database.is_monitored,
    }
    holding = frozenset(name for name, holds in conditions.items() if holds)
    labels = plan.context.common_labels("network-policy")
    yield from Network(labels, plan.network, drafts, holding, plan.database.operated_from).policies()
    yield from plan.route.others(plan.context, [server.draft for server in plan.inference])


def _of_workload(final: FinalWorkload) -> Iterator[KubeObject]:
    yield from final.plan.objects(final.draft)
    yield from availability.objects(final.draft)


def _amended(plan: Plan, finals: Sequence[FinalWorkload], objects: Objects) -> tuple[Objects, list[Problem]]:
    """Return objects as mixins amend them."""
    found: list[tuple[Problem, str, str]] = []
    of_environment = amending(levels(plan.mixins, lambda _: True), workload=False)

    def amended(
        made: Iterable[KubeObject], mixins: Sequence[Sequence[Mixin]], draft: WorkloadDraft | None = None
    ) -> Iterator[KubeObject]:
        for each in made:
            if not any(mixins):
                yield each
                continue
            result, problems = amend(each, mixins, plan.context.namespace)
            problems += check_amended(result, draft, plan.context)
            name = f"{result.manifest['kind']} {result.manifest['metadata']['name']}"
            found.extend((problem, draft.name if draft else "", name) for problem in problems)
            yield result.made

    workloads = [
        (final.plan, list(amended(made, amending(workload_levels(final.plan), workload=True), final.draft)))
        for final, (_, made) in zip(finals, objects.workloads, strict=True)
    ]
    shared, route = (list(amended(made, of_environment)) for made in (objects.shared, objects.route))
    return Objects(shared, workloads, route), list(_once(found))


def _once(found: Iterable[tuple[Problem, str, str]]) -> Iterator[Problem]:
    """Yield each problem once, with the objects that have it: a mixin does the same to many."""
    places: dict[Problem, list[tuple[str, str]]] = {}
    for problem, workload, name in found:
        places.setdefault(problem, []).append((workload, name))
    for problem, having in places.items():
        (workload, first), *others = having
        more = f" and {len(others)} more" if others else ""
        construct = workload if {other for other, _ in having} == {workload} else ""
        yield replace(problem, field=f"{problem.field} of {first}{more}").at(construct)
