"""What decides beside an object whether its pods are admitted: namespaces, and autoscalers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.check import faults
from neuronpedia_constructs.cli.diff.admission.pod_security import level_of, violations
from neuronpedia_constructs.cli.diff.objects import at, template_of

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side

_TARGET = ("spec", "scaleTargetRef")
_KINDS = {("", "Namespace"), ("autoscaling", "HorizontalPodAutoscaler")}


class Surroundings:
    """What there is in the cluster after the new side was applied: `kubectl apply` removes nothing of the old one."""

    def __init__(self, old: Side, new: Side) -> None:
        """Look up namespaces and autoscalers."""
        both = {**old, **{key: each for key, each in new.items() if key not in old or not _is_refused(key, each)}}
        self._namespaces = {key.name: each for key, each in both.items() if key[:2] == ("", "Namespace")}
        scalers = [(key, each) for key, each in both.items() if key[:2] == ("autoscaling", "HorizontalPodAutoscaler")]
        self._fewest = {
            (key.namespace, str(at(each, (*_TARGET, "kind"))), str(at(each, (*_TARGET, "name")))): least
            for key, each in scalers
            if isinstance(least := at(each, ("spec", "minReplicas")), int)
        }

    def level(self, namespace: str) -> str:
        """Return the Pod Security level that a namespace enforces; "privileged" if no file has the namespace."""
        return level_of(self._namespaces.get(namespace))

    def refused(self, key: Key, manifest: Manifest) -> tuple[str, ...]:
        """Return why the pods of a workload are not admitted, or nothing if they are."""
        template = template_of(manifest)
        return () if template is None else tuple(violations(template, self.level(key.namespace)))

    def fewest(self, key: Key) -> int:
        """Return the fewest pods of a workload that an autoscaler keeps, or 1."""
        return self._fewest.get((key.namespace, key.kind, key.name), 1)


def _is_refused(key: Key, manifest: Manifest) -> bool:
    """Return whether the server keeps what it has of an object, as it takes no such one."""
    return key[:2] in _KINDS and bool(faults(manifest))
