"""The SQL that registers inference servers in the webapp's database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .values import array, prefix, row, text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from neuronpedia_constructs.upstream.sources import ModelSources


class Host(NamedTuple):
    """An inference server, from the webapp's point of view."""

    instance: str
    url: str
    """Scheme, host and port."""
    engine: str
    """A value of the webapp's enum `InferenceEngine`."""
    sources: ModelSources


_ROWS = 100_000
"""Bytes of rows in one file, whose ConfigMap must be small enough for `kubectl apply`."""

_SERVERS = """\
INSERT INTO server
  (id, name, "hostUrl", engine, "modelId", "updatedAt", accepted, sae_sets, include, exclude)
VALUES
{rows};
"""

_REGISTER = """\
-- Registers the inference servers with the webapp: rows in InferenceHostSource, and in InferenceHostSourceOnSource for
-- the sources whose autoencoders a server loads. It runs repeatedly, because models and sources are imported at any
-- time. The ids of our hosts start with
--   {prefix}
BEGIN;
SET LOCAL lock_timeout = '1min';
SET LOCAL timezone = 'UTC';

-- Runs must not overlap.
DO $$ BEGIN PERFORM pg_advisory_xact_lock(hashtextextended({quoted_prefix}, 0)); END $$;

CREATE TEMPORARY TABLE server (
  LIKE "InferenceHostSource" INCLUDING DEFAULTS,
  accepted text[] NOT NULL,
  sae_sets text[] NOT NULL,
  include text[] NOT NULL,
  exclude text[] NOT NULL
) ON COMMIT DROP;
{servers}
CREATE TEMPORARY TABLE served ON COMMIT DROP AS
SELECT source.id AS "sourceId", source."modelId" AS "sourceModelId", server.id AS "inferenceHostId"
FROM server
JOIN "Source" AS source ON source."modelId" = server."modelId" AND source."setName" = ANY (server.sae_sets)
WHERE (server.include = '{{}}' OR source.id ~ ANY (server.include)) AND NOT source.id ~ ANY (server.exclude);

-- An import adds the hosts of neuronpedia.org without their addresses, and the webapp picks one of a source's hosts at
-- random.
WITH removed AS (
  DELETE FROM "InferenceHostSource" AS host
  WHERE {unwanted}
  RETURNING name, "modelId", coalesce(nullif("hostUrl", ''), nullif("runpodServerlessUrl", ''), 'no address') AS address
)
SELECT format('Removed the host %s of model %s: %s', name, "modelId", address) FROM removed;

WITH registered AS (
  INSERT INTO "InferenceHostSource" AS host
    (id, name, "hostUrl", engine, "modelId", "runpodServerlessUrl", "updatedAt")
  SELECT id, name, "hostUrl", engine, "modelId", "runpodServerlessUrl", "updatedAt"
  FROM server
  WHERE EXISTS (SELECT FROM "Model" WHERE "Model".id = server."modelId")
  ON CONFLICT (id) DO UPDATE SET
    name = EXCLUDED.name,
    "hostUrl" = EXCLUDED."hostUrl",
    engine = EXCLUDED.engine,
    "modelId" = EXCLUDED."modelId",
    "runpodServerlessUrl" = EXCLUDED."runpodServerlessUrl",
    "updatedAt" = EXCLUDED."updatedAt"
  WHERE (host.name, host."hostUrl", host.engine, host."modelId", host."runpodServerlessUrl")
    IS DISTINCT FROM
    (EXCLUDED.name, EXCLUDED."hostUrl", EXCLUDED.engine, EXCLUDED."modelId", EXCLUDED."runpodServerlessUrl")
  RETURNING "modelId", xmax = 0 AS is_new
)
-- The webapp offers inference only if these columns are true; for models and sources that users add, they are false.
-- They are set once, when a server is registered, so later changes by an administrator stay.
UPDATE "Model" SET "inferenceEnabled" = true
FROM registered
WHERE is_new AND "Model".id = registered."modelId" AND NOT "inferenceEnabled";

WITH registered AS (
  INSERT INTO "InferenceHostSourceOnSource" ("sourceId", "sourceModelId", "inferenceHostId")
  SELECT "sourceId", "sourceModelId", "inferenceHostId" FROM served
  ON CONFLICT DO NOTHING
  RETURNING "sourceId", "sourceModelId"
)
UPDATE "Source" SET "inferenceEnabled" = true
FROM registered
WHERE ("Source".id, "Source"."modelId") = (registered."sourceId", registered."sourceModelId")
  AND NOT "inferenceEnabled";

DELETE FROM "InferenceHostSourceOnSource" AS ours
WHERE starts_with(ours."inferenceHostId", {quoted_prefix})
  AND NOT EXISTS (
    SELECT FROM served
    WHERE (served."sourceId", served."sourceModelId", served."inferenceHostId")
      = (ours."sourceId", ours."sourceModelId", ours."inferenceHostId")
  );

DELETE FROM "InferenceHostSource" AS ours
WHERE starts_with(ours.id, {quoted_prefix})
  AND NOT EXISTS (SELECT FROM server WHERE (server.id, server."modelId") = (ours.id, ours."modelId"));

{more}COMMIT;
"""


_NAMES = """\
-- The webapp sends its own name of a model, unless the column tlensId has another one.
SELECT format(
  'WARNING: %s refuses requests for model %s, which the webapp calls %s: set its tlensId to %s',
  server.name, "Model".id, coalesce("tlensId", "Model".id), array_to_string(accepted, ' or ')
)
FROM server JOIN "Model" ON "Model".id = server."modelId"
WHERE coalesce("tlensId", "Model".id) <> ALL (accepted);

"""
"""For servers that accept some names alone."""

_UNUSABLE = """\
coalesce(host."hostUrl", '') !~ '\\S' AND coalesce(host."runpodServerlessUrl", '') !~ '\\S'"""
"""Hosts without an address."""


def grouped(hosts: Iterable[Host]) -> list[list[Host]]:
    """Return servers in groups, each of which fits in one file."""
    groups: list[list[Host]] = [[]]
    size = 0
    for host in hosts:
        own = len(_row("", host).encode())
        if size + own > _ROWS and groups[-1]:
            groups.append([])
            size = 0
        groups[-1].append(host)
        size += own
    return groups


def listing(environment: str, hosts: Iterable[Host]) -> str:
    """Return the SQL that lists inference servers of an environment."""
    rows = ",\n".join(_row(prefix(environment), host) for host in hosts)
    return _SERVERS.format(rows=rows) if rows else ""


def register(
    environment: str, hosts: Collection[Host], *, keep_foreign: bool, files: Iterable[str] = (), more: str = ""
) -> str:
    """Return the SQL that registers exactly these inference servers of an environment.

    Args:
        environment: the environment's name, the prefix of its hosts' ids.
        hosts: the servers.
        keep_foreign: whether to keep other hosts that have an address.
        files: paths of files that list further servers. Default: none.
        more: statements for servers of other kinds, which run in the same transaction. Default: none.
    """
    start = prefix(environment)
    quoted = text(start)
    servers = listing(environment, hosts) + "".join(f"\\i {file}\n" for file in files)
    names = _NAMES if not hosts or any(host.sources.accepted for host in hosts) else ""
    unwanted = _UNUSABLE if keep_foreign else f"NOT starts_with(host.id, {quoted})"
    return _REGISTER.format(prefix=start, quoted_prefix=quoted, servers=servers, unwanted=unwanted, more=names + more)


def _row(start: str, host: Host) -> str:
    sources = host.sources
    texts = [f"{start}{host.instance}", host.instance, host.url, host.engine, sources.model_id]
    arrays = [array(values) for values in (sources.accepted, sources.sae_sets, sources.include, sources.exclude)]
    return row(*map(text, texts), "now()", *arrays)
