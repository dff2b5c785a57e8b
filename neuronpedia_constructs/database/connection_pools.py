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

_FEWEST, _MOST = 2, 10
"""Connections per client. With one connection, each query would wait for the previous one."""
_STEP = 6
"""Replicas within the first limit. The limit changes in steps, so that scaling alone restarts no pod."""
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


def limit(max_connections: int, replicas: int) -> int:
    """Return the connection limit of one client of the webapp; less than 2 is too few.

    Args:
        max_connections: the connections that the server allows.
        replicas: the maximum number of webapp pods, outside of rollouts.
    """
    step = _STEP
    while step < replicas:
        step *= 2
    pools = CLIENTS * GENERATIONS
    free = max_connections - reserve(max_connections)
    in_steps, exactly = free // (pools * step), free // (pools * replicas)
    return min(_MOST, max(in_steps, min(exactly, _FEWEST)))


def finalize(database: DatabaseSpec, draft: WorkloadDraft) -> None:
    """Limit the webapp's connections after mixins are applied. A URL that a mixin has set stays as it is."""
    if draft.main.env.get(POOLED) == variables(database)[POOLED]:
        draft.main.env[POOLED] = _limited(database, draft)


def problems(database: DatabaseSpec, draft: WorkloadDraft) -> Iterator[Problem]:
    """List a problem if the database has too few connections for the pods."""
    pods, allowed = _most_replicas(draft), database.max_connections
    is_ours = accepts_connections(allowed) and draft.main.env.get(POOLED) == _limited(database, draft)
    if is_ours and (found := limit(allowed, pods)) < _FEWEST:
        free, each = allowed - reserve(allowed), _FEWEST * CLIENTS * GENERATIONS
        needed = max(each * pods + _RESERVE, -(-each * pods * _SHARE // (_SHARE - 1)))
        where = "" if database.is_configured_here else " after raising the limit of the server"
        more = f"database={type(database).__name__}(max_connections={needed}){where}, or "
        more = more if accepts_connections(needed) else ""
        fewer = f"max_replicas={free // each}" if draft.autoscaled else f"Replicas({free // each})"
        yield Problem(
            "database.connections-too-few",
            "connection limit",
            f"each Prisma client gets {found}: {pods} pods, or {GENERATIONS * pods} during a rollout, with {CLIENTS} "
            f"clients each, share {free} of max_connections={allowed}",
            f"at least {_FEWEST} per client, so at most {free // each} pods",
            f"write {more}{fewer}",
        )


def drop_unused(container: ContainerDraft) -> None:
    """Remove the URL from a container that does not use it, because mixins have set others."""
    texts = [*container.command, *container.args, *container.env.values()]
    if not any(isinstance(text, str) and f"$({BASE})" in text for text in texts):
        container.env.pop(BASE, None)


def _limited(database: DatabaseSpec, draft: WorkloadDraft) -> str:
    allowed = database.max_connections if accepts_connections(database.max_connections) else 0
    return variables(database, limit(allowed, _most_replicas(draft)), _TIMEOUT)[POOLED]


def _most_replicas(draft: WorkloadDraft) -> int:
    most = draft.autoscaled.max_replicas if draft.autoscaled is not None else draft.replicas
    return max(most, 1) if isinstance(most, int) else 1
