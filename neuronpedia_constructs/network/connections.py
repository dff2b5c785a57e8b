"""Every connection that the pods of an environment need, in one table: the policies and the documents come from it."""

from __future__ import annotations

from typing import Final, NamedTuple

from neuronpedia_constructs.database.backups import cron_job
from neuronpedia_constructs.database.spec import NAME as POSTGRES
from neuronpedia_constructs.database.spec import PORT as POSTGRES_PORT
from neuronpedia_constructs.services import autointerp, database_index, database_init, inference, webapp
from neuronpedia_constructs.services.registration import jobs

INGRESS: Final = "ingress controller"
OPERATOR: Final = "CloudNativePG operator"
PROMETHEUS: Final = "Prometheus"
API_SERVER: Final = "Kubernetes API server"
DNS: Final = "cluster DNS"
INTERNET: Final = "internet"
NAMED: Final = "addresses in settings"
CALLERS: Final = "whoever calls somebody"

SOLVER: Final = "cert-manager's solver"
"""The pod that cert-manager runs for a moment in the namespace, to prove to an ACME issuer that the host is ours."""

EXPOSED: Final = "expose_backends"
ISSUED: Final = "issuer or cluster_issuer"
OPERATED: Final = "CloudNativePg"
MONITORED: Final = "CloudNativePg(pod_monitor=True)"

OUTSIDE: Final = frozenset({INGRESS, OPERATOR, PROMETHEUS, API_SERVER, DNS, INTERNET, NAMED})
"""The sides that are no pods of an environment."""

STATUS_PORT: Final = 8000
METRICS_PORT: Final = 9187


class Edge(NamedTuple):
    """A connection from one side to a port of the other: pods by their label `app`, or what is outside."""

    source: str
    target: str
    ports: tuple[int, ...]
    """Ports of TCP, and for DNS of UDP too; none: those of the addresses."""
    why: str
    only_with: str = ""
    """The choice without which there is no such connection."""


EDGES: Final = (
    Edge(INGRESS, webapp.NAME, (webapp.PORT,), "the site"),
    Edge(INGRESS, SOLVER, (8089,), "proof of the host, for certificates", ISSUED),
    Edge(INGRESS, inference.APP, (inference.PORT,), "clients of their own", EXPOSED),
    Edge(INGRESS, autointerp.NAME, (autointerp.PORT,), "clients of their own", EXPOSED),
    Edge(webapp.NAME, inference.APP, (inference.PORT,), "activations, steering, searches"),
    Edge(webapp.NAME, autointerp.NAME, (autointerp.PORT,), "explanations and their scores"),
    Edge(webapp.NAME, POSTGRES, (POSTGRES_PORT,), "everything that the site shows"),
    Edge(database_init.NAME, POSTGRES, (POSTGRES_PORT,), "migrations, seed"),
    Edge(database_index.NAME, POSTGRES, (POSTGRES_PORT,), "index of searches by meaning"),
    Edge(jobs.NAME, POSTGRES, (POSTGRES_PORT,), "which server has which sources"),
    Edge(cron_job.NAME, POSTGRES, (POSTGRES_PORT,), "dumps"),
    Edge(webapp.NAME, INTERNET, (443,), "language models, mail, S3, Hugging Face"),
    Edge(inference.APP, INTERNET, (443,), "weights and SAEs from Hugging Face"),
    Edge(autointerp.NAME, INTERNET, (443,), "language models at OpenRouter, embedding model from Hugging Face"),
    Edge(CALLERS, NAMED, (), "mail server, bucket of an S3Target, ExternalDatabase, …"),
    Edge(CALLERS, DNS, (53,), "names of services and hosts"),
    Edge(POSTGRES, POSTGRES, (POSTGRES_PORT, STATUS_PORT), "replication", OPERATED),
    Edge(POSTGRES, API_SERVER, (443, 6443), "who is the primary", OPERATED),
    Edge(OPERATOR, POSTGRES, (POSTGRES_PORT, STATUS_PORT), "state of the instances", OPERATED),
    Edge(PROMETHEUS, POSTGRES, (METRICS_PORT,), "metrics", MONITORED),
)
