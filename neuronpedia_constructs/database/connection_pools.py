"""How Prisma and the webapp's imports reach the database, and how many connections they may open."""

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
"""The variable with the address itself, from a Secret: scheme, user, password, host, port and database."""
POOLED = "POSTGRES_PRISMA_URL"
DIRECT = "POSTGRES_URL_NON_POOLING"

SEED_LIMIT = 2
"""Connections of the database Job: its seed runs one query after the other, and without a limit Prisma would follow the
number of cores of whatever node the Job lands on."""

CLIENTS = 2
"""Prisma clients in one process of the webapp. Each has a pool of its own."""
GENERATIONS = 2
"""Sets of pods during a rollout. A Deployment does not count pods that are terminating: whatever its surge is, all of
the old ones can still hold their connections when all of the new ones have opened theirs."""

_FEWEST, _MOST = 2, 10
"""Connections of one client: with a single one, each query waits for the one before it."""
_STEP = 6
"""Replicas that the first limit is for; it follows in steps, so that scaling alone does not restart any pod."""
_RESERVE, _SHARE = 20, 5
_TIMEOUT = 20
"""Seconds that a request waits for a connection. Prisma's own ten are short where pools are small."""

_PRISMA = {"pgbouncer": "true", "connect_timeout": "15"}


def variables(database: DatabaseSpec, limit: int | None = None, timeout: int | None = None) -> dict[str, str]:
    """Return the variables that Kubernetes makes of the address and its parameters, which are no secret.

    Args:
        database: which database.
        limit: connections of one Prisma client; None: as many as Prisma decides.
        timeout: seconds that a query waits for one; None: ten.
    """
    pool = {"connection_limit": limit, "pool_timeout": timeout}
    given = {name: str(value) for name, value in pool.items() if value is not None}
    pooled, direct = database.parameters
    return {POOLED: _with({**_PRISMA, **given, **pooled}), DIRECT: _with(direct)}


def _with(parameters: Mapping[str, str]) -> str:
    return f"$({BASE}){'?' if parameters else ''}{urlencode(parameters, safe='/')}"


def reserve(max_connections: int) -> int:
    """Return the connections that are left to everything but the webapp's requests.

    Imports keep one for each batch of the last ten seconds. Jobs, dumps, probes, monitoring and people need some, and
    three are for superusers alone.
    """
    return max(_RESERVE, -(-max_connections // _SHARE))


def limit(max_connections: int, replicas: int) -> int:
    """Return how many connections a client of the webapp may open; fewer than 2 are too few.

    Args:
        max_connections: what the server allows.
        replicas: the most pods that the webapp has, outside of rollouts.
    """
    step = _STEP
    while step < replicas:
        step *= 2
    pools = CLIENTS * GENERATIONS
    free = max_connections - reserve(max_connections)
    in_steps, exactly = free // (pools * step), free // (pools * replicas)
    return min(_MOST, max(in_steps, min(exactly, _FEWEST)))


def finalize(database: DatabaseSpec, draft: WorkloadDraft) -> None:
    """Limit the connections of the webapp, once mixins are applied; an address that a mixin has set stays."""
    if draft.main.env.get(POOLED) == variables(database)[POOLED]:
        draft.main.env[POOLED] = _limited(database, draft)


def problems(database: DatabaseSpec, draft: WorkloadDraft) -> Iterator[Problem]:
    """List it where there are more pods than the database has connections for."""
    pods, allowed = _most_replicas(draft), database.max_connections
    is_ours = accepts_connections(allowed) and draft.main.env.get(POOLED) == _limited(database, draft)
    if is_ours and (found := limit(allowed, pods)) < _FEWEST:
        free, each = allowed - reserve(allowed), _FEWEST * CLIENTS * GENERATIONS
        needed = max(each * pods + _RESERVE, -(-each * pods * _SHARE // (_SHARE - 1)))
        where = "" if database.is_configured_here else " once the server allows that many"
        more = f"database={type(database).__name__}(max_connections={needed}){where}, or "
        more = more if accepts_connections(needed) else ""
        fewer = f"max_replicas={free // each}" if draft.autoscaled else f"Replicas({free // each})"
        yield Problem(
            "database.connections-too-few",
            "connection limit",
            f"each Prisma client gets {found}: {pods} pods, {GENERATIONS * pods} during a rollout, have {CLIENTS} "
            f"clients each and share {free} of max_connections={allowed}",
            f"at least {_FEWEST} for each client, so at most {free // each} pods",
            f"write {more}{fewer}",
        )


def drop_unused(container: ContainerDraft) -> None:
    """Take the address from a container in which nothing is made of it, because mixins have set others."""
    texts = [*container.command, *container.args, *container.env.values()]
    if not any(isinstance(text, str) and f"$({BASE})" in text for text in texts):
        container.env.pop(BASE, None)


def _limited(database: DatabaseSpec, draft: WorkloadDraft) -> str:
    allowed = database.max_connections if accepts_connections(database.max_connections) else 0
    return variables(database, limit(allowed, _most_replicas(draft)), _TIMEOUT)[POOLED]


def _most_replicas(draft: WorkloadDraft) -> int:
    most = draft.autoscaled.max_replicas if draft.autoscaled is not None else draft.replicas
    return max(most, 1) if isinstance(most, int) else 1
