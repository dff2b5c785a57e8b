"""The autointerp server."""

from __future__ import annotations

from cdk8s import App

from tests.support.building import bare, named, pod, synthesized, variables


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
