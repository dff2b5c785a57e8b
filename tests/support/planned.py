"""Environments without constructs: what they would be synthesized to, made without a call over the jsii bridge."""

from __future__ import annotations

from neuronpedia_constructs import Neuronpedia
from neuronpedia_constructs.draft.kubernetes.bridge import Manifest
from neuronpedia_constructs.draft.kubernetes.manifests import manifest
from neuronpedia_constructs.environment.objects import render
from neuronpedia_constructs.environment.plan import Plan
from neuronpedia_constructs.mixins.application import MixinTargets, check_scope
from neuronpedia_constructs.validation.problems import InvalidAppError, Problem


def problems(plan: Plan) -> list[Problem]:
    """What keeps the environment from being synthesized."""
    targets = MixinTargets()
    finals, found = plan.finalize(targets)
    wider = plan.mixins.parent
    found += check_scope(wider, targets) if wider else ()
    if all(problem.warning for problem in found):
        found += render(plan, finals)[1]
    return [problem.at("Neuronpedia") for problem in found if not problem.warning]


def manifests(plan: Plan) -> list[Manifest]:
    """The manifests of a valid environment."""
    finals, found = plan.finalize(MixinTargets())
    objects, amended = render(plan, finals) if all(problem.warning for problem in found) else (None, [])
    wrong = [problem for problem in (*found, *amended) if not problem.warning]
    if objects is None or wrong:
        raise InvalidAppError(wrong)
    return [made.amended or manifest(made, plan.context.namespace) for made in objects.all()]


def of_environment(environment: Neuronpedia) -> list[Manifest]:
    """The manifests of a valid environment, without constructs of others in it."""
    return manifests(environment.plan)
