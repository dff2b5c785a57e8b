"""Write what README.md and docs/network.md say of connections from the table that the NetworkPolicies come from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from neuronpedia_constructs.network.connections import (
    API_SERVER,
    CALLERS,
    CONNECTIONS,
    DNS,
    EXTERNAL,
    INGRESS,
    INTERNET,
    ISTIOD,
    KUBELET,
    MESHED,
    NAMED,
    OPERATOR,
    PROMETHEUS,
    SOLVER,
)
from neuronpedia_constructs.network.endpoints import (
    AUTOINTERP,
    BACKUP,
    DATABASE_INDEX,
    DATABASE_INIT,
    GRAPH,
    INFERENCE,
    NLA,
    POSTGRES,
    REGISTRATION,
    SPARSITY,
    WEBAPP,
)

from .marked_parts import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.network.connections import Connection

ROOT: Final = Path(__file__).parent.parent
README: Final = ROOT / "README.md"
NETWORK: Final = ROOT / "docs" / "network.md"


class Node(NamedTuple):
    """How a side of a connection is drawn: under what name, and as what."""

    name: str
    drawn: str
    inside: bool = True
    """Whether it is in the environment's namespace."""


NODES: Final = {
    INGRESS: Node("ingress", "[Ingress<br>neuronpedia-ingress]"),
    WEBAPP: Node("webapp", "[Deployment<br>webapp]"),
    INFERENCE: Node("inference", "[Deployment, one for each model<br>&lt;instance&gt;-inference]"),
    AUTOINTERP: Node("autointerp", "[Deployment<br>autointerp]"),
    GRAPH: Node("graph", "[Deployment<br>&lt;instance&gt;-graph]"),
    NLA: Node("nla", "[Deployment<br>&lt;instance&gt;-nla]"),
    SPARSITY: Node("sparsity", "[Deployment<br>sparsity]"),
    DATABASE_INIT: Node("init", "[Job<br>db-init]"),
    DATABASE_INDEX: Node("index", "[Job<br>db-index]"),
    REGISTRATION: Node("register", "[CronJob<br>register-inference]"),
    BACKUP: Node("backup", "[CronJob<br>postgres-backup]"),
    POSTGRES: Node("postgres", "[(StatefulSet<br>postgres)]"),
    SOLVER: Node("solver", "[cert-manager's solver]"),
    INTERNET: Node("internet", "((internet))", inside=False),
    OPERATOR: Node("operator", "[CloudNativePG operator]", inside=False),
    PROMETHEUS: Node("prometheus", "[Prometheus]", inside=False),
    API_SERVER: Node("api", "[Kubernetes API server]", inside=False),
    KUBELET: Node("kubelet", "[kubelet]", inside=False),
}

UNDRAWN: Final = frozenset({CALLERS, DNS, ISTIOD, MESHED, NAMED})
"""Sides to which, or from which, nearly every node would have an arrow."""

_PEOPLE: Final = "people((people)) -->|https| ingress"
"""The way to the one side that is there for others."""


def main() -> None:
    """Write both documents."""
    for document in (README, NETWORK):
        document.write_text(written(document), encoding="utf-8")


def written(document: Path) -> str:
    """Return a document with its marked parts as they should be."""
    always = [connection for connection in CONNECTIONS if not connection.only_with]
    parts = (
        {"picture": picture(always)}
        if document == README
        else {"edges": table(CONNECTIONS), "picture": picture(CONNECTIONS)}
    )
    return filled(document, parts)


def table(connections: Iterable[Connection]) -> str:
    """Return some connections as a table."""
    rows = [("From", "To", "Port", "Purpose", "Only with"), ("---",) * 5, *map(_row, connections)]
    return "".join(f"| {' | '.join(cells)} |\n".replace("|  |", "| |") for cells in rows)


def _row(connection: Connection) -> tuple[str, ...]:
    condition = f"`{connection.only_with}`" if connection.only_with else ""
    return _side(connection.source), _side(connection.target), _ports(connection), connection.why, condition


def _side(name: str) -> str:
    """Return pods as what they are labelled with, and others as what they are called."""
    return name if name in EXTERNAL or name in (CALLERS, MESHED) else f"`{name}`"


def _ports(connection: Connection) -> str:
    if not connection.ports:
        return "the port of the address"
    return ", ".join(map(str, connection.ports)) + (" (UDP, TCP)" if connection.target == DNS else "")


def picture(connections: Iterable[Connection]) -> str:
    """Return some connections as a picture; an arrow that is dashed is of a choice."""
    drawn = [connection for connection in connections if not {connection.source, connection.target} & UNDRAWN]
    sides = {side for connection in drawn for side in (connection.source, connection.target)}
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


def _arrows(connections: Iterable[Connection]) -> Iterator[str]:
    for connection in connections:
        arrow = "-.->" if connection.only_with else "-->"
        label = f"{connection.why}<br>{_ports(connection)}"
        yield f"{NODES[connection.source].name} {arrow}|{label}| {NODES[connection.target].name}"


if __name__ == "__main__":
    main()
