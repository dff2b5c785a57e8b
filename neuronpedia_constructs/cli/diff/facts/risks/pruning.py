"""What deletes objects that a file no longer has, and the annotations that stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from neuronpedia_constructs.cli.diff.facts.parts.fields import annotations_of, first, labels_of, text

from .risk import Risk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side


class Pruner(NamedTuple):
    """A tool that prunes, and the annotation that keeps an object from it."""

    name: str
    annotation: str
    values: tuple[str, ...]
    """The values that keep it; the first is what this library writes. Argo CD's annotation is a list of such values."""
    write: str


PRUNERS = (
    # https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
    Pruner(
        "Argo CD",
        "argocd.argoproj.io/sync-options",
        ("prune=false", "prune=confirm"),
        "Prune=false,Delete=false",
    ),
    # https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
    Pruner("Flux", "kustomize.toolkit.fluxcd.io/prune", ("disabled",), "disabled"),
    # https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource
    Pruner("Helm", "helm.sh/resource-policy", ("keep",), "keep"),
)
_KUBECTL = "`kubectl apply --prune`"

DATA_KINDS = frozenset(
    {
        ("", "Namespace"),
        ("", "PersistentVolume"),
        ("", "PersistentVolumeClaim"),
        ("", "Secret"),
        ("apps", "StatefulSet"),
        ("external-secrets.io", "ExternalSecret"),
        ("postgresql.cnpg.io", "Cluster"),
        ("storage.k8s.io", "StorageClass"),
    }
)
"""The kinds by group whose objects are data, or take data with them."""


def keeps(pruner: Pruner, manifest: Manifest) -> bool:
    """Return whether an object tells a pruner to keep it. Flux reads labels, too."""
    given = text(annotations_of(manifest).get(pruner.annotation))
    if pruner.name == "Flux":
        given = given or text(labels_of(manifest).get(pruner.annotation))
    return any(value.strip().lower() in pruner.values for value in given.split(","))


def pruners(manifest: Manifest) -> list[Pruner]:
    """Return the tools that delete an object once their source no longer has it."""
    return [pruner for pruner in PRUNERS if not keeps(pruner, manifest)]


def named(found: list[Pruner]) -> str:
    """Return tools in words, and kubectl, which no annotation stops."""
    return joined([*(pruner.name for pruner in found), _KUBECTL])


def joined(words: list[str]) -> str:
    """Return words as a list in a sentence."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def keep_command(key: Key, found: list[Pruner]) -> str:
    """Return the command that annotates an object for its pruners to keep it, or nothing if all of them do."""
    if not found:
        return ""
    where = f" -n {key.namespace}" if key.namespace else ""
    kind = f"{key.kind}.{key.group}".lower().rstrip(".")
    values = " ".join(f"{pruner.annotation}={pruner.write}" for pruner in found)
    return f"kubectl{where} annotate {kind} {key.name} {values}"


def unprotected(old: Side, new: Side) -> Iterator[Risk]:
    """Yield the objects that lose an annotation which keeps them."""
    for key, manifest in new.items():
        if (key.group, key.kind) in DATA_KINDS and key in old:
            lost = [pruner for pruner in pruners(manifest) if keeps(pruner, old[key])]
            if lost:
                gone = joined([pruner.annotation for pruner in lost])
                tools = joined([pruner.name for pruner in lost])
                yield Risk(
                    key,
                    "unprotected",
                    f"{tools} may delete it from now on: it loses {gone}",
                    f"leave {gone} in place",
                    only_if_pruned=True,
                )


def deletes(manifest: Manifest, when: str) -> bool:
    """Return whether a StatefulSet's claims go when it is deleted (`whenDeleted`), or has fewer pods (`whenScaled`).

    https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
    """
    return bool(first(manifest, f"spec.persistentVolumeClaimRetentionPolicy.{when}") == "Delete")
