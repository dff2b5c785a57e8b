"""Validation of objects that mixins have amended, by the same rules as drafts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.configuration.secrets.literals import literals
from neuronpedia_constructs.draft.rules.labels import label_problems
from neuronpedia_constructs.draft.rules.pod_security import own_users, pod_security_problems
from neuronpedia_constructs.draft.rules.workloads import config_problems
from neuronpedia_constructs.images.tags import reference_problems
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest
    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.mixins.amendment import Amended


def check_amended(amended: Amended, draft: WorkloadDraft | None, context: Context) -> Iterator[Problem]:
    """Yield the problems of an object that mixins have amended. An unchanged object has none.

    Args:
        amended: the object.
        draft: the draft of the workload that it belongs to, if any.
        context: the environment.
    """
    if not amended.mixins:
        return
    try:
        found = list(_problems(amended.manifest, draft, context))
    except (AttributeError, KeyError, TypeError) as error:
        cause = f"{amended.mixins} made it invalid: {error!r}"
        yield Problem(
            "amendment.manifest-invalid", "manifest", cause, "a valid object of its kind", "correct the mixin"
        )
        return
    for problem in found:
        yield replace(problem, cause=f"{problem.cause} (amended by {amended.mixins})")


def _problems(manifest: Manifest, draft: WorkloadDraft | None, context: Context) -> Iterator[Problem]:
    yield from label_problems("label", manifest["metadata"].get("labels") or {})
    if manifest["kind"] == "ConfigMap":
        data = manifest.get("data") or {}
        yield from config_problems(data)
        yield from literals("", data)
    if draft is not None and manifest["kind"] in ("Deployment", "StatefulSet"):
        yield from _selector_problems(manifest["spec"].get("selector"), draft)
    for template in _templates(manifest):
        yield from _template_problems(template, draft, context)


def _selector_problems(selector: object, draft: WorkloadDraft) -> Iterator[Problem]:
    wanted = {"matchLabels": draft.selector}
    if selector != wanted:
        allowed = f"{wanted}, because a selector is immutable"
        yield Problem.invalid("amendment.selector-broken", "selector", selector, allowed, "leave it unchanged")


def _template_problems(template: Manifest, draft: WorkloadDraft | None, context: Context) -> Iterator[Problem]:
    labels, spec = template["metadata"].get("labels") or {}, template["spec"]
    yield from label_problems("pod label", labels)
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
    for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
        name = container["name"]
        variables = {entry["name"]: entry.get("value") for entry in container.get("env") or ()}
        yield from literals(f"of container {name}", variables)
        if not context.is_local:
            yield from reference_problems(name, str(container["image"]))


def _templates(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """Yield the pod template of an object, if it has one."""
    spec = manifest.get("spec") or {}
    for place in (spec, (spec.get("jobTemplate") or {}).get("spec") or {}):
        if isinstance(place.get("template"), dict) and "spec" in place["template"]:
            yield place["template"]
