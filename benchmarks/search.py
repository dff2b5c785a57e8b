"""`python -m benchmarks.search ROWS…`: what the webapp's searches by meaning take without and with their index."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from cdk8s import App

from tests.support.building import named, small, synthesized
from tests.support.database.postgres import Server, psql, running
from tests.support.database.webapp_tables import TABLES

REPEATED = 15
DIMENSIONS = 256

ROWS = """
INSERT INTO "User" VALUES ('u', 'bot', 'c');
INSERT INTO "Model" VALUES ('gpt2-small', 'u', 12, 1, 'o');
SELECT setseed(0.5);
CREATE TABLE topic AS
SELECT t, (SELECT array_agg(random() - 0.5) FROM generate_series(1, {dimensions}) WHERE t > 0) AS center
FROM generate_series(1, 300) AS t;
INSERT INTO "Explanation"
SELECT n, 'gpt2-small', '5-res-jb', n,
  (SELECT array_agg(c + 0.3 * (random() - 0.5)) FROM unnest(center) AS c WHERE n > 0)::vector, ''
FROM generate_series(1, {rows}) AS n JOIN topic ON t = n % 300 + 1;
ANALYZE;
"""
"""Texts about 300 topics: embeddings that are random altogether would have no neighbours to find."""

SEARCH = """
BEGIN;
SET LOCAL hnsw.ef_search = {candidates};
EXPLAIN (ANALYZE, BUFFERS OFF) SELECT id, 1 - (embedding <=> (SELECT embedding FROM "Explanation" WHERE id = '{near}'))
FROM "Explanation" ORDER BY embedding <=> (SELECT embedding FROM "Explanation" WHERE id = '{near}') LIMIT 100;
COMMIT;
"""
"""The webapp sets 1000 candidates itself; 250 are the database's setting."""


def main(sizes: list[int]) -> None:
    """Print a line for each number of explanations."""
    (sql,) = named(synthesized(small(App())), "ConfigMap", "db-index-sql")["data"].values()
    print("rows  candidates  without ms  with ms  plan with the index  build s  index MiB")
    with running() as server:
        for rows in sizes:
            measure(server, rows, sql)


def measure(server: Server, rows: int, sql: str) -> None:
    name = f"explained_{rows}"
    psql(server, f"CREATE DATABASE {name}")
    psql(server, f"CREATE EXTENSION vector; {TABLES}; {ROWS.format(rows=rows, dimensions=DIMENSIONS)}", name)
    before = {candidates: searched(server, name, candidates, rows) for candidates in (1000, 250)}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index.sql").write_text(sql)
        psql(server, sql, name)
    built = time.monotonic() - begun
    size = int(psql(server, """SELECT pg_relation_size('"Explanation_embedding_hnsw"')""", name)) / 2**20
    for candidates, (without, _) in before.items():
        found, plan = searched(server, name, candidates, rows)
        print(f"{rows}  {candidates}  {without:.0f}  {found:.0f}  {plan}  {built:.0f}  {size:.0f}")
    psql(server, f"DROP DATABASE {name}")


def searched(server: Server, name: str, candidates: int, rows: int) -> tuple[float, str]:
    """Return the median time of a search in milliseconds, and how it goes through the table."""
    times, plan = [], ""
    for number in range(REPEATED):
        query = SEARCH.format(candidates=candidates, near=number * rows // REPEATED + 1)
        plan = psql(server, query, name)
        times.append(float(re.findall(r"Execution Time: ([0-9.]+) ms", plan)[0]))
    return median(times), "index" if "hnsw" in plan else "table"


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [20_000, 100_000])
