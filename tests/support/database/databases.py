"""The databases that an environment may have, and where each leads its clients."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from neuronpedia_constructs import (
    CloudNativePg,
    DatabaseSpec,
    ExternalDatabase,
    Postgres,
    S3Target,
)
from tests.rules.connections import URLS
from tests.support.building import (
    Manifest,
    containers,
    pod_template,
    variables,
    workloads,
)

VERIFIED = {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/database-ca/ca.crt"}


ELSEWHERE = ExternalDatabase(host="10.1.2.3", port=6432)


BUCKET = S3Target(bucket="backups", secret="of-backups", endpoint="https://10.9.8.7:9000")


class Expected(NamedTuple):
    """Where a choice of a database leads its clients."""

    choice: DatabaseSpec
    address: tuple[str, str] = ("postgres.neuronpedia.svc", "5432")
    told: Mapping[str, str] = MappingProxyType({})
    secret: str = "db-credentials"
    keys: tuple[str, str] = ("POSTGRES_PASSWORD", "POSTGRES_URL")


EXPECTED = {
    "here": Expected(Postgres(size="20Gi")),
    "operated": Expected(
        CloudNativePg(), ("postgres-rw.neuronpedia.svc", "5432"), {}, "postgres-app", ("password", "uri")
    ),
    "encrypted": Expected(ELSEWHERE, ("10.1.2.3", "6432"), {"PGSSLMODE": "require"}),
    "verified": Expected(
        ExternalDatabase(host="db.example.org", ca_config_map="ca"), ("db.example.org", "5432"), VERIFIED
    ),
    "plain": Expected(
        ExternalDatabase(host="db.example.org", tls=False, plaintext_reason="a VPN"), ("db.example.org", "5432")
    ),
}


PROGRAMS = {
    ("db-index", "wait-for-schema"),
    ("db-index", "db-index"),
    ("db-init", "wait-for-postgres"),
    ("db-init", "mend"),
    ("postgres-backup", "postgres-backup"),
    ("register-inference", "wait-for-schema"),
    ("register-inference", "register-inference"),
    ("webapp", "wait-for-schema"),
}
"""The containers, by pod, in which PostgreSQL's own programs talk to the database; others are handed its addresses."""


HANDED = {("db-init", "migrate"), ("db-init", "db-init"), ("webapp", "webapp")}


def talking(manifests: list[Manifest]) -> dict[tuple[str, str], list[Manifest]]:
    """The containers that are told of a database, by the app of their pod and their own name."""
    found: dict[tuple[str, str], list[Manifest]] = {}
    for workload, container in ((each, inner) for each in workloads(manifests) for inner in containers(each)):
        if {"PGHOST", "PGPASSWORD", "POSTGRES_URL", *URLS} & variables(container).keys():
            app = pod_template(workload)["metadata"]["labels"]["app"]
            found.setdefault((app, container["name"]), []).append(container)
    return found
