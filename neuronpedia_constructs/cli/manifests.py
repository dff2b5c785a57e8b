"""Objects that a command prints, in addition to those of an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s import App, Chart, Yaml

from neuronpedia_constructs.mixins.application import MixinTargets, apply_mixins
from neuronpedia_constructs.validation.problems import report

from .apps import UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
    from neuronpedia_constructs.environment.plan import Plan


def final_draft(plan: Plan, workload: WorkloadPlan[WorkloadDraft]) -> WorkloadDraft:
    """Return the draft of an additional workload, with its mixins applied.

    Raises:
        UnknownError: a mixin cannot be applied to it.
    """
    draft, found = apply_mixins(workload, MixinTargets())
    if problems := [problem.at(workload.name, plan.name) for problem in found if not problem.warning]:
        raise UnknownError(report(problems))
    plan.finalize_draft(workload, draft, plan.finalize(MixinTargets())[0])
    return draft


def as_yaml(objects: Iterable[KubeObject], namespace: str) -> str:
    """Return objects as YAML, as synthesis writes them."""
    chart = Chart(App(), "printed", namespace=namespace)
    text: str = Yaml.stringify(*(made.create(chart).to_json() for made in objects))
    return text
