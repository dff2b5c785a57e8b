"""Claims that an old and a new pod want at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.objects import Key, at

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest, Side

_MANY: Final = {"ReadOnlyMany", "ReadWriteMany"}
"""Access modes with which pods of several nodes use a volume.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
"""


def claims_of(template: Manifest) -> tuple[str, ...]:
    """Return the names of the claims that the pods of a template use."""
    volumes = at(template, ("spec", "volumes"))
    found = [at(each, ("persistentVolumeClaim", "claimName")) for each in volumes] if isinstance(volumes, list) else []
    return tuple(each for each in found if isinstance(each, str))


def shared_claims(template: Manifest, namespace: str, sides: tuple[Side, Side]) -> tuple[str, ...]:
    """Return warnings of claims because of which a new pod may have to wait for the end of the old one.

    Args:
        template: the new pod template of a workload whose new pods start before the old ones end.
        namespace: its namespace.
        sides: both sides: a claim that only the old one has is still there.
    """
    both = {**sides[0], **sides[1]}
    found = []
    for name in claims_of(template):
        modes = at(both.get(Key("", "PersistentVolumeClaim", namespace, name)), ("spec", "accessModes"))
        if isinstance(modes, list) and modes and not _MANY & {str(each) for each in modes}:
            mode = "ReadWriteOncePod" if "ReadWriteOncePod" in modes else "ReadWriteOnce"
            where = "nowhere" if mode == "ReadWriteOncePod" else "only on the same node"
            found.append(f"Its claim {name} is {mode}: {where} does a new pod start beside the old one.")
    return tuple(found)
