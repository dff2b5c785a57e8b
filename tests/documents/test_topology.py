"""The documents say of connections what the table says that the NetworkPolicies come from, and their examples work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import AppConfig, ClusterDns
from neuronpedia_constructs.network.connections import CALLERS, CONNECTIONS, INTERNET, MESHED, Connection
from neuronpedia_constructs.network.endpoints import WEBAPP
from tests.rules.network import INGRESS_CONTROLLER, METADATA, STRANGER, pods
from tests.rules.network import INTERNET as ELSEWHERE
from tests.support.building import Manifest, bare, doubts, named, pod, synthesized, variables
from tests.support.cluster.policies import Address, Endpoint, Pod, Policies
from tests.support.python_blocks import blocks_of, run
from tools import topology

ARGUMENTS = ("ingress_namespace=", "egress_cidrs=", "dns=", "https_proxy=", "mesh=", "database=CloudNativePg(")
MANY = (CALLERS, MESHED)
DOCUMENTS = (topology.README, topology.NETWORK)
TEXT = topology.NETWORK.read_text(encoding="utf-8")


def pictures(document: Path) -> list[str]:
    return re.findall(r"```mermaid\n(.*?)```", document.read_text(encoding="utf-8"), flags=re.DOTALL)


def arrows(picture: str) -> list[tuple[str, str, str]]:
    return re.findall(r"^ *(\w+)\S* -\S+>\|(.*)\| (\w+)$", picture, flags=re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_the_documents_are_what_the_table_says(document: Path) -> None:
    written = document.read_text(encoding="utf-8")
    assert written == topology.written(document), f"{document.name} is stale: run `make docs`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_another_table_makes_documents_stale(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    another = Connection(WEBAPP, INTERNET, (8443,), "something new")
    monkeypatch.setattr(topology, "CONNECTIONS", (*CONNECTIONS, another))
    assert "something new<br>8443" in topology.written(document)


def test_a_document_without_its_parts_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "network.md"
    document.write_text(TEXT.replace("<!-- /edges -->", ""), encoding="utf-8")
    with pytest.raises(ValueError, match="edges, picture"):
        topology.written(document)


def test_every_row_of_the_table_is_in_the_document() -> None:
    (part,) = re.findall(r"<!-- edges: .*? -->(.*?)<!-- /edges -->", TEXT, flags=re.DOTALL)
    heading, _, *rows = (
        [cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in part.splitlines() if line
    )
    assert heading == ["From", "To", "Port", "Purpose", "Only with"]
    for edge, (source, target, ports, why, only_with) in zip(CONNECTIONS, rows, strict=True):
        assert (source, target, why, only_with) == (edge.source, edge.target, edge.why, edge.only_with)
        assert tuple(map(int, re.findall(r"\d+", ports))) == edge.ports


def test_every_side_of_the_table_is_drawn_or_left_out_on_purpose() -> None:
    sides = {side for edge in CONNECTIONS for side in (edge.source, edge.target)}
    assert topology.NODES.keys() | topology.UNDRAWN == sides
    assert not topology.NODES.keys() & topology.UNDRAWN
    assert len({node.name for node in topology.NODES.values()}) == len(topology.NODES)
    # Otherwise an arrow between two that are drawn would be missing.
    assert all(edge.source in MANY for edge in CONNECTIONS if {edge.source, edge.target} & topology.UNDRAWN)


def test_arrows_are_those_of_the_table() -> None:
    (default,) = pictures(topology.README)
    (everything,) = pictures(topology.NETWORK)
    for picture, edges in (
        (default, [edge for edge in CONNECTIONS if not edge.only_with and edge.source not in MANY]),
        (everything, [edge for edge in CONNECTIONS if edge.source not in MANY]),
    ):
        people, *found = arrows(picture)
        assert people == ("people", "https", "ingress")
        for edge, (source, label, target) in zip(edges, found, strict=True):
            assert (source, target) == (topology.NODES[edge.source].name, topology.NODES[edge.target].name)
            assert label == f"{edge.why}<br>{', '.join(map(str, edge.ports))}"
    assert "-.->" in everything
    assert "-.->" not in default


def example(argument: str) -> tuple[list[Manifest], list[str]]:
    """The manifests of the document's first environment with an argument, and what it is warned of."""
    ran = run(next(block for block in blocks_of("docs/network.md") if argument in block.source))
    return ran.manifests("staging"), [problem.field for problem in doubts(ran.app)]


def test_the_document_has_an_example_of_each_argument() -> None:
    for block, argument in zip(blocks_of("docs/network.md"), ARGUMENTS, strict=True):
        assert argument in block.source


def test_the_webapp_is_called_from_one_namespace() -> None:
    manifests, warnings = example("ingress_namespace=")
    site = pods(manifests)["webapp"]
    assert Policies(manifests).allow(INGRESS_CONTROLLER, site, 3000)
    assert not Policies(manifests).allow(STRANGER, site, 3000)
    assert not warnings


def test_what_is_called_outside_is_in_the_listed_networks() -> None:
    manifests, warnings = example("egress_cidrs=")
    policies, site = Policies(manifests), pods(manifests)["webapp"]
    for address, port, is_open in (
        ("203.0.113.9", 443, True),
        ("10.20.3.4", 443, True),
        ("10.20.3.4", 80, False),
        ("10.21.3.4", 443, False),
        (ELSEWHERE.ip, 443, False),
    ):
        assert policies.allow(site, Address(address), port) is is_open
    assert not warnings


def test_the_proxy_is_reached_beside_the_listed_networks() -> None:
    manifests, warnings = example("https_proxy=")
    policies, site = Policies(manifests), pods(manifests)["webapp"]
    told = variables(pod(named(manifests, "Deployment", "webapp"))["containers"][0])
    assert {"HTTPS_PROXY", "NO_PROXY", "NODE_USE_ENV_PROXY"} <= told.keys()
    assert policies.allow(site, ELSEWHERE, 3128)
    assert policies.allow(site, Address("203.0.113.9"), 443)
    assert not policies.allow(site, ELSEWHERE, 443)
    assert not policies.allow(site, METADATA, 3128)
    assert not warnings


def test_instances_of_an_operator_are_called_by_it_and_call_the_api_server() -> None:
    manifests, _ = example("database=")
    policies, instance = Policies(manifests), pods(manifests)["postgres"]
    operator = Pod("cnpg-system", {"app.kubernetes.io/name": "cloudnative-pg"}, {})
    for port in (5432, 8000):
        assert policies.allow(operator, instance, port)
        assert policies.allow(instance, instance, port)
    assert policies.allow(instance, ELSEWHERE, 6443)
    assert policies.allow(STRANGER, instance, 9187)
    assert not policies.allow(STRANGER, instance, 8000)


@pytest.mark.parametrize(
    ("host", "opened"),
    [
        ("graph", Pod("neuronpedia", {"app": "graph"}, {})),
        ("mail.tools.svc", Pod("tools", {"app": "mail"}, {})),
        ("mail.tools.svc.cluster.local", Pod("tools", {"app": "mail"}, {})),
        ("10.20.0.5", Address("10.20.0.5")),
        ("localhost", None),
        ("smtp.example.org", Address("10.20.0.5")),
        ("mail.tools", Address("10.20.0.5")),
    ],
)
def test_hosts_are_understood_as_the_document_says(host: str, opened: Endpoint | None, app: App) -> None:
    config = AppConfig(email_sending_provider="smtp", smtp_server_host=host, smtp_server_port=2525)
    manifests = synthesized(bare(app, app_config=config))
    # What the other side allows is its own affair.
    manifests = [found for found in manifests if found["metadata"]["name"] != "default-deny"]
    policies, site = Policies(manifests), pods(manifests)["webapp"]
    ends: list[Endpoint] = [Pod("tools", {"app": "mail"}, {}), Pod("neuronpedia", {"app": "graph"}, {}), METADATA]
    for end in [*ends, *([opened] if opened is not None else [])]:
        assert policies.allow(site, end, 2525) is (end == opened)
    assert policies.allow(site, ELSEWHERE, 2525) is (host in ("smtp.example.org", "mail.tools"))


def test_every_choice_of_the_table_opens_names_and_warns_of_nothing() -> None:
    choices = [choice for choice in re.findall(r"`(ClusterDns[^`]*\([^`]*\))`", TEXT) if "…" not in choice]
    made = [eval(choice, {"ClusterDns": ClusterDns}) for choice in choices]
    assert {choice.partition("(")[0] for choice in choices} == {
        f"ClusterDns.{name}" for name, value in vars(ClusterDns).items() if isinstance(value, classmethod)
    }
    for dns in made:
        assert not list(dns.problems(bare(App()).plan.context)), dns
