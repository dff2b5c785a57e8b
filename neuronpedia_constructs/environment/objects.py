"""The Kubernetes objects of an environment."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.configuration.secrets.external import ENCODED_PASSWORD, external_secrets
from neuronpedia_constructs.configuration.secrets.sources import ExternalSecrets
from neuronpedia_constructs.database import references
from neuronpedia_constructs.draft.kubernetes.manifests import manifest
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import kept
from neuronpedia_constructs.draft.rules.objects.check import of_object
from neuronpedia_constructs.draft.rules.pod_security import namespace_labels
from neuronpedia_constructs.mixins.amendment import amend, amending
from neuronpedia_constructs.mixins.application import levels, workload_levels
from neuronpedia_constructs.network import connections
from neuronpedia_constructs.network.mesh import IstioAmbient, IstioSidecars, check_by_hand
from neuronpedia_constructs.network.policies import Network

from .amended import amended_problems
from .checked import checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest
    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
    from neuronpedia_constructs.mixins.mixin import Mixin
    from neuronpedia_constructs.validation.problems import Problem

    from .plan import Plan
    from .workloads import FinalWorkload


class Objects(NamedTuple):
    """The objects of an environment, by the construct that creates them."""

    shared: list[KubeObject]
    """Objects that belong to no single workload: the Namespace, and what pods refer to."""
    workloads: list[tuple[WorkloadPlan[Any], list[KubeObject]]]
    """The objects of each workload."""
    route: list[KubeObject]
    """The public route to the webapp; empty for an `OwnRoute`."""

    def all(self) -> Iterator[KubeObject]:
        """Yield every object."""
        yield from self.shared
        yield from chain.from_iterable(made for _, made in self.workloads)
        yield from self.route


def render(plan: Plan, finals: Sequence[FinalWorkload]) -> tuple[Objects, list[Problem]]:
    """Return the objects of an environment with the amendments of mixins, and the problems of those amendments.

    The workloads must have no errors. Their objects have been checked; the others are checked here.
    """
    drafts = [final.draft for final in finals]
    public = plan.route.public(plan.context)
    objects = Objects(
        shared=[_namespace(plan, drafts), *_shared(plan, drafts)],
        workloads=[(final.plan, list(final.objects)) for final in finals],
        route=[] if public is None else [public],
    )
    others = [manifest(made, plan.context.namespace) for made in (*objects.shared, *objects.route)]
    problems = [of_object(problem, made) for made in others for problem in checked(made)]
    amended, found = _amended(plan, finals, objects)
    return amended, problems + found


def _namespace(plan: Plan, drafts: Sequence[WorkloadDraft]) -> KubeObject:
    labels = {**plan.context.common_labels("namespace"), **namespace_labels(drafts)}
    metadata = {"name": plan.context.namespace, "labels": labels}
    return kept(KubeObject(k8s.KubeNamespace, "namespace", {"metadata": metadata}))


def _shared(plan: Plan, drafts: Sequence[WorkloadDraft]) -> Iterator[KubeObject]:
    """Yield the objects that pods refer to, the network policies, and the other objects of the route."""
    if isinstance(plan.secrets, ExternalSecrets):
        composed = references.composed(plan.database, ENCODED_PASSWORD)
        yield from external_secrets(plan.secrets, drafts, composed, plan.context.common_labels("secrets"))
    conditions = {
        connections.EXPOSED: plan.route.expose_backends,
        connections.ISSUED: plan.route.is_issued,
        connections.OPERATED: plan.database.operated_from is not None,
        connections.MONITORED: plan.database.is_monitored,
        connections.GRAPHS: bool(plan.servers.graph),
        connections.DESCRIPTIONS: bool(plan.servers.nla),
        connections.SPARSE: bool(plan.servers.sparsity),
        connections.SIDECARS: isinstance(plan.network.mesh, IstioSidecars),
        connections.AMBIENT: isinstance(plan.network.mesh, IstioAmbient),
    }
    holding = frozenset(name for name, holds in conditions.items() if holds)
    labels = plan.context.common_labels("network-policy")
    yield from Network(labels, plan.network, drafts, holding, plan.database.operated_from).policies()
    yield from plan.route.others(plan.context, [server.draft for server in plan.servers.inference])


def _amended(plan: Plan, finals: Sequence[FinalWorkload], objects: Objects) -> tuple[Objects, list[Problem]]:
    """Return objects with the amendments of mixins, and the problems of those amendments."""
    found: list[tuple[Problem, str, str]] = []
    of_environment = amending(levels(plan.mixins, lambda _: True), workload=False)

    def amended(
        made: Iterable[KubeObject], mixins: Sequence[Sequence[Mixin]], draft: WorkloadDraft | None = None
    ) -> Iterator[KubeObject]:
        for each in made:
            if not any(mixins):
                yield each
                continue
            result = amend(
                each,
                mixins,
                plan.context.namespace,
                lambda manifest: amended_problems(manifest, draft, plan.context),
            )
            mesh = _check_mesh(result.manifest, plan, finals)
            name = f"{result.manifest['kind']} {result.manifest['metadata']['name']}"
            found.extend((problem, draft.name if draft else "", name) for problem in (*result.problems, *mesh))
            yield result.made

    workloads = [
        (final.plan, list(amended(made, amending(workload_levels(final.plan), workload=True), final.draft)))
        for final, (_, made) in zip(finals, objects.workloads, strict=True)
    ]
    shared, route = (list(amended(made, of_environment)) for made in (objects.shared, objects.route))
    return Objects(shared, workloads, route), list(_once(found))


def _check_mesh(manifest: Manifest, plan: Plan, finals: Iterable[FinalWorkload]) -> Iterator[Problem]:
    """Warn of a namespace that a mixin puts into a mesh by hand. Labels that all workloads have are told of those."""
    if manifest["kind"] == "Namespace":
        told = set.intersection(*(set(final.draft.all_labels.items()) for final in finals))
        labels = dict((manifest["metadata"].get("labels") or {}).items() - told)
        yield from check_by_hand([("", labels)], plan.network.mesh)


def _once(found: Iterable[tuple[Problem, str, str]]) -> Iterator[Problem]:
    """Yield each problem once, with the objects that have it, because a mixin changes many in the same way."""
    places: dict[Problem, list[tuple[str, str]]] = {}
    for problem, workload, name in found:
        places.setdefault(problem, []).append((workload, name))
    for problem, having in places.items():
        (workload, first), *others = having
        more = f" and {len(others)} more" if others else ""
        construct = workload if {other for other, _ in having} == {workload} else ""
        yield replace(problem, field=f"{problem.field} of {first}{more}").at(construct)
