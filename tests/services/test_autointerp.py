"""The autointerp server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cdk8s import App

from tests.support.building import Manifest, bare, named, pod, synthesized, variables
from tests.support.listening import APP, IPV4, IPV6, WITHOUT_IPV6, answers, both_families, started
from tests.support.programs import starts_programs


def test_the_webapp_finds_it_and_it_demands_what_the_webapp_sends(app: App) -> None:
    made = synthesized(bare(app))
    (server,) = pod(named(made, "Deployment", "autointerp"))["containers"]
    (site,) = pod(named(made, "Deployment", "webapp"))["containers"]
    service = named(made, "Service", "autointerp")
    (port,) = service["spec"]["ports"]
    assert named(made, "ConfigMap", "app-config")["data"]["AUTOINTERP_SERVER"] == f"http://autointerp:{port['port']}"
    assert server["ports"][0]["containerPort"] == port["port"]
    sent = variables(site)["AUTOINTERP_SERVER_SECRET"]["valueFrom"]
    assert variables(server)["SECRET"]["valueFrom"] == sent


def test_it_is_ready_once_its_port_is_open_and_writes_only_to_volumes(app: App) -> None:
    (server,) = pod(named(synthesized(bare(app)), "Deployment", "autointerp"))["containers"]
    assert "tcpSocket" in server["readinessProbe"]
    assert server["securityContext"]["readOnlyRootFilesystem"] is True
    home = variables(server)["HF_HOME"]["value"]
    assert any(home.startswith(mount["mountPath"]) for mount in server["volumeMounts"])


@pytest.fixture(scope="module")
def listening(programs: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:  # noqa: ARG001
    with started(*runnable(tmp_path_factory.mktemp("autointerp"))) as port:
        yield port


def runnable(folder: Path) -> tuple[Manifest, Path]:
    """Its container, and a folder with a program of the same name."""
    (folder / "server.py").write_text(APP)
    (container,) = pod(named(synthesized(bare(App())), "Deployment", "autointerp"))["containers"]
    return container, folder


@both_families
def test_it_listens_on_ipv4_and_on_ipv6(listening: int, address: str) -> None:
    assert answers(address, listening)


@starts_programs
def test_it_listens_where_the_kernel_has_no_ipv6(tmp_path: Path) -> None:
    container, folder = runnable(tmp_path)
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_IPV6)
    with started(
        container, folder, {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}
    ) as port:
        assert answers(IPV4, port)
        assert not answers(IPV6, port)
