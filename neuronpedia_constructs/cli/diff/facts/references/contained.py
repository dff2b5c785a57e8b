"""What a file contains, and what controllers make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.facts.parts.fields import annotations_of, first, found, mapping, maps, text, whole
from neuronpedia_constructs.cli.diff.facts.parts.pods import claim_templates
from neuronpedia_constructs.cli.diff.objects import Key

from .kinds import definition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest, Side

    Keys = frozenset[str] | None
    """The keys of an object. None where they do not matter, or cannot be told."""
    Made = Iterator[tuple[Key, Keys]]

_KEY_FIELDS = {"Secret": ("data", "stringData"), "ConfigMap": ("data", "binaryData")}
_ISSUERS = ("cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "kubernetes.io/tls-acme")
_MOST_CLAIMS = 100


def contained(side: Side) -> dict[Key, Keys]:
    """Return the objects that are there once a file is applied, those that controllers make of it included."""
    found: dict[Key, Keys] = {}
    for key, manifest in side.items():
        found[key] = _keys(key, manifest)
    for key, manifest in side.items():
        make = _MAKERS.get((key.group, key.kind))
        for made, keys in make(key, manifest) if make else ():
            found.setdefault(made, keys)
    return found


def _keys(key: Key, manifest: Manifest) -> Keys:
    if key.group == "" and key.kind in _KEY_FIELDS:
        # An empty one is filled in by somebody else: a token controller, trust-manager, OpenShift.
        return frozenset(name for field in _KEY_FIELDS[key.kind] for name in mapping(manifest.get(field))) or None
    if key.kind == "Gateway":
        return frozenset(text(name) for name in found(manifest, "spec.listeners[].name"))
    return None


def _of_external_secret(key: Key, manifest: Manifest) -> Made:
    """Yield the Secret of an ExternalSecret: https://external-secrets.io/latest/api/externalsecret/."""
    spec = mapping(manifest.get("spec"))
    target = mapping(spec.get("target"))
    if target.get("creationPolicy") in ("None", "Merge"):
        return
    template = mapping(target.get("template"))
    keys = {text(each.get("secretKey")) for each in maps(spec.get("data"))}
    shaped = set(mapping(template.get("data")))
    if shaped:
        keys = keys | shaped if template.get("mergePolicy") == "Merge" else shaped
    unknown = spec.get("dataFrom") or template.get("templateFrom")
    yield _secret(key, text(target.get("name")) or key.name), None if unknown else frozenset(keys)


def _of_sealed_secret(key: Key, manifest: Manifest) -> Made:
    """Yield the Secret of a SealedSecret: https://github.com/bitnami-labs/sealed-secrets."""
    name = text(first(manifest, "spec.template.metadata.name")) or key.name
    keys = {*mapping(first(manifest, "spec.encryptedData")), *mapping(first(manifest, "spec.template.data"))}
    yield _secret(key, name), frozenset(keys) or None


def _of_certificate(key: Key, manifest: Manifest) -> Made:
    """Yield the Secret of a Certificate: https://cert-manager.io/docs/usage/certificate/."""
    yield _secret(key, text(first(manifest, "spec.secretName"))), None


def _of_annotated(key: Key, manifest: Manifest) -> Made:
    """Yield the Secrets that cert-manager makes for an Ingress or a Gateway: https://cert-manager.io/docs/usage/ingress/."""
    if not any(annotations_of(manifest).get(name) for name in _ISSUERS):
        return
    for path in ("spec.tls[].secretName", "spec.listeners[].tls.certificateRefs[].name"):
        for name in found(manifest, path):
            yield _secret(key, text(name)), None


def _of_cluster(key: Key, manifest: Manifest) -> Made:
    """Yield the Secrets and Services of CloudNativePG: https://cloudnative-pg.io/documentation/current/applications/."""
    names = ["ca", "server", "replication"]
    if not first(manifest, "spec.bootstrap.initdb.secret.name"):
        names.append("app")
    if first(manifest, "spec.enableSuperuserAccess") is True:
        names.append("superuser")
    for name in names:
        yield _secret(key, f"{key.name}-{name}"), None
    for name in ("rw", "ro", "r"):
        yield Key("", "Service", key.namespace, f"{key.name}-{name}"), None
    yield Key("", "ServiceAccount", key.namespace, key.name), None


def _of_stateful_set(key: Key, manifest: Manifest) -> Made:
    """Yield the claims of a StatefulSet."""
    start = whole(first(manifest, "spec.ordinals.start"), 0)
    replicas = whole(first(manifest, "spec.replicas"), 1)
    for template in claim_templates(manifest):
        for ordinal in range(start, start + min(replicas, _MOST_CLAIMS)):
            yield Key("", "PersistentVolumeClaim", key.namespace, f"{template}-{key.name}-{ordinal}"), None


def _of_definition(_: Key, manifest: Manifest) -> Made:
    """Yield a kind with its versions."""
    kind, group = text(first(manifest, "spec.names.kind")), text(first(manifest, "spec.group"))
    yield definition(kind, group), frozenset(text(name) for name in found(manifest, "spec.versions[].name"))


def _secret(key: Key, name: str) -> Key:
    return Key("", "Secret", key.namespace, name)


_MAKERS: dict[tuple[str, str], Callable[[Key, Any], Made]] = {
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _of_definition,
    ("apps", "StatefulSet"): _of_stateful_set,
    ("bitnami.com", "SealedSecret"): _of_sealed_secret,
    ("cert-manager.io", "Certificate"): _of_certificate,
    ("external-secrets.io", "ExternalSecret"): _of_external_secret,
    ("gateway.networking.k8s.io", "Gateway"): _of_annotated,
    ("networking.k8s.io", "Ingress"): _of_annotated,
    ("postgresql.cnpg.io", "Cluster"): _of_cluster,
}
