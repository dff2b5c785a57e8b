"""Validation of objects that mixins have amended, by the same rules as drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.rules.objects.places import containers, pod_templates
from neuronpedia_constructs.draft.rules.objects.structure import structure_problems
from neuronpedia_constructs.draft.rules.pod_security import own_users, pod_security_problems
from neuronpedia_constructs.images.tags import reference_problems
from neuronpedia_constructs.validation.problems import Problem

from .checked import checked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest
    from neuronpedia_constructs.draft.workload import WorkloadDraft


def amended_problems(manifest: Manifest, draft: WorkloadDraft | None, context: Context) -> list[Problem]:
    """Return the problems of an object, whose fields may be of any type.

    Args:
        manifest: the object.
        draft: the draft of the workload that it belongs to, if any.
        context: the environment.
    """
    found = list(structure_problems(manifest))
    if not all(problem.warning for problem in found):
        return found
    try:
        return [*found, *_problems(manifest, draft, context)]
    except (AttributeError, KeyError, TypeError) as error:
        cause = f"it is invalid: {error!r}"
        allowed = "a valid object of its kind"
        return [Problem("amendment.manifest-invalid", "manifest", cause, allowed, "correct the mixin")]


def _problems(manifest: Manifest, draft: WorkloadDraft | None, context: Context) -> Iterator[Problem]:
    yield from checked(manifest)
    if draft is not None and manifest["kind"] in ("Deployment", "StatefulSet"):
        yield from _selector_problems(manifest["spec"].get("selector"), draft)
    for template in pod_templates(manifest):
        yield from _template_problems(template, draft, context)


def _selector_problems(selector: object, draft: WorkloadDraft) -> Iterator[Problem]:
    wanted = {"matchLabels": draft.selector}
    if selector != wanted:
        allowed = f"{wanted}, because a selector is immutable"
        yield Problem.invalid("amendment.selector-broken", "selector", selector, allowed, "leave it unchanged")


def _template_problems(template: Manifest, draft: WorkloadDraft | None, context: Context) -> Iterator[Problem]:
    labels, spec = template["metadata"].get("labels") or {}, template["spec"]
    for key, value in draft.selector.items() if draft else ():
        if labels.get(key) != value:
            yield Problem.invalid(
                "amendment.selector-broken",
                f"pod label {key}",
                labels.get(key),
                f"{value!r}, which selects the pods",
                "leave it unchanged",
            )
    if not isinstance(spec.get("containers"), list) or not spec["containers"]:
        allowed = "a list of at least one container"
        yield Problem.invalid("amendment.containers-missing", "containers", spec.get("containers"), allowed, "keep one")
        return
    own, assigned = (own_users(draft), draft.user_is_assigned) if draft else ((), False)
    yield from pod_security_problems(spec, own, assigned=assigned)
    for container in containers(spec):
        if not context.is_local:
            yield from reference_problems(container["name"], str(container["image"]))
