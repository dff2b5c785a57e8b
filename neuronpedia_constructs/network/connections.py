"""Who may call whom: one table of every connection that the pods of an environment need.

NetworkPolicies and documents are generated from it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .endpoints import (
    AUTOINTERP,
    AUTOINTERP_PORT,
    BACKUP,
    DATABASE_INDEX,
    DATABASE_INIT,
    GRAPH,
    GRAPH_PORT,
    INFERENCE,
    INFERENCE_PORT,
    METRICS_PORT,
    NLA,
    NLA_PORT,
    POSTGRES,
    POSTGRES_PORT,
    REGISTRATION,
    SPARSITY,
    SPARSITY_PORT,
    STATUS_PORT,
    WEBAPP,
    WEBAPP_PORT,
)

INGRESS: Final = "ingress controller"
OPERATOR: Final = "CloudNativePG operator"
PROMETHEUS: Final = "Prometheus"
ISTIOD: Final = "istiod"
KUBELET: Final = "kubelet"
API_SERVER: Final = "Kubernetes API server"
DNS: Final = "cluster DNS"
INTERNET: Final = "internet"
NAMED: Final = "configured addresses"
CALLERS: Final = "pods with outgoing connections"

MESHED: Final = "pods with a sidecar"

SOLVER: Final = "cert-manager's solver"
"""The pod that cert-manager runs briefly in the namespace, to prove to an ACME issuer that you control the host."""

EXPOSED: Final = "expose_backends"
ISSUED: Final = "issuer or cluster_issuer"
SIDECARS: Final = "IstioSidecars"
AMBIENT: Final = "IstioAmbient"
OPERATED: Final = "CloudNativePg"
MONITORED: Final = "CloudNativePg(pod_monitor=True)"
GRAPHS: Final = "add_graph"
DESCRIPTIONS: Final = "add_nla"
SPARSE: Final = "add_sparsity"

EXTERNAL: Final = frozenset({INGRESS, OPERATOR, PROMETHEUS, ISTIOD, KUBELET, API_SERVER, DNS, INTERNET, NAMED})
"""The ends of connections that are not pods of an environment."""


class Connection(NamedTuple):
    """A connection from one end to a port of the other. Pods are named by their label `app`."""

    source: str
    target: str
    ports: tuple[int, ...]
    """TCP ports; for DNS, UDP too. Empty: the ports of the addresses."""
    why: str
    only_with: str = ""
    """The option that adds this connection."""


CONNECTIONS: Final = (
    Connection(INGRESS, WEBAPP, (WEBAPP_PORT,), "the site"),
    Connection(INGRESS, SOLVER, (8089,), "ACME challenge for certificates", ISSUED),
    Connection(INGRESS, INFERENCE, (INFERENCE_PORT,), "direct clients", EXPOSED),
    Connection(INGRESS, AUTOINTERP, (AUTOINTERP_PORT,), "direct clients", EXPOSED),
    Connection(WEBAPP, INFERENCE, (INFERENCE_PORT,), "activations, steering, searches"),
    Connection(WEBAPP, AUTOINTERP, (AUTOINTERP_PORT,), "explanations and their scores"),
    Connection(WEBAPP, GRAPH, (GRAPH_PORT,), "attribution graphs", GRAPHS),
    Connection(WEBAPP, NLA, (NLA_PORT,), "descriptions of activations", DESCRIPTIONS),
    Connection(WEBAPP, SPARSITY, (SPARSITY_PORT,), "connected neurons", SPARSE),
    Connection(WEBAPP, POSTGRES, (POSTGRES_PORT,), "all data of the site"),
    Connection(DATABASE_INIT, POSTGRES, (POSTGRES_PORT,), "migrations, seed data"),
    Connection(DATABASE_INDEX, POSTGRES, (POSTGRES_PORT,), "index for semantic search"),
    Connection(REGISTRATION, POSTGRES, (POSTGRES_PORT,), "registration of the servers"),
    Connection(BACKUP, POSTGRES, (POSTGRES_PORT,), "dumps"),
    Connection(WEBAPP, INTERNET, (443,), "language models, mail, S3, Hugging Face"),
    Connection(INFERENCE, INTERNET, (443,), "weights and SAEs from Hugging Face"),
    Connection(AUTOINTERP, INTERNET, (443,), "language models at OpenRouter, embedding model from Hugging Face"),
    Connection(GRAPH, INTERNET, (443,), "weights and transcoders from Hugging Face, uploads of graphs to S3", GRAPHS),
    Connection(NLA, INTERNET, (443,), "weights from Hugging Face", DESCRIPTIONS),
    Connection(SPARSITY, INTERNET, (443,), "weights and code from Hugging Face", SPARSE),
    Connection(CALLERS, NAMED, (), "mail server, bucket of an S3Target, ExternalDatabase, …"),
    Connection(CALLERS, DNS, (53,), "names of Services and hosts"),
    Connection(POSTGRES, POSTGRES, (POSTGRES_PORT, STATUS_PORT), "replication", OPERATED),
    Connection(POSTGRES, API_SERVER, (443, 6443), "which instance is primary", OPERATED),
    Connection(OPERATOR, POSTGRES, (POSTGRES_PORT, STATUS_PORT), "state of the instances", OPERATED),
    Connection(PROMETHEUS, POSTGRES, (METRICS_PORT,), "metrics", MONITORED),
    Connection(MESHED, ISTIOD, (15012,), "certificates, configuration", SIDECARS),
    Connection(KUBELET, WEBAPP, (WEBAPP_PORT,), "probes", AMBIENT),
    Connection(KUBELET, INFERENCE, (INFERENCE_PORT,), "probes", AMBIENT),
    Connection(KUBELET, AUTOINTERP, (AUTOINTERP_PORT,), "probes", AMBIENT),
    Connection(KUBELET, GRAPH, (GRAPH_PORT,), "probes", AMBIENT),
    Connection(KUBELET, NLA, (NLA_PORT,), "probes", AMBIENT),
    Connection(KUBELET, SPARSITY, (SPARSITY_PORT,), "probes", AMBIENT),
)
