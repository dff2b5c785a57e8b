"""Who may call whom: every connection that the pods of an environment need, in one table.

The NetworkPolicies and the documents are made from it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .endpoints import (
    AUTOINTERP,
    AUTOINTERP_PORT,
    BACKUP,
    DATABASE_INDEX,
    DATABASE_INIT,
    INFERENCE,
    INFERENCE_PORT,
    METRICS_PORT,
    POSTGRES,
    POSTGRES_PORT,
    REGISTRATION,
    STATUS_PORT,
    WEBAPP,
    WEBAPP_PORT,
)

INGRESS: Final = "ingress controller"
OPERATOR: Final = "CloudNativePG operator"
PROMETHEUS: Final = "Prometheus"
API_SERVER: Final = "Kubernetes API server"
DNS: Final = "cluster DNS"
INTERNET: Final = "internet"
NAMED: Final = "addresses in settings"
CALLERS: Final = "every pod that calls out"

SOLVER: Final = "cert-manager's solver"
"""The pod that cert-manager runs for a moment in the namespace, to prove to an ACME issuer that the host is ours."""

EXPOSED: Final = "expose_backends"
ISSUED: Final = "issuer or cluster_issuer"
OPERATED: Final = "CloudNativePg"
MONITORED: Final = "CloudNativePg(pod_monitor=True)"

OUTSIDE: Final = frozenset({INGRESS, OPERATOR, PROMETHEUS, API_SERVER, DNS, INTERNET, NAMED})
"""The sides that are not pods of an environment."""


class Connection(NamedTuple):
    """A connection from one side to a port of the other: pods by their label `app`, or what is outside."""

    source: str
    target: str
    ports: tuple[int, ...]
    """Ports of TCP, and for DNS of UDP too; none: those of the addresses."""
    why: str
    only_with: str = ""
    """The option without which there is no such connection."""


CONNECTIONS: Final = (
    Connection(INGRESS, WEBAPP, (WEBAPP_PORT,), "the site"),
    Connection(INGRESS, SOLVER, (8089,), "proof of the host, for certificates", ISSUED),
    Connection(INGRESS, INFERENCE, (INFERENCE_PORT,), "clients of their own", EXPOSED),
    Connection(INGRESS, AUTOINTERP, (AUTOINTERP_PORT,), "clients of their own", EXPOSED),
    Connection(WEBAPP, INFERENCE, (INFERENCE_PORT,), "activations, steering, searches"),
    Connection(WEBAPP, AUTOINTERP, (AUTOINTERP_PORT,), "explanations and their scores"),
    Connection(WEBAPP, POSTGRES, (POSTGRES_PORT,), "everything that the site shows"),
    Connection(DATABASE_INIT, POSTGRES, (POSTGRES_PORT,), "migrations, seed"),
    Connection(DATABASE_INDEX, POSTGRES, (POSTGRES_PORT,), "index of searches by meaning"),
    Connection(REGISTRATION, POSTGRES, (POSTGRES_PORT,), "which server has which sources"),
    Connection(BACKUP, POSTGRES, (POSTGRES_PORT,), "dumps"),
    Connection(WEBAPP, INTERNET, (443,), "language models, mail, S3, Hugging Face"),
    Connection(INFERENCE, INTERNET, (443,), "weights and SAEs from Hugging Face"),
    Connection(AUTOINTERP, INTERNET, (443,), "language models at OpenRouter, embedding model from Hugging Face"),
    Connection(CALLERS, NAMED, (), "mail server, bucket of an S3Target, ExternalDatabase, …"),
    Connection(CALLERS, DNS, (53,), "names of services and hosts"),
    Connection(POSTGRES, POSTGRES, (POSTGRES_PORT, STATUS_PORT), "replication", OPERATED),
    Connection(POSTGRES, API_SERVER, (443, 6443), "who is the primary", OPERATED),
    Connection(OPERATOR, POSTGRES, (POSTGRES_PORT, STATUS_PORT), "state of the instances", OPERATED),
    Connection(PROMETHEUS, POSTGRES, (METRICS_PORT,), "metrics", MONITORED),
)
