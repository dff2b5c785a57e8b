"""The addresses of the database for Prisma and for imports, and their connection limits."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from neuronpedia_constructs.validation.problems import Problem

from .spec import accepts_connections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.pod import ContainerDraft
    from neuronpedia_constructs.draft.workload import WorkloadDraft

    from .spec import DatabaseSpec

BASE = "POSTGRES_URL"
"""The variable with the URL from a Secret: scheme, user, password, host, port and database."""
POOLED = "POSTGRES_PRISMA_URL"
DIRECT = "POSTGRES_URL_NON_POOLING"

SEED_LIMIT = 2
"""Connections of the database Job. Its seed runs one query at a time; without a limit, Prisma's pool would depend on
the node's number of cores."""

CLIENTS = 2
"""Prisma clients in one process of the webapp. Each has its own pool."""
GENERATIONS = 2
"""Sets of pods during a rollout. A Deployment does not count terminating pods: whatever its surge, all old pods can
still hold their connections when all new pods have opened theirs."""

_FEWEST, _MOST = 2, 5
"""Connections per client. With one, each query would wait for the previous one; five are Prisma's default for two
cores."""
_PODS = 12
"""Pods that the limit leaves room for, if the server allows enough connections. It does not follow from the actual
number: each change of scale would change the pod template and replace every pod."""
_RESERVE, _SHARE = 20, 5
_TIMEOUT = 20
"""Seconds that a request waits for a connection. Prisma's default of 10 is short for small pools."""

_PRISMA = {"pgbouncer": "true", "connect_timeout": "15"}


def variables(database: DatabaseSpec, limit: int | None = None, timeout: int | None = None) -> dict[str, str]:
    """Return the variables in which Kubernetes adds parameters, which are not secret, to the URL.

    Args:
        database: the database.
        limit: connections per Prisma client; None leaves it to Prisma.
        timeout: seconds that a query waits for a connection; None means 10.
    """
    pool = {"connection_limit": limit, "pool_timeout": timeout}
    given = {name: str(value) for name, value in pool.items() if value is not None}
    pooled, direct = database.parameters
    return {POOLED: _with({**_PRISMA, **given, **pooled}), DIRECT: _with(direct)}


def _with(parameters: Mapping[str, str]) -> str:
    return f"$({BASE}){'?' if parameters else ''}{urlencode(parameters, safe='/')}"


def reserve(max_connections: int) -> int:
    """Return the connections that are reserved for everything except the webapp's requests.

    Imports hold one for each batch of the last ten seconds. Jobs, dumps, probes, monitoring and administrators need
    some, and PostgreSQL reserves three for superusers.
    """
    return max(_RESERVE, -(-max_connections // _SHARE))


def limit(max_connections: int) -> int:
    """Return the connection limit of one client of the webapp, whatever the number of pods."""
    return min(_MOST, max(_FEWEST, _free(max_connections) // (CLIENTS * GENERATIONS * _PODS)))


def most_pods(max_connections: int) -> int:
    """Return the number of webapp pods, outside of rollouts, that a server has enough connections for."""
    return _free(max_connections) // (CLIENTS * GENERATIONS * limit(max_connections))


def _free(max_connections: int) -> int:
    return max_connections - reserve(max_connections)


def finalize(database: DatabaseSpec, draft: WorkloadDraft) -> None:
    """Limit the webapp's connections after mixins are applied. A URL that a mixin has set stays as it is."""
    if draft.main.env.get(POOLED) == variables(database)[POOLED]:
        draft.main.env[POOLED] = _limited(database)


def problems(database: DatabaseSpec, draft: WorkloadDraft) -> Iterator[Problem]:
    """List a problem if the database has too few connections for the pods."""
    pods, allowed = _most_replicas(draft), database.max_connections
    is_ours = accepts_connections(allowed) and draft.main.env.get(POOLED) == _limited(database)
    if is_ours and pods > (most := most_pods(allowed)):
        where = "" if database.is_configured_here else " after raising the limit of the server"
        needed = _needed(allowed, pods)
        more = f"database={type(database).__name__}(max_connections={needed}){where}, or " if needed else ""
        fewer = f"max_replicas={most}" if draft.autoscaled else f"Replicas({most})"
        yield Problem(
            "database.connections-too-few",
            "connection limit",
            f"{pods} pods, or {GENERATIONS * pods} during a rollout, with {CLIENTS} Prisma clients of {limit(allowed)} "
            f"connections each, share {_free(allowed)} of max_connections={allowed}",
            f"at most {most} pods",
            f"write {more}{fewer}",
        )


def _needed(allowed: int, pods: int) -> int | None:
    """Return the fewest connections from `allowed` on that are enough, or None if no server allows that many."""
    each = CLIENTS * GENERATIONS * _MOST * pods
    enough = max(each + _RESERVE, -(-each * _SHARE // (_SHARE - 1)))
    if not accepts_connections(enough):
        return None
    return next(found for found in range(allowed, enough + 1) if most_pods(found) >= pods)


def drop_unused(container: ContainerDraft) -> None:
    """Remove the URL from a container that does not use it, because mixins have set others."""
    texts = [*container.command, *container.args, *container.env.values()]
    if not any(isinstance(text, str) and f"$({BASE})" in text for text in texts):
        container.env.pop(BASE, None)


def _limited(database: DatabaseSpec) -> str:
    allowed = database.max_connections if accepts_connections(database.max_connections) else 0
    return variables(database, limit(allowed), _TIMEOUT)[POOLED]


def _most_replicas(draft: WorkloadDraft) -> int:
    most = draft.autoscaled.max_replicas if draft.autoscaled is not None else draft.replicas
    return max(most, 1) if isinstance(most, int) else 1
