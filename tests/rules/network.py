"""Rules for the connections of an environment: those that its parts need are open, and no others."""

from __future__ import annotations

from itertools import product

from tests.support.building import Manifest, containers, named, pod_template, variables, workloads
from tests.support.cluster.policies import Address, Endpoint, Pod, Policies

from .objects import Invariant

DATABASE_CLIENTS = {"webapp", "db-index", "db-init", "register-inference", "postgres-backup"}
SERVERS = {"inference": 5002, "autointerp": 5003, "graph": 5004, "sparsity": 5005, "nla": 5009}
CALLS_OUT = {"webapp", *SERVERS}
PORTS = {"webapp": 3000, **SERVERS, "postgres": 5432}
BETWEEN = {
    *(("webapp", server) for server in SERVERS),
    *((client, "postgres") for client in DATABASE_CLIENTS),
}
"""Who calls whom, at the port of the latter."""

INTERNET = Address("93.184.216.34")
METADATA = Address("169.254.169.254")
DNS = Pod("kube-system", {"k8s-app": "kube-dns"}, {})
NODE_DNS = Address("169.254.20.10")
OPENSHIFT_DNS = Pod("openshift-dns", {"dns.operator.openshift.io/daemonset-dns": "default"}, {})
NAMES: dict[str, tuple[tuple[Endpoint, ...], int]] = {
    "vanilla": ((DNS, NODE_DNS), 53),
    "NodeLocal DNSCache elsewhere": ((DNS, Address("169.254.25.10")), 53),
    "EKS Auto Mode": ((Address("10.100.0.10"), Address("172.20.0.10")), 53),
    "Cloud DNS": ((METADATA,), 53),
    "Gardener": ((DNS,), 8053),
    "OpenShift": ((OPENSHIFT_DNS,), 5353),
}
"""Who answers what address a name has, and on which port, by the kind of cluster."""

ISTIOD = Pod("istio-system", {"app": "istiod"}, {})
PROBES = (Address("169.254.7.127"), Address("fd16:9254:7127:1337:ffff:ffff:ffff:ffff"))
"""Where Istio's ambient mode lets the kubelet's probes come from."""

INGRESS_CONTROLLER = Pod("ingress-nginx", {"app.kubernetes.io/name": "ingress-nginx"}, {})
STRANGER = Pod("other", {"app": "webapp"}, {})
"""A pod of another namespace, which looks like one of ours."""


def namespace(environment: list[Manifest]) -> str:
    name: str = next(found["metadata"]["name"] for found in environment if found["kind"] == "Namespace")
    return name


def pods(environment: list[Manifest]) -> dict[str, Pod]:
    """A pod of each kind, by its label `app`."""
    name = namespace(environment)
    templates = (pod_template(found)["metadata"]["labels"] for found in workloads(environment))
    made = {labels["app"]: Pod(name, labels, {}) for labels in templates}
    for found in environment:
        if found["kind"] == "Cluster":
            own = {"cnpg.io/cluster": found["metadata"]["name"], **found["spec"]["inheritedMetadata"]["labels"]}
            made["postgres"] = Pod(name, own, {})
    return made


def in_mesh(pod: Pod) -> str:
    """The mesh that a pod is part of."""
    if pod.labels.get("sidecar.istio.io/inject") == "true":
        return "sidecars"
    return pod.labels.get("istio.io/dataplane-mode", "")


def pods_call_those_whom_they_need_and_nobody_else(environment: list[Manifest]) -> None:
    policies, there = Policies(environment), pods(environment)
    operated = any(found["kind"] == "Cluster" for found in environment)
    for (source, target), (owner, port) in product(product(there, there), PORTS.items()):
        needed = (source, target) in BETWEEN and owner == target
        replicated = operated and source == target == owner == "postgres"
        assert policies.allow(there[source], there[target], port) is (needed or replicated), (source, target, port)


def nobody_is_called_from_outside_but_what_is_published(environment: list[Manifest]) -> None:
    policies = Policies(environment)
    names = {found["metadata"]["name"] for found in environment if found["kind"] in ("Ingress", "HTTPRoute")}
    if not names:
        return  # somebody else's way in may lead to them
    published = {"inference", "autointerp"} if "neuronpedia-backends" in names else set()
    for app, pod in pods(environment).items():
        for owner, port in PORTS.items():
            called = policies.allow(INGRESS_CONTROLLER, pod, port)
            assert called is (app == owner and app in {"webapp", *published}), (app, port)
        assert not policies.allow(STRANGER, pod, PORTS["postgres"])


def whoever_calls_somebody_asks_for_names_and_nobody_reaches_more(environment: list[Manifest]) -> None:
    policies = Policies(environment)
    operated = any(found["kind"] == "Cluster" for found in environment)
    asked = set()
    for app, pod in pods(environment).items():
        calls = app != "postgres" or operated or in_mesh(pod) == "sidecars"
        answering = {
            kind
            for kind, (endpoints, port) in NAMES.items()
            if all(policies.allow(pod, end, port, protocol) for end, protocol in product(endpoints, ("UDP", "TCP")))
        }
        assert bool(answering) is calls, app
        asked.update([frozenset(answering)] if calls else [])
        assert not policies.allow(pod, STRANGER, 53, "UDP")
        assert not policies.allow(pod, METADATA, 80)
        assert not policies.allow(pod, INTERNET, 22)
    assert len(asked) == 1, asked


def a_mesh_reaches_what_it_needs_and_no_more(environment: list[Manifest]) -> None:
    policies, there = Policies(environment), pods(environment)
    for source, pod in there.items():
        assert policies.allow(pod, ISTIOD, 15012) is (in_mesh(pod) == "sidecars"), source
        for target, called in there.items():
            tunnelled = in_mesh(pod) == in_mesh(called) == "ambient" and (source, target) in BETWEEN
            assert policies.allow(pod, called, 15008) is tunnelled, (source, target)
        if in_mesh(pod) == "ambient" and source in CALLS_OUT:
            assert all(policies.allow(probe, pod, PORTS[source]) for probe in PROBES), source
        assert not policies.allow(pod, STRANGER, 15008)


def a_pod_that_no_policy_knows_is_closed(environment: list[Manifest]) -> None:
    policies = Policies(environment)
    unknown = Pod(namespace(environment), {"app": "unknown"}, {})
    others: list[Endpoint] = [*pods(environment).values(), INTERNET, DNS, STRANGER]
    for other, port in product(others, (53, 80, 443, 3000, 5432)):
        assert not policies.allow(unknown, other, port)
        assert not policies.allow(other, unknown, port)


def certificates_can_be_issued(environment: list[Manifest]) -> None:
    """Where cert-manager makes them: it answers the issuer from a pod in the namespace, for which it has an Ingress."""
    names = [name for found in environment for name in found["metadata"].get("annotations", {})]
    issued = any(name.startswith("cert-manager.io/") for name in names)
    solver = Pod(namespace(environment), {"acme.cert-manager.io/http01-solver": "true"}, {})
    policies = Policies(environment)
    assert policies.allow(INGRESS_CONTROLLER, solver, 8089) is issued
    assert not policies.allow(solver, INTERNET, 443)


def clients_of_the_database_are_those_that_may_call_it(environment: list[Manifest]) -> None:
    clients = {
        workload["metadata"]["labels"]["app"]
        for workload in workloads(environment)
        for container in containers(workload)
        if variables(container).keys() & {"PGHOST", "POSTGRES_PRISMA_URL"}
    }
    assert clients <= DATABASE_CLIENTS
    assert clients >= DATABASE_CLIENTS - {"postgres-backup"}


def services_have_the_ports_that_are_open(environment: list[Manifest]) -> None:
    for app, port in PORTS.items():
        for found in environment:
            if found["kind"] == "Service" and found["spec"]["selector"]["app"] == app:
                assert [entry["port"] for entry in found["spec"]["ports"]] == [port]
    assert named(environment, "NetworkPolicy", "default-deny")["spec"]["podSelector"] == {}


OF_ANY_PART: tuple[Invariant, ...] = ()

OF_A_WHOLE: tuple[Invariant, ...] = (
    pods_call_those_whom_they_need_and_nobody_else,
    nobody_is_called_from_outside_but_what_is_published,
    whoever_calls_somebody_asks_for_names_and_nobody_reaches_more,
    a_mesh_reaches_what_it_needs_and_no_more,
    a_pod_that_no_policy_knows_is_closed,
    certificates_can_be_issued,
    clients_of_the_database_are_those_that_may_call_it,
    services_have_the_ports_that_are_open,
)
