"""Drafts as small as they can be."""

from __future__ import annotations

from typing import Any

from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import ContainerDraft, PodDraft
from neuronpedia_constructs.draft.workload import WorkloadDraft


def container(name: str = "main", **fields: Any) -> ContainerDraft:
    return ContainerDraft(name=name, image="neuronpedia-webapp", **fields)


def draft(main: ContainerDraft | None = None, pod: dict[str, Any] | None = None, **fields: Any) -> WorkloadDraft:
    """A workload with one container, in which nothing is wrong."""
    first = main or container()
    template = PodDraft(containers={first.name: first}, security_context=pod_identity(10001), **(pod or {}))
    return WorkloadDraft(**{"name": "webapp", "selector": {"app": "webapp"}, "pod": template, **fields})
