"""Pods, and the templates of pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, duplicate, forbidden, invalid, keyed
from neuronpedia_constructs.cli.diff.admission.values.kinds.metadata import labels_and_annotations
from neuronpedia_constructs.cli.diff.admission.values.labels import label_faults

from .containers import container_faults
from .placement import name_service_faults, placement_faults
from .resources import pod_resource_faults
from .security import pod_security_faults
from .volumes import volume_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"


def template_faults(template: Node) -> Iterator[Fault]:
    """Yield what ValidatePodTemplateSpec refuses, apart from the pod itself."""
    metadata = template.child("metadata")
    yield from labels_and_annotations(metadata)
    pod = template.child("spec")
    if pod.children("ephemeralContainers"):
        yield forbidden(pod.at("ephemeralContainers"), "in a template")
    yield from _apparmor_faults(metadata, pod)


def pod_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidatePodCreate refuses of a pod that stands for itself, apart from its spec."""
    pod = root.child("spec")
    for field in ("containers", "initContainers"):
        for container in pod.children(field):
            image = container.text("image")
            if image != image.strip():
                yield invalid(container.at("image"), image, "without blanks around it")
    if pod.children("ephemeralContainers"):
        yield forbidden(pod.at("ephemeralContainers"), "before the pod runs")
    if pod.text("nodeName") and pod.children("schedulingGates"):
        yield forbidden(pod.at("nodeName"), "together with schedulingGates")
    yield from _apparmor_faults(root.child("metadata"), pod)


def _apparmor_faults(metadata: Node, pod: Node) -> Iterator[Fault]:
    """Yield what ValidateAppArmorPodAnnotations refuses."""
    names = {each.text("name") for each in _all_containers(pod)}
    for key, value in metadata.labels("annotations").items():
        if key.startswith(_APPARMOR):
            path = keyed(metadata.at("annotations"), key)
            if key.removeprefix(_APPARMOR) not in names:
                yield invalid(path, key.removeprefix(_APPARMOR), "the name of a container of the pod")
            if value not in ("", "runtime/default", "unconfined") and not value.startswith("localhost/"):
                yield invalid(path, value, '"runtime/default", "unconfined" or "localhost/<profile>"')


def pod_spec_faults(pod: Node, root: Node) -> Iterator[Fault]:
    """Yield what ValidatePodSpec refuses. The volumes of a StatefulSet are those of its claim templates too."""
    yield from volume_faults(pod)
    yield from container_faults(pod, _volume_sources(pod, root))
    yield from placement_faults(pod)
    yield from name_service_faults(pod)
    yield from pod_security_faults(pod, _all_containers(pod))
    yield from label_faults(pod.labels("nodeSelector"), pod.at("nodeSelector"))
    yield from pod_resource_faults(pod.child("resources"))
    yield from _list_faults(pod)


def _all_containers(pod: Node) -> list[Node]:
    return [each for field in ("initContainers", "containers", "ephemeralContainers") for each in pod.children(field)]


def _volume_sources(pod: Node, root: Node) -> dict[str, str]:
    """Return the sources of volumes by their names."""
    sources = {
        volume.text("name"): next((name for name in volume.value if name != "name" and volume.has(name)), "")
        for volume in pod.children("volumes")
    }
    if root.text("kind") == "StatefulSet":
        for claim in root.child("spec").children("volumeClaimTemplates"):
            sources[claim.child("metadata").text("name")] = "persistentVolumeClaim"
    return sources


def _list_faults(pod: Node) -> Iterator[Fault]:
    gates, claims = set[str](), set[str]()
    for gate in pod.children("schedulingGates"):
        if gate.text("name") in gates:
            yield duplicate(gate.path, gate.text("name"), "gates")
        gates.add(gate.text("name"))
    for claim in pod.children("resourceClaims"):
        if claim.text("name") in claims:
            yield duplicate(claim.at("name"), claim.text("name"), "names of claims")
        claims.add(claim.text("name"))
        if claim.has("resourceClaimName") == claim.has("resourceClaimTemplateName") and not claim.has("source"):
            yield Fault(claim.path, "it must have one of resourceClaimName and resourceClaimTemplateName")
