"""What becomes of a Service that changes its type, or no longer says what the server gave it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from neuronpedia_constructs.cli.diff.admission.check import faults
from neuronpedia_constructs.cli.diff.kubernetes.apply import applied
from neuronpedia_constructs.cli.diff.kubernetes.services import updated_service
from neuronpedia_constructs.cli.diff.kubernetes.stored import stored
from neuronpedia_constructs.cli.diff.kubernetes.updates import refusals

HEAD = "apiVersion: v1, kind: Service, metadata: {name: a, namespace: n}"
NUMBER = "ports: [{name: a, port: 80, nodePort: 30080}]"
PORT = "ports: [{name: a, port: 80}]"


def service(spec: str) -> Any:
    return yaml.safe_load(f"{{{HEAD}, spec: {{selector: {{app: a}}, {spec}}}}}")


def becomes(old: str, new: str) -> tuple[Any, Any]:
    """Return the spec of the live Service, and that of the one which `kubectl apply` makes of it."""
    one, other = service(old), service(new)
    live = stored(one)
    asked = updated_service(live, stored(applied(live, one, other)))
    assert refusals(live, asked) == ()
    assert faults(asked) == []
    assert faults(updated_service(live, other)) == []
    return live["spec"], asked["spec"]


@pytest.mark.parametrize(
    "old",
    [
        f"type: NodePort, {PORT}",
        f"type: NodePort, {NUMBER}",
        f"type: NodePort, externalTrafficPolicy: Local, {PORT}",
        f"type: LoadBalancer, {PORT}",
        f"type: LoadBalancer, loadBalancerClass: a/b, allocateLoadBalancerNodePorts: false, {PORT}",
        f"type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30000, {PORT}",
    ],
)
def test_what_belongs_to_a_type_goes_with_it_whether_the_new_manifest_says_it_or_not(old: str) -> None:
    inside = stored(service(PORT))["spec"]
    assert becomes(old, PORT)[1] == inside
    same = old.replace("NodePort,", "ClusterIP,", 1).replace("LoadBalancer,", "ClusterIP,", 1)
    assert becomes(old, same)[1] == inside


def test_what_changes_with_the_type_is_the_persons_own_and_refused() -> None:
    live, new = (
        stored(service(f"type: NodePort, {NUMBER}")),
        service(f"type: ClusterIP, {NUMBER.replace('80}', '81}')}"),
    )
    assert updated_service(live, new)["spec"]["ports"][0]["nodePort"] == 30081
    assert faults(updated_service(live, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"type: NodePort, {NUMBER}", f"type: NodePort, {PORT}"),
        (f"type: NodePort, {NUMBER}", f"type: NodePort, {NUMBER}"),
        (f"ipFamilyPolicy: PreferDualStack, {PORT}", PORT),
        (PORT, f"ipFamilyPolicy: SingleStack, {PORT}"),
        (f"clusterIP: None, {PORT}", PORT),
        (f"clusterIP: 10.0.0.1, {PORT}", f"clusterIP: '', {PORT}"),
        (f"clusterIP: None, {PORT}", f"clusterIP: None, clusterIPs: [None], {PORT}"),
    ],
)
def test_what_the_server_gave_stays(old: str, new: str) -> None:
    live, asked = becomes(old, new)
    assert live == asked


def test_a_node_port_that_another_port_takes_is_not_kept() -> None:
    two = "type: NodePort, ports: [{name: a, port: 80}, {name: b, port: 81, nodePort: 30080}]"
    assert "nodePort" not in becomes(f"type: NodePort, {NUMBER}", two)[1]["ports"][0]


def test_a_service_that_becomes_a_name_gives_its_address_back() -> None:
    assert "clusterIP" not in becomes("clusterIP: 10.0.0.1", "type: ExternalName, externalName: a.example.org")[1]


@pytest.mark.parametrize("spec", ["[]", "{type: [], ports: {}}", "{ports: [1, null]}", "{type: {}}"])
def test_nonsense_is_no_reason_to_crash(spec: str) -> None:
    odd = yaml.safe_load(f"{{{HEAD}, spec: {spec}}}")
    for one, other in ((odd, service(NUMBER)), (service(f"type: NodePort, {NUMBER}"), odd), (odd, odd)):
        updated_service(one, other)
