"""Wrong input, and how the complaint names it: databases, routes, networks."""

from __future__ import annotations

from typing import Any

from neuronpedia_constructs import (
    CloudNativePg,
    ClusterDns,
    ExternalDatabase,
    GatewayRoute,
    IngressRoute,
    IstioAmbient,
    IstioSidecars,
    NetworkAccess,
    OwnRoute,
    S3Target,
)
from neuronpedia_constructs import Postgres as OwnPostgres
from tests.support.building import small

from .wrong_environments import Case, changed, of_environment


def of_database(choice: object, field: str, given: str, **arguments: Any) -> Case:
    return Case(lambda app: small(app, database=choice, **arguments), "Neuronpedia", field, given)


def elsewhere(field: str, given: str, **arguments: object) -> Case:
    return of_database(ExternalDatabase(**{"host": "db.example.org", **arguments}), field, given)  # type: ignore[arg-type]


def of_route(field: str, given: str, **arguments: object) -> Case:
    route = GatewayRoute(**{"gateway": "shared", **arguments})  # type: ignore[arg-type]
    return Case(lambda app: small(app, route=route), "Neuronpedia", field, given)


def of_network(argument: str, value: object, given: str | None = None) -> Case:
    network = NetworkAccess(**{argument: value})  # type: ignore[arg-type]
    field = f"network {argument}"
    return Case(lambda app: small(app, network=network), "Neuronpedia", field, repr(value) if given is None else given)


def of_dns(argument: str, value: object) -> Case:
    case = of_network("dns", ClusterDns(**{argument: value}), repr(value))  # type: ignore[arg-type]
    return case._replace(field=f"network dns {argument}")


def of_mesh(argument: str, value: object) -> Case:
    case = of_network("mesh", IstioSidecars(**{argument: value}), repr(value))  # type: ignore[arg-type]
    return case._replace(field=f"network mesh {argument}")


def of_ingress(argument: str, value: object, field: str | None = None, **others: Any) -> Case:
    route = IngressRoute(**{argument: value}, **others)  # type: ignore[arg-type]
    return Case(lambda app: small(app, route=route), "Neuronpedia", field or f"route {argument}", repr(value))


def owned(kind: type[Any], argument: str, value: object) -> Any:
    """A database of which the user or the name is wrong."""
    return kind(**{argument: value}, **({"host": "db.example.org"} if kind is ExternalDatabase else {}))


USERS: tuple[object, ...] = ("pg_x", 'a"b', "a'b", "a" * 64, "1a", "a b", "", None, 5)
VERSIONS: tuple[object, ...] = (14, 19, "17", 17.0, True, None, [])

DATABASES: dict[str, Case] = {
    **{
        f"{argument} {value!r} of {kind.__name__}": of_database(
            owned(kind, argument, value),
            f"database {argument}",
            repr(value),
        )
        for kind in (OwnPostgres, CloudNativePg, ExternalDatabase)
        for argument in ("user", "database")
        for value in USERS
    },
    "database": of_environment("database", "postgres"),
    "size of the database": of_database(OwnPostgres(size="10"), "database size", "'10'"),
    "few connections": of_database(OwnPostgres(max_connections=20), "database max_connections", "20"),
    "class of the database": of_database(OwnPostgres(storage_class=""), "database storage_class", "''"),
    "two pods of a StatefulSet": changed(
        lambda environment: setattr(environment.postgres.draft, "replicas", 2), "postgres", "replicas", "2"
    ),
    "no instance": of_database(CloudNativePg(instances=0), "database instances", "0"),
    "instances as a text": of_database(CloudNativePg(instances="3"), "database instances", "'3'"),  # type: ignore[arg-type]
    "bucket of a cluster": of_database(CloudNativePg(backup=S3Target(bucket="No")), "database backup bucket", "'No'"),
    "schedule with seconds": of_database(
        CloudNativePg(backup_schedule="0 0 3 * * *"), "database backup_schedule", "'0 0 3 * * *'"
    ),
    "retention": of_database(CloudNativePg(backup_retention="30"), "database backup_retention", "'30'"),
    "superuser": of_database(CloudNativePg(user="postgres"), "database user", "'postgres'"),
    "operator's own database": of_database(CloudNativePg(database="postgres"), "database database", "'postgres'"),
    "host with a scheme": elsewhere("database host", "'postgres://db'", host="postgres://db"),
    **{
        f"database in the pod, {host!r}": elsewhere("database host", repr(host), host=host)
        for host in ("localhost", "127.0.0.1", "169.254.1.1", "0.0.0.0", "::1", "fe80::1", "::")
    },
    **{
        f"host that is not an address, {host!r}": elsewhere("database host", repr(host), host=host)
        for host in ("127.1", "2130706433", "999.999.999.999", "fe80::1%eth0")
    },
    "port of a host": elsewhere("database port", "0", port=0),
    **{f"version {version!r}": elsewhere("database version", repr(version), version=version) for version in VERSIONS},
    "no TLS": elsewhere("database tls", "False", tls=False),
    "sslmode": elsewhere("database tls", "'require'", tls="require"),
    "no reason": elsewhere("database plaintext_reason", "' '", tls=False, plaintext_reason=" "),
    "a reason for nothing": elsewhere("database plaintext_reason", "'VPN'", plaintext_reason="VPN"),
    "an authority for nothing": elsewhere(
        "database ca_config_map", "'ca'", tls=False, plaintext_reason="VPN", ca_config_map="ca"
    ),
}

MESH = ("istiod_namespace", "revision")

NETWORKS: dict[str, Case] = {
    **{
        f"network {cidr!r}": of_network("egress_cidrs", [cidr], repr(cidr))
        for cidr in (
            "10.0.0.0",
            "10.0.0.0/33",
            "10.0.0.1/8",
            "ten/8",
            "",
            "10.0.0/8",
            "2001:db8::1/32",
            "fe80::%eth0/64",
            5,
        )
    },
    "networks as a text": of_network("egress_cidrs", "10.0.0.0/8"),
    "overlapping networks": of_network(
        "egress_cidrs", ["10.1.0.0/16", "192.0.2.0/24", "10.0.0.0/8"], "'10.1.0.0/16' is in '10.0.0.0/8'"
    ),
    "the same network twice": of_network(
        "egress_cidrs", ["10.0.0.0/8", "10.0.0.0/8"], "'10.0.0.0/8' is in '10.0.0.0/8'"
    ),
    "overlapping networks of IPv6": of_network(
        "egress_cidrs", ["::/0", "2001:db8::/32"], "'2001:db8::/32' is in '::/0'"
    ),
    **{
        f"proxy {url!r}": of_network("https_proxy", url)
        for url in (
            "proxy:3128",
            "socks5://a:1080",
            "http://localhost:3128",
            "http://169.254.1.1",
            "http://127.1",
            "",
            5,
        )
    },
    "proxy with a path": of_network("https_proxy", "http://proxy.example.org:3128/a"),
    "proxy with a password": of_network("https_proxy", "http://a:b@proxy.example.org", "'http://…@proxy"),
    **{
        f"dns {argument} {value!r}": of_dns(argument, value)
        for argument, values in {
            "namespace": ("Kube", "", None),
            "cidrs": ("10.0.0.10/32", ["10.0.0.10"], ["fe80::%eth0/64"], [5]),
            "ports": (53, [], [0], ["53"], [True]),
        }.items()
        for value in values
    },
    "dns pod_labels": of_dns("pod_labels", ["k8s-app"]),
    "dns pod label": of_dns("pod_labels", {"k8s-app": "kube dns"})._replace(given="'k8s-app'"),
    "dns": of_network("dns", "10.0.0.10"),
    **{f"mesh {mesh!r}": of_network("mesh", mesh) for mesh in ("istio", True)},
    "class of a mesh": of_network("mesh", IstioAmbient, "<class"),
    **{f"mesh {argument} {value!r}": of_mesh(argument, value) for argument in MESH for value in ("A b", "", 5)},
    "namespace of istiod": of_mesh("istiod_namespace", None),
    **{f"cluster {name!r}": of_network("cluster", name) for name in ("East", "a/b", "c" * 64, "", 1)},
    "network": of_environment("network", "10.0.0.0/8"),
    "namespace of the ingress controller": of_network("ingress_namespace", "Ingress"),
}

ROUTES: dict[str, Case] = {
    "route": of_environment("route", "gateway"),
    "gateway": of_route("route gateway", "'A b'", gateway="A b"),
    "namespace of the gateway": of_route("route gateway_namespace", "''", gateway_namespace=""),
    "listener": of_route("route section_name", "'HTTPS!'", section_name="HTTPS!"),
    "request time-out": of_route("route request_timeout", "'1 hour'", request_timeout="1 hour"),
    "request time-out as a number": of_route("route request_timeout", "60", request_timeout=60),
    "principals as a text": of_route("route istio_principals", "'*'", istio_principals="*"),
    "principal": of_route("route istio_principals", "['gateway']", istio_principals=["gateway"]),
    "ingress class": of_ingress("class_name", "Nginx!"),
    "no ingress class": of_ingress("class_name", ""),
    "TLS secret": of_ingress("tls_secret", "TLS secret"),
    "backends as a text": of_ingress("expose_backends", "yes"),
    "backends of a gateway": of_route("route expose_backends", "1", expose_backends=1),
    "backends of a route of one's own": Case(
        lambda app: small(app, route=OwnRoute(expose_backends=2)),  # type: ignore[arg-type]
        "Neuronpedia",
        "route expose_backends",
        "2",
    ),
    "class of a route": Case(lambda app: small(app, route=OwnRoute), "Neuronpedia", "route", "<class"),
    **{
        f"annotations {value!r}": of_ingress("annotations", value)._replace(given=given)
        for value, given in ((["a"], "['a']"), ({"a": 1}, "'a'"), ({"a b": "c"}, "'a b'"))
    },
}

CASES = {**DATABASES, **NETWORKS, **ROUTES}
