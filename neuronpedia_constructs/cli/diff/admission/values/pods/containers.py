"""Containers (validateContainers, validateInitContainers)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, duplicate, forbidden, invalid, missing

from .environment import environment_faults
from .probes import PROBES, lifecycle_faults, probe_faults
from .resources import resource_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.cli.diff.admission.node import Node

_GRACE = 30
"""The default of a pod's terminationGracePeriodSeconds."""
_CLAIMED = {"ephemeral", "persistentVolumeClaim"}


def container_faults(pod: Node, volumes: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the faults of the containers of a pod, given the sources of its volumes by name."""
    claims = {each.text("name") for each in pod.children("resourceClaims")}
    names, host_ports = set[str](), set[tuple[str, str, int]]()
    regular, first = pod.children("containers"), pod.children("initContainers")
    for container in (*regular, *first):
        name = container.text("name")
        if name and name in names:
            yield duplicate(container.at("name"), name, "names of containers")
        names.add(name)
        if not container.text("image"):
            yield missing(container.at("image"), "the reference of an image")
        yield from _port_faults(container, host_ports if container in regular else set())
        yield from environment_faults(container)
        yield from _mount_faults(container, volumes)
        yield from resource_faults(container.child("resources"), claims)
        yield from _resize_faults(container, pod.text("restartPolicy", "Always"))
    grace = pod.number("terminationGracePeriodSeconds")
    for container in (*regular, *first):
        if container in regular or container.text("restartPolicy") == "Always":
            yield from probe_faults(container)
            yield from lifecycle_faults(container, _GRACE if grace is None else grace)
        else:
            yield from _first_faults(container)
    if pod.flag("hostNetwork"):
        yield from _host_network_faults(regular)


def _first_faults(container: Node) -> Iterator[Fault]:
    for name in ("lifecycle", *PROBES):
        if container.has(name):
            yield forbidden(container.at(name), "for an init container unless its restartPolicy is Always")


def _port_faults(container: Node, host_ports: set[tuple[str, str, int]]) -> Iterator[Fault]:
    names = set[str]()
    for port in container.children("ports"):
        name = port.text("name")
        if name and name in names:
            yield duplicate(port.at("name"), name, "names of the ports of a container")
        names.add(name)
        number = port.number("hostPort")
        if number:
            key = (port.text("protocol", "TCP"), port.text("hostIP"), number)
            if key in host_ports:
                yield duplicate(port.at("hostPort"), number, "ports of the host")
            host_ports.add(key)


def _host_network_faults(containers: list[Node]) -> Iterator[Fault]:
    for container in containers:
        for port in container.children("ports"):
            number = port.number("containerPort")
            if port.number("hostPort") not in (None, 0, number):
                yield invalid(port.at("hostPort"), port.get("hostPort"), f"containerPort, {number}, with hostNetwork")


def _mount_faults(container: Node, volumes: Mapping[str, str]) -> Iterator[Fault]:
    devices = container.children("volumeDevices")
    device_names = {each.text("name") for each in devices}
    paths = {each.text("devicePath") for each in devices}
    for device in devices:
        source = volumes.get(device.text("name"))
        if source is None:
            yield invalid(device.at("name"), device.text("name"), "the name of a volume of the pod")
        elif source not in _CLAIMED:
            yield invalid(device.at("name"), device.text("name"), "the name of a volume that is a claim")
    for mount in container.children("volumeMounts"):
        name, path = mount.text("name"), mount.text("mountPath")
        if name and name not in volumes:
            yield invalid(mount.at("name"), name, "the name of a volume of the pod")
        elif name in device_names:
            yield duplicate(mount.at("name"), name, "volumeMounts and volumeDevices")
        if path and path in paths:
            yield duplicate(mount.at("mountPath"), path, "the paths of a container")
        paths.add(path)
        yield from _mount_mode_faults(mount, container)


def _mount_mode_faults(mount: Node, container: Node) -> Iterator[Fault]:
    if mount.text("subPath") and mount.text("subPathExpr"):
        yield forbidden(mount.at("subPathExpr"), "together with subPath")
    propagation = mount.text("mountPropagation", "None")
    if propagation == "Bidirectional" and not container.child("securityContext").flag("privileged"):
        yield invalid(mount.at("mountPropagation"), propagation, "another one unless the container is privileged")
    if mount.text("recursiveReadOnly") in ("Enabled", "IfPossible"):
        if not mount.flag("readOnly"):
            yield forbidden(mount.at("recursiveReadOnly"), "unless readOnly is true")
        if propagation != "None":
            yield forbidden(mount.at("recursiveReadOnly"), "unless mountPropagation is None")


def _resize_faults(container: Node, restart_policy: str) -> Iterator[Fault]:
    names = set[str]()
    for policy in container.children("resizePolicy"):
        name = policy.text("resourceName")
        if name in names:
            yield duplicate(policy.at("resourceName"), name, "resources")
        names.add(name)
        if restart_policy == "Never" and policy.text("restartPolicy") == "RestartContainer":
            allowed = '"NotRequired" where the pod\'s restartPolicy is Never'
            yield invalid(policy.at("restartPolicy"), "RestartContainer", allowed)
