"""Claims that workloads no longer use, use elsewhere, or share; and claims that are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.facts.parts.fields import elements, first, whole
from neuronpedia_constructs.cli.diff.facts.parts.pods import claim_templates, containers, mounts, pod_spec
from neuronpedia_constructs.cli.diff.objects import Key

from .backups import is_backup
from .pruning import deletes
from .risk import Risk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.facts.parts.pods import Mount
    from neuronpedia_constructs.cli.diff.objects import Manifest, Side


def moved_mounts(old: Side, new: Side) -> Iterator[Risk]:
    """Yield the workloads that mount another volume where a claim was, or the claim elsewhere, or not at all."""
    for key, manifest in new.items():
        if key in old and pod_spec(manifest) is not None and not is_backup(key, manifest):
            after = _mounts(manifest)
            for mount in _mounts(old[key]):
                if mount.claim is not None and mount not in after:
                    yield from _of_mount(key, mount, after)


def _mounts(manifest: Manifest) -> list[Mount]:
    found = (mount for container in containers(pod_spec(manifest) or {}) for mount in mounts(manifest, container))
    return list(dict.fromkeys(found))


def _of_mount(key: Key, mount: Mount, after: list[Mount]) -> Iterator[Risk]:
    at_path = [each for each in after if each.path == mount.path]
    same = next((each for each in after if each.claim == mount.claim), None)
    if any(each.claim == mount.claim and each.sub_path == mount.sub_path for each in at_path):
        return
    if at_path and at_path[0].claim != mount.claim:
        fix = f"copy what is needed from {mount.source}"
        yield Risk(
            key,
            "other-volume",
            f"has {at_path[0].source} at {mount.path} instead of {mount.source}: data do not move",
            fix,
        )
    elif same is not None:
        was, now = (f"{each.path}{f' (subPath {each.sub_path})' if each.sub_path else ''}" for each in (mount, same))
        fix = "check that the program looks there, and that the folder in the volume is the same"
        yield Risk(key, "moved-mount", f"has {mount.source} at {now} instead of {was}", fix)
    else:
        fix = "what is written there no longer outlasts the pod"
        yield Risk(key, "unused-claim", f"no longer mounts {mount.source}, which was at {mount.path}", fix)


def shared_claims(old: Side, new: Side) -> Iterator[Risk]:
    """Yield the claims for one node that more pods come to mount.

    https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
    """
    before, after = _users(old), _users(new)
    for claim, users in after.items():
        modes = elements(first(new.get(claim, {}), "spec.accessModes"))
        if set(map(str, modes)) - {"ReadWriteOnce", "ReadWriteOncePod"} or not modes:
            continue
        if len(users) > 1 and users - before.get(claim, set()):
            limit = "one pod" if "ReadWriteOncePod" in modes else "pods of one node"
            names = ", ".join(sorted(user.label for user in users))
            fix = "give each a claim of its own, or use a class that offers ReadWriteMany"
            yield Risk(claim, "shared-claim", f"only {limit} can mount it, and {names} do", fix)


def _users(side: Side) -> dict[Key, set[Key]]:
    """Return the objects whose pods mount a claim. Jobs that are done do not."""
    users: dict[Key, set[Key]] = {}
    for key, manifest in side.items():
        if pod_spec(manifest) is not None and key.kind != "Job":
            templates = claim_templates(manifest)
            for mount in _mounts(manifest):
                if mount.claim is not None and mount.claim not in templates:
                    claim = Key("", "PersistentVolumeClaim", key.namespace, mount.claim)
                    users.setdefault(claim, set()).add(key)
    return users


def deleted_claims(old: Side, new: Side) -> Iterator[Risk]:
    """Yield the StatefulSets whose claims go, now or later, and the volumes that go with their claims."""
    for key, manifest in new.items():
        if key not in old:
            continue
        if (key.group, key.kind) == ("apps", "StatefulSet") and claim_templates(manifest):
            yield from _of_stateful_set(key, old[key], manifest)
        elif (key.group, key.kind) == ("", "PersistentVolume"):
            was, now = (first(each, "spec.persistentVolumeReclaimPolicy") for each in (old[key], manifest))
            if was != now and now == "Delete":
                yield Risk(key, "reclaim-policy", "its data go when its claim is deleted", "leave the policy Retain")


def _of_stateful_set(key: Key, old: Manifest, manifest: Manifest) -> Iterator[Risk]:
    before, after = (whole(first(each, "spec.replicas"), 1) for each in (old, manifest))
    if after < before and deletes(manifest, "whenScaled"):
        ordinals = f"-{after}" if before - after == 1 else f"-{after} to -{before - 1}"
        claims = ", ".join(f"{template}-{key.name}{ordinals}" for template in claim_templates(manifest))
        fix = "set persistentVolumeClaimRetentionPolicy.whenScaled to Retain first"
        yield Risk(key, "deletes-claims", f"{before} → {after} pods deletes the claims {claims}, with their data", fix)
    for when, event in (("whenDeleted", "it is deleted"), ("whenScaled", "it gets fewer pods")):
        if deletes(manifest, when) and not deletes(old, when):
            fix = f"leave persistentVolumeClaimRetentionPolicy.{when} at Retain"
            yield Risk(key, "retention-policy", f"its claims go, with their data, when {event}", fix)
