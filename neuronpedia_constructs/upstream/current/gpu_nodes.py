"""The nodes on which the current line's GPU images run: their driver must support the CUDA that the images have."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.bridge import unfolded
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.models.draft import ModelServerDraft

_CUDA: Final = "nvidia.com/cuda.runtime.major"
"""Node label of NVIDIA's GPU feature discovery: the newest CUDA that the driver supports."""

_CAPABILITY: Final = "nvidia.com/gpu.compute.major"
"""Node label of NVIDIA's GPU feature discovery: the major number of the compute capability."""


def finalize(draft: ModelServerDraft, *, cuda: int, bfloat16: bool) -> None:
    """Require nodes with a driver and a GPU that the image and the model can use, if labels tell.

    Args:
        draft: the draft.
        cuda: the major number of the CUDA version.
        bfloat16: whether the GPU must support bfloat16.
    """
    own = draft.pod.affinity or k8s.Affinity()
    if not (draft.has_gpu and draft.feature_discovery) or own.node_affinity is not None:
        return
    nodes = _nodes(cuda, bfloat16=bfloat16)
    draft.pod.affinity = k8s.Affinity(
        node_affinity=nodes, pod_affinity=own.pod_affinity, pod_anti_affinity=own.pod_anti_affinity
    )


@cache
def _nodes(cuda: int, *, bfloat16: bool) -> k8s.NodeAffinity:
    above = {_CUDA: cuda - 1, **({_CAPABILITY: 7} if bfloat16 else {})}
    terms = [
        k8s.NodeSelectorRequirement(key=label, operator="Gt", values=[str(number)]) for label, number in above.items()
    ]
    selector = k8s.NodeSelector(node_selector_terms=[k8s.NodeSelectorTerm(match_expressions=terms)])
    return k8s.NodeAffinity(required_during_scheduling_ignored_during_execution=selector)


def check(draft: ModelServerDraft, *, cuda: str, driver: str) -> Iterator[Problem]:
    """Warn of nodes that may have an older driver, on which the server would never become ready.

    Args:
        draft: the draft.
        cuda: the version of CUDA.
        driver: the oldest driver for it.
    """
    if not draft.has_gpu:
        return
    if draft.feature_discovery and _CUDA not in str(unfolded(draft.pod.affinity, str)):
        cause = f"a mixin gives the pods a node affinity of their own, without the driver for CUDA {cuda}"
        allowed = f"nodes with {driver} or newer; without such a driver, the server never starts"
        fix = f'add to it that the label "{_CUDA}" is greater than "{int(cuda.partition(".")[0]) - 1}", or write '
        fix += "feature_discovery=False"
        yield Problem("gpu.driver-not-selected", "GPU driver", cause, allowed, fix, warning=True)
    if draft.feature_discovery is None:
        cause = f"nothing selects nodes whose driver supports CUDA {cuda}, which is {driver} or newer"
        allowed = (
            "nodes with the labels of NVIDIA's GPU feature discovery; without such a driver, the server never starts"
        )
        fix = 'write product="NVIDIA-L4", or feature_discovery=True or False, into the GpuProfile'
        yield Problem("gpu.driver-unchecked", "GPU driver", cause, allowed, fix, warning=True)
