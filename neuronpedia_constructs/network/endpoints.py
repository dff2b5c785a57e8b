"""The pods of an environment by their label `app`, and their ports."""

from __future__ import annotations

from typing import Final

WEBAPP: Final = "webapp"
WEBAPP_PORT: Final = 3000

INFERENCE: Final = "inference"
INFERENCE_PORT: Final = 5002

AUTOINTERP: Final = "autointerp"
AUTOINTERP_PORT: Final = 5003

GRAPH: Final = "graph"
GRAPH_PORT: Final = 5004

NLA: Final = "nla"
NLA_PORT: Final = 5009

SPARSITY: Final = "sparsity"
SPARSITY_PORT: Final = 5005

POSTGRES: Final = "postgres"
POSTGRES_PORT: Final = 5432
OPERATED_POSTGRES: Final = {"cnpg.io/cluster": POSTGRES}
"""The label that CloudNativePG gives to the pods of instances, and of the Jobs that create them."""

STATUS_PORT: Final = 8000
"""The port of CloudNativePG's instances for their operator."""
METRICS_PORT: Final = 9187
"""The port of CloudNativePG's metrics exporter."""

DATABASE_INIT: Final = "db-init"
DATABASE_INDEX: Final = "db-index"
REGISTRATION: Final = "register-inference"
BACKUP: Final = "postgres-backup"
