"""Labels and annotations of every object of an environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from neuronpedia_constructs.draft.kubernetes.manifests import KINDS
from neuronpedia_constructs.draft.rules.labels import label_problems
from neuronpedia_constructs.validation.names import is_label_key
from neuronpedia_constructs.validation.problems import Problem

from .mixin import Mixin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.workload import WorkloadDraft

_RESERVED = frozenset(
    {
        "app",
        "instance",
        "model",
        *(f"app.kubernetes.io/{name}" for name in ("component", "instance", "managed-by", "name", "part-of")),
    }
)
"""The library's own labels, which select pods and parts of an environment."""

POD = "Pod"
"""Stands for pods that objects of other kinds create."""


@dataclass(kw_only=True, eq=False)
class Labels(Mixin):
    """Add labels to objects and pods, for example for cost allocation or policies.

    Given to an environment or an app, it also labels objects that belong to no single workload: the Namespace,
    NetworkPolicies, routes and ExternalSecrets. Changing a label restarts the pods.
    """

    amends_workloads: ClassVar[bool] = False

    labels: Mapping[str, str] = field(kw_only=False)
    """The labels, such as {"example.org/team": "research"}. You cannot change the library's own labels.
    https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/"""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Label the objects and the pods of a workload."""
        if not any(self.problems()):
            draft.labels.update(self.labels)

    def amend(self, manifest: dict[str, Any]) -> None:
        """Label an object that belongs to no single workload."""
        manifest["metadata"].setdefault("labels", {}).update(self.labels)

    def problems(self) -> Iterator[Problem]:
        """List invalid labels, and labels that the library sets."""
        if not isinstance(self.labels, Mapping):
            fix = 'write Labels({"example.org/team": "research"})'
            yield Problem.invalid("labels.invalid", "labels", self.labels, "a dictionary of labels", fix)
            return
        yield from label_problems("label", self.labels)
        for key in sorted(_RESERVED & self.labels.keys()):
            yield Problem.invalid(
                "labels.reserved", "label key", key, "a label that the library does not set", "choose another key"
            )


@dataclass(kw_only=True, eq=False)
class Annotations(Mixin):
    """Add annotations to objects, for example for a service mesh, Prometheus or a cloud identity."""

    annotations: Mapping[str, str] = field(kw_only=False)
    """The annotations, such as {"prometheus.io/scrape": "true"}.
    https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/"""
    kinds: Sequence[str] | None = None
    """The kinds of objects to annotate, such as ["ServiceAccount"]. "Pod" stands for the pods of Deployments, Jobs and
    other workloads; changing an annotation restarts them. Default: every object, but no pods."""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Annotate the pods of a workload if `kinds` includes them."""
        if POD in (self.kinds or ()) and not any(self.problems()):
            draft.pod_annotations.update(self.annotations)

    def amend(self, manifest: dict[str, Any]) -> None:
        """Annotate an object if `kinds` includes its kind."""
        if self.kinds is None or manifest["kind"] in self.kinds:
            manifest["metadata"].setdefault("annotations", {}).update(self.annotations)

    def problems(self) -> Iterator[Problem]:
        """List invalid annotations, and kinds that no environment has."""
        given = self.annotations
        if not isinstance(given, Mapping) or not all(isinstance(value, str) for value in given.values()):
            fix = 'write Annotations({"prometheus.io/scrape": "true"})'
            yield Problem.invalid("annotations.invalid", "annotations", given, "a dictionary of strings", fix)
            return
        for key in given:
            if not is_label_key(key):
                yield Problem.invalid(
                    "annotations.key-invalid",
                    "annotation key",
                    key,
                    "a name, optionally after <domain>/",
                    "correct it",
                )
        known = (*KINDS, POD)
        if self.kinds is None:
            return
        if isinstance(self.kinds, str) or not isinstance(self.kinds, Sequence) or not self.kinds:
            fix = 'write kinds=["Service"], or leave it out'
            yield Problem.invalid("annotations.kinds-invalid", "annotations kinds", self.kinds, "a list of kinds", fix)
            return
        for kind in self.kinds:
            if kind not in known:
                allowed = f"one of: {', '.join(sorted(known))}"
                yield Problem.invalid(
                    "annotations.kind-unknown", "annotations kinds", kind, allowed, "correct or remove it"
                )
