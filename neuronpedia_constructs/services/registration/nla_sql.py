"""The SQL that registers NLA servers in the webapp's database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from neuronpedia_constructs.network.endpoints import NLA_PORT
from neuronpedia_constructs.upstream.nla import SUFFIX

from .values import row, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neuronpedia_constructs.upstream.nla import NlaSource


class NlaHost(NamedTuple):
    """An NLA server, from the webapp's point of view."""

    instance: str
    url: str
    """Scheme, host and port. The host includes the namespace, by which the environment's URLs are known."""
    source: NlaSource


_REGISTER = """\
-- NLA servers: entries of NlaSource.servers, where other entries stay. Ours match the pattern
--   {pattern}
CREATE TEMPORARY TABLE nla_server (
  name text, server text, id text, "modelId" text, av text, ar text, "layerNum" integer,
  "displayName" text, description text, url text, author text, norm double precision
) ON COMMIT DROP;
INSERT INTO nla_server VALUES
{rows};

-- The same models at the same layer are the same source, whatever its id.
UPDATE "NlaSource" AS source SET servers = wanted.servers
FROM (
  SELECT id, "modelId", ARRAY(
    SELECT entry FROM unnest(servers) WITH ORDINALITY AS entries (entry, place)
    WHERE entry !~ {quoted}
    ORDER BY place
  ) || ARRAY(
    SELECT server FROM nla_server
    WHERE (nla_server."modelId", nla_server.av, nla_server.ar, nla_server."layerNum")
      = (known."modelId", known.av, known.ar, known."layerNum")
    ORDER BY server
  ) AS servers
  FROM "NlaSource" AS known
) AS wanted
WHERE (source.id, source."modelId") = (wanted.id, wanted."modelId")
  AND coalesce(source.servers, '{{}}') <> wanted.servers;

INSERT INTO "NlaSource"
  (id, "modelId", av, ar, "layerNum", servers, "displayName", description, url, author, norm)
SELECT id, "modelId", av, ar, "layerNum", array_agg(server ORDER BY server),
  min("displayName"), min(description), min(url), min(author), min(norm)
FROM nla_server
WHERE EXISTS (SELECT FROM "Model" WHERE "Model".id = nla_server."modelId")
GROUP BY id, "modelId", av, ar, "layerNum"
ON CONFLICT DO NOTHING;

SELECT format(
  'WARNING: %s is not registered: the NLA source %s of %s has other models in the database; give ours another id',
  nla_server.name, nla_server.id, nla_server."modelId"
)
FROM nla_server
WHERE EXISTS (SELECT FROM "Model" WHERE "Model".id = nla_server."modelId")
  AND NOT EXISTS (SELECT FROM "NlaSource" AS source WHERE nla_server.server = ANY (source.servers));

"""

_NONE = """\
-- No NLA servers. Entries of NlaSource.servers that match this pattern were ours.
UPDATE "NlaSource" SET servers = ARRAY(
  SELECT entry FROM unnest(servers) WITH ORDINALITY AS entries (entry, place) WHERE entry !~ {quoted} ORDER BY place
)
WHERE EXISTS (SELECT FROM unnest(servers) AS entry WHERE entry ~ {quoted});

"""


def nla_url(name: str, namespace: str) -> str:
    """Return the URL of a server by the name of its Service."""
    return f"http://{name}.{namespace}:{NLA_PORT}"


def register_nla(namespace: str, hosts: Iterable[NlaHost]) -> str:
    """Return the statements that register exactly these NLA servers of a namespace."""
    pattern = f"^http://[a-z0-9-]+{SUFFIX}\\.{re.escape(namespace)}:{NLA_PORT}$"
    rows = ",\n".join(map(_row, hosts))
    return (_REGISTER if rows else _NONE).format(pattern=pattern, quoted=text(pattern), rows=rows)


def _row(host: NlaHost) -> str:
    source = host.source
    models = (source.id, source.model_id, source.verbalizer, source.reconstructor)
    shown = (source.display_name, source.description, source.url, source.author)
    names = map(text, (host.instance, host.url, *models))
    return row(*names, str(source.layer), *map(text, shown), f"{source.norm!r}")
