"""SAEs in host memory, from where they are moved to the GPU as requests need them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class SaePaging(PlainArguments):
    """Keep all SAEs in host memory, and on the GPU only as many as fit, the least recently used of which make room.

    A request whose SAE is not on the GPU takes tens of milliseconds longer. The host needs memory for all SAEs. Only
    the current line's server can do this.
    """

    gpu_gib: float | None = None
    """`SAE_GPU_BUDGET_GIB`: GiB on the GPU for SAEs. Default: what the model leaves on a GPU whose memory is known,
    otherwise "auto", with which the server divides the rest itself."""
    pinned_host_gib: float | None = None
    """`SAE_PINNED_HOST_GIB`: GiB of host memory that may be page-locked, which makes the transfer faster. Default: the
    server measures what the node has left, which may be more than the pod's limit."""

    def problems(self) -> Iterator[Problem]:
        """List the problems of the arguments."""
        for name in ("gpu_gib", "pinned_host_gib"):
            value = getattr(self, name)
            usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < float("inf")
            if value is not None and not usable:
                fix = f"write {name}=8, or leave it out"
                yield Problem.invalid("model.paging-invalid", f"SaePaging {name}", value, "GiB, more than 0", fix)
