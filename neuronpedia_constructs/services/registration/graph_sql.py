"""The SQL that registers graph servers in the webapp's database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .values import array, prefix, row, text

if TYPE_CHECKING:
    from collections.abc import Iterable


class GraphHost(NamedTuple):
    """A graph server, from the webapp's point of view."""

    instance: str
    url: str
    """Scheme, host and port."""
    model_id: str
    """Id of the model in the webapp's table `Model`."""
    source_sets: tuple[str, ...]
    """Names in its table `SourceSet`, whose features the graphs consist of."""


_REGISTER = """\
-- Graph servers: rows in GraphHostSource, and in GraphHostSourceOnSourceSet for the source sets of their transcoders.
CREATE TEMPORARY TABLE graph_server (
  id text, name text, "hostUrl" text, "modelId" text, source_sets text[]
) ON COMMIT DROP;
INSERT INTO graph_server VALUES
{rows};

INSERT INTO "GraphHostSource" AS host (id, name, "hostUrl", "modelId", "updatedAt")
SELECT id, name, "hostUrl", "modelId", now()
FROM graph_server
WHERE EXISTS (SELECT FROM "Model" WHERE "Model".id = graph_server."modelId")
ON CONFLICT (id) DO UPDATE SET
  name = EXCLUDED.name,
  "hostUrl" = EXCLUDED."hostUrl",
  "modelId" = EXCLUDED."modelId",
  "updatedAt" = EXCLUDED."updatedAt"
WHERE (host.name, host."hostUrl", host."modelId")
  IS DISTINCT FROM (EXCLUDED.name, EXCLUDED."hostUrl", EXCLUDED."modelId");

-- The webapp offers graphs only if these columns are true. They are set once, as above.
WITH registered AS (
  INSERT INTO "GraphHostSourceOnSourceSet" ("sourceSetName", "sourceSetModelId", "graphHostSourceId")
  SELECT sets.name, sets."modelId", graph_server.id
  FROM graph_server
  JOIN "SourceSet" AS sets ON sets."modelId" = graph_server."modelId" AND sets.name = ANY (graph_server.source_sets)
  ON CONFLICT DO NOTHING
  RETURNING "sourceSetName", "sourceSetModelId"
)
UPDATE "SourceSet" SET "graphEnabled" = true, "hasGraphs" = true
FROM registered
WHERE ("SourceSet".name, "SourceSet"."modelId") = (registered."sourceSetName", registered."sourceSetModelId")
  AND NOT ("graphEnabled" AND "hasGraphs");

DELETE FROM "GraphHostSourceOnSourceSet" AS ours
WHERE starts_with(ours."graphHostSourceId", {prefix})
  AND NOT EXISTS (
    SELECT FROM graph_server AS server
    WHERE (server.id, server."modelId") = (ours."graphHostSourceId", ours."sourceSetModelId")
      AND ours."sourceSetName" = ANY (server.source_sets)
  );

DELETE FROM "GraphHostSource" AS ours
WHERE starts_with(ours.id, {prefix})
  AND NOT EXISTS (
    SELECT FROM graph_server AS server WHERE (server.id, server."modelId") = (ours.id, ours."modelId")
  );

"""

_NONE = """\
-- No graph servers. Their source sets go with them.
DELETE FROM "GraphHostSource" WHERE starts_with(id, {prefix});

"""


def register_graphs(environment: str, hosts: Iterable[GraphHost]) -> str:
    """Return the statements that register exactly these graph servers of an environment."""
    start = prefix(environment)
    rows = ",\n".join(_row(start, host) for host in hosts)
    return (_REGISTER if rows else _NONE).format(prefix=text(start), rows=rows)


def _row(start: str, host: GraphHost) -> str:
    texts = (f"{start}{host.instance}", host.instance, host.url, host.model_id)
    return row(*map(text, texts), array(host.source_sets))
