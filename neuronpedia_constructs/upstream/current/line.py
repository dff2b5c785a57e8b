"""The current line."""

from __future__ import annotations

from neuronpedia_constructs.draft.pod import Resources
from neuronpedia_constructs.upstream.line import AutointerpLine, Line
from neuronpedia_constructs.upstream.lines import unread

from .graph.server import CurrentGraph
from .inference.server import CurrentInference
from .nla.server import CurrentNla
from .sparsity.server import CurrentSparsity

LINE = Line(
    name="current",
    inference=CurrentInference(),
    autointerp=AutointerpLine(
        working_dir="/app/apps/autointerp",
        # It always loads its embedding model, of 435 million numbers in float32, also without a GPU.
        resources=Resources(requests={"cpu": "500m", "memory": "4Gi"}, limits={"cpu": "2", "memory": "6Gi"}),
        starting=30 * 60,
    ),
    graph=CurrentGraph(),
    nla=CurrentNla(),
    sparsity=CurrentSparsity(),
    unread=unread("current"),
)
