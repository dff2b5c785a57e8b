"""The legacy line."""

from __future__ import annotations

from neuronpedia_constructs.draft.pod import Resources
from neuronpedia_constructs.upstream.line import AutointerpLine, Line
from neuronpedia_constructs.upstream.lines import unread

from .inference import LegacyInference

LINE = Line(
    name="legacy",
    inference=LegacyInference(),
    autointerp=AutointerpLine(
        working_dir=None,
        resources=Resources(requests={"cpu": "500m", "memory": "1Gi"}, limits={"cpu": "1", "memory": "2Gi"}),
        starting=600,
    ),
    unread=unread("legacy"),
)
