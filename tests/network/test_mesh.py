"""Environments in a service mesh."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    Annotations,
    AppConfig,
    CloudNativePg,
    GatewayRoute,
    IngressRoute,
    IstioAmbient,
    IstioSidecars,
    Labels,
    Mixin,
    NetworkAccess,
    PostgresBackup,
    S3Target,
)
from neuronpedia_constructs.cli.admin.job import AdminPlan
from neuronpedia_constructs.cli.manifests import final_draft
from neuronpedia_constructs.network.mesh import Mesh
from tests.rules.network import BETWEEN, DNS, INGRESS_CONTROLLER, ISTIOD, PROBES, STRANGER, pods
from tests.support.building import Manifest, bare, doubts, named, pod_template, small, synthesized, workloads
from tests.support.cluster.policies import Address, Pod, Policies

OUTSIDE = [None, IstioSidecars(), IstioAmbient()]
GATEWAY = GatewayRoute(gateway="shared", istio_principals=["cluster.local/ns/gateways/sa/shared-istio"])


def made(mesh: Mesh | None, **arguments: Any) -> list[Manifest]:
    access = NetworkAccess(mesh=mesh, ingress_namespace="ingress-nginx")
    return synthesized(small(App(), network=access, **arguments).with_(PostgresBackup()))


def metadata(manifests: list[Manifest]) -> list[Manifest]:
    return [pod_template(found)["metadata"] for found in workloads(manifests)]


def test_every_pod_asks_for_a_native_sidecar_and_nothing_else_of_the_namespace_does() -> None:
    manifests = made(IstioSidecars(revision="asm-1-27"))
    for found in metadata(manifests):
        assert found["labels"]["sidecar.istio.io/inject"] == "true"
        assert found["labels"]["istio.io/rev"] == "asm-1-27"
        assert found["annotations"]["sidecar.istio.io/nativeSidecar"] == "true"
    for found in manifests:
        assert not any("istio" in key for key in found["metadata"]["labels"]), found["kind"]
    assert all("istio.io/rev" not in found["labels"] for found in metadata(made(IstioSidecars())))


def test_ambient_mode_only_labels_pods() -> None:
    for found in metadata(made(IstioAmbient())):
        assert found["labels"]["istio.io/dataplane-mode"] == "ambient"
        assert not any("istio" in key for key in found.get("annotations", {}))


@pytest.mark.parametrize("mesh", OUTSIDE[1:])
def test_pods_of_an_operator_stay_outside(mesh: Mesh) -> None:
    manifests = made(mesh, database=CloudNativePg(), route=IngressRoute(cluster_issuer="a"))
    inherited = named(manifests, "Cluster", "postgres")["spec"]["inheritedMetadata"]
    assert not any("istio" in key for key in (*inherited["labels"], *inherited.get("annotations", {})))
    policies, there = Policies(manifests), pods(manifests)
    solver = Pod("neuronpedia", {"acme.cert-manager.io/http01-solver": "true"}, {})
    for port in (15008, 15012):
        assert not policies.allow(there["webapp"], there["postgres"], port)
        assert not policies.allow(there["postgres"], ISTIOD, port)
        assert not policies.allow(solver, ISTIOD, port)
        assert not policies.allow(INGRESS_CONTROLLER, solver, port)
    assert policies.allow(there["webapp"], there["postgres"], 5432)


def test_a_sidecar_reaches_its_control_plane_and_no_pod_beside_it() -> None:
    manifests = made(IstioSidecars(istiod_namespace="aks-istio-system"))
    policies = Policies(manifests)
    for pod in pods(manifests).values():
        assert policies.allow(pod, Pod("aks-istio-system", {"app": "istiod"}, {}), 15012)
        assert not policies.allow(pod, Pod("aks-istio-system", {"app": "istiod"}, {}), 15010)
        assert not policies.allow(pod, Pod("aks-istio-system", {"app": "prometheus"}, {}), 15012)
        assert not policies.allow(pod, ISTIOD, 15012)
        assert all(policies.allow(pod, DNS, 53, protocol) for protocol in ("UDP", "TCP")), "istiod has a name"


def test_tunnels_lead_only_where_connections_do() -> None:
    manifests = made(IstioAmbient())
    policies, there = Policies(manifests), pods(manifests)
    for source, caller in there.items():
        for target, called in there.items():
            assert policies.allow(caller, called, 15008) is ((source, target) in BETWEEN), (source, target)
        assert policies.allow(INGRESS_CONTROLLER, caller, 15008) is (source == "webapp")
        assert not policies.allow(STRANGER, caller, 15008)
        assert not policies.allow(caller, STRANGER, 15008)
        assert not policies.allow(caller, Address("93.184.216.34"), 15008)


def test_probes_come_from_where_ambient_mode_puts_them() -> None:
    ports = {"webapp": 3000, "inference": 5002, "autointerp": 5003}
    manifests = made(IstioAmbient())
    for app, pod in pods(manifests).items():
        for source in PROBES:
            for port in (3000, 5002, 5003, 5432, 15008):
                assert Policies(manifests).allow(source, pod, port) is (ports.get(app) == port), (app, port)


@pytest.mark.parametrize("mesh", [None, IstioSidecars()])
def test_without_ambient_mode_nothing_of_it_is_open(mesh: Mesh | None) -> None:
    manifests = made(mesh)
    policies, there = Policies(manifests), pods(manifests)
    assert not any(policies.allow(one, other, 15008) for one in there.values() for other in there.values())
    assert not any(policies.allow(source, there["webapp"], 3000) for source in PROBES)
    assert policies.allow(there["webapp"], ISTIOD, 15012) is (mesh is not None)


def test_a_service_of_another_namespace_may_be_in_the_mesh_too() -> None:
    near = AppConfig(email_sending_provider="smtp", smtp_server_host="mail.tools.svc", smtp_server_port=2525)
    mail = Pod("tools", {"app": "mail"}, {})
    for mesh in OUTSIDE:
        manifests = made(mesh, app_config=near)
        assert Policies(manifests).allow(pods(manifests)["webapp"], mail, 2525)
        assert Policies(manifests).allow(pods(manifests)["webapp"], mail, 15008) is isinstance(mesh, IstioAmbient)


def test_jobs_that_commands_print_are_in_the_mesh() -> None:
    plan = bare(App(), network=NetworkAccess(mesh=IstioSidecars())).plan
    workload = AdminPlan(plan.context, plan.database, "anna@example.org", "anna", plan.database_init.mixins)
    draft = final_draft(plan, workload)
    assert draft.pod_labels == {"sidecar.istio.io/inject": "true"}
    assert draft.pod_annotations["sidecar.istio.io/nativeSidecar"] == "true"


def test_a_workload_can_stay_outside() -> None:
    environment = bare(App(), network=NetworkAccess(mesh=IstioSidecars()))
    environment.webapp.with_(Labels({"sidecar.istio.io/inject": "false"}))
    template = pod_template(named(synthesized(environment), "Deployment", "webapp"))
    assert template["metadata"]["labels"]["sidecar.istio.io/inject"] == "false"


class Injected(Mixin):
    def amend(self, manifest: dict[str, Any]) -> None:
        if manifest["kind"] == "Namespace":
            manifest["metadata"]["labels"]["istio-injection"] = "enabled"


BY_HAND: dict[str, tuple[Mixin, str]] = {
    "namespace": (Injected(), "istio-injection of Namespace neuronpedia"),
    "labels": (Labels({"istio-injection": "enabled"}), "istio-injection of postgres and 6 more"),
    "mode": (Labels({"istio.io/dataplane-mode": "ambient"}), "istio.io/dataplane-mode of postgres and 6 more"),
    "revision": (Labels({"istio.io/rev": "stable"}), "istio.io/rev of postgres and 6 more"),
    "pods": (
        Annotations({"sidecar.istio.io/inject": "true"}, kinds=["Pod"]),
        "sidecar.istio.io/inject of postgres and 6 more",
    ),
}


@pytest.mark.parametrize("what", BY_HAND)
def test_a_mesh_that_nobody_chose_is_warned_of_once(what: str, app: App) -> None:
    mixin, field = BY_HAND[what]
    small(app).with_(mixin)
    assert [(warning.code, warning.field) for warning in doubts(app)] == [("mesh.by-hand", field)]


@pytest.mark.parametrize(
    ("mixin", "mesh"),
    [
        (Labels({"sidecar.istio.io/inject": "false"}), None),
        (Labels({"istio.io/dataplane-mode": "none"}), None),
        (Labels({"istio-injection": "disabled"}), None),
        (Labels({"istio-injection": "enabled"}), IstioSidecars()),
        (Labels({"istio.io/dataplane-mode": "ambient"}), IstioAmbient()),
        (Labels({"istio.io/rev": "stable"}), IstioAmbient()),
    ],
)
def test_staying_outside_or_in_the_chosen_mesh_is_no_surprise(mixin: Mixin, mesh: Mesh | None, app: App) -> None:
    small(app, network=NetworkAccess(mesh=mesh)).with_(mixin)
    assert doubts(app) == ()


def test_the_other_mesh_is_one(app: App) -> None:
    small(app, network=NetworkAccess(mesh=IstioAmbient())).with_(Labels({"istio-injection": "enabled"}))
    assert [warning.code for warning in doubts(app)] == ["mesh.by-hand"]


@pytest.mark.parametrize("mesh", OUTSIDE)
def test_principals_want_a_mesh(mesh: Mesh | None, app: App) -> None:
    small(app, route=GATEWAY, network=NetworkAccess(mesh=mesh))
    expected = [] if mesh else ["route.principals-without-mesh"]
    assert [warning.code for warning in doubts(app)] == expected


def test_everything_at_once_is_valid() -> None:
    bucket = S3Target(bucket="dumps", endpoint="https://minio.tools.svc:9000")
    for mesh in OUTSIDE:
        assert made(mesh, route=GATEWAY, database=CloudNativePg(backup=bucket))
