"""Write what README.md and docs/network.md say of connections from the table that the NetworkPolicies come from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from neuronpedia_constructs.database.backups import cron_job
from neuronpedia_constructs.database.spec import NAME as POSTGRES
from neuronpedia_constructs.network.connections import (
    API_SERVER,
    CALLERS,
    DNS,
    EDGES,
    INGRESS,
    INTERNET,
    NAMED,
    OPERATOR,
    OUTSIDE,
    PROMETHEUS,
    SOLVER,
)
from neuronpedia_constructs.services import autointerp, database_index, database_init, inference, webapp
from neuronpedia_constructs.services.registration import jobs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.network.connections import Edge

ROOT: Final = Path(__file__).parent.parent
README: Final = ROOT / "README.md"
NETWORK: Final = ROOT / "docs" / "network.md"


class Node(NamedTuple):
    """How a side of an edge is drawn: under what name, and as what."""

    name: str
    drawn: str
    inside: bool = True
    """Whether it is in the environment's namespace."""


NODES: Final = {
    INGRESS: Node("ingress", "[Ingress<br>neuronpedia-ingress]"),
    webapp.NAME: Node("webapp", "[Deployment<br>webapp]"),
    inference.APP: Node("inference", "[Deployment, one for each model<br>&lt;instance&gt;-inference]"),
    autointerp.NAME: Node("autointerp", "[Deployment<br>autointerp]"),
    database_init.NAME: Node("init", "[Job<br>db-init]"),
    database_index.NAME: Node("index", "[Job<br>db-index]"),
    jobs.NAME: Node("register", "[CronJob<br>register-inference]"),
    cron_job.NAME: Node("backup", "[CronJob<br>postgres-cron_job]"),
    POSTGRES: Node("postgres", "[(StatefulSet<br>postgres)]"),
    SOLVER: Node("solver", "[cert-manager's solver]"),
    INTERNET: Node("internet", "((internet))", inside=False),
    OPERATOR: Node("operator", "[CloudNativePG operator]", inside=False),
    PROMETHEUS: Node("prometheus", "[Prometheus]", inside=False),
    API_SERVER: Node("api", "[Kubernetes API server]", inside=False),
}

UNDRAWN: Final = frozenset({CALLERS, DNS, NAMED})
"""Sides to which, or from which, nearly every node would have an arrow."""

_PEOPLE: Final = "people((people)) -->|https| ingress"
"""The way to the one side that is there for others."""

_PART: Final = re.compile(r"(<!-- (\w+): written by `make docs` -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def main() -> None:
    """Write both documents."""
    for document in (README, NETWORK):
        document.write_text(written(document), encoding="utf-8")


def written(document: Path) -> str:
    """Return a document with its marked parts as they should be."""
    always = [edge for edge in EDGES if not edge.only_with]
    parts = {"picture": picture(always)} if document == README else {"edges": table(EDGES), "picture": picture(EDGES)}
    text = document.read_text(encoding="utf-8")
    if sorted(found[1] for found in _PART.findall(text)) != sorted(parts):
        msg = f"{document.name} has to have these marked parts, once each: {', '.join(parts)}"
        raise ValueError(msg)
    return _PART.sub(lambda found: f"{found[1]}\n{parts[found[2]]}\n{found[3]}", text)


def table(edges: Iterable[Edge]) -> str:
    """Return some edges as a table."""
    rows = [("from", "to", "port", "what for", "only with"), ("---",) * 5, *map(_row, edges)]
    return "".join(f"| {' | '.join(cells)} |\n".replace("|  |", "| |") for cells in rows)


def _row(edge: Edge) -> tuple[str, ...]:
    condition = f"`{edge.only_with}`" if edge.only_with else ""
    return _side(edge.source), _side(edge.target), _ports(edge), edge.why, condition


def _side(name: str) -> str:
    """Return pods as what they are labelled with, and others as what they are called."""
    return name if name in OUTSIDE or name == CALLERS else f"`{name}`"


def _ports(edge: Edge) -> str:
    if not edge.ports:
        return "that of the address"
    return ", ".join(map(str, edge.ports)) + (" (UDP, TCP)" if edge.target == DNS else "")


def picture(edges: Iterable[Edge]) -> str:
    """Return some edges as a picture; an arrow that is dashed is of a choice."""
    drawn = [edge for edge in edges if not {edge.source, edge.target} & UNDRAWN]
    sides = {side for edge in drawn for side in (edge.source, edge.target)}
    nodes = [node for side, node in NODES.items() if side in sides]
    lines = [
        "subgraph namespace",
        *(f"    {node.name}{node.drawn}" for node in nodes if node.inside),
        "end",
        *(f"{node.name}{node.drawn}" for node in nodes if not node.inside),
        _PEOPLE,
        *_arrows(drawn),
    ]
    return "\n".join(["```mermaid", "flowchart LR", *(f"    {line}" for line in lines), "```", ""])


def _arrows(edges: Iterable[Edge]) -> Iterator[str]:
    for edge in edges:
        arrow = "-.->" if edge.only_with else "-->"
        label = f"{edge.why}<br>{_ports(edge)}"
        yield f"{NODES[edge.source].name} {arrow}|{label}| {NODES[edge.target].name}"


if __name__ == "__main__":
    main()
