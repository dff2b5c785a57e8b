"""Templates of pods that keep to a level of the Pod Security Standards, and their neighbours."""

from __future__ import annotations

import copy
from typing import Any

from neuronpedia_constructs.cli.diff.admission.pod_security import violations
from tests.cli.diff.admission.examples import changed

RESTRICTED: dict[str, Any] = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}
FIRST = "spec.containers[0]"
CONTEXT = f"{FIRST}.securityContext"


def template(*names: str, **context: Any) -> dict[str, Any]:
    """Return a template with containers, each with the fields of a security context."""
    containers = [{"name": name, **({"securityContext": copy.deepcopy(context)} if context else {})} for name in names]
    return {"metadata": {}, "spec": {"containers": containers}}


def strict(*names: str) -> dict[str, Any]:
    """Return a template that the level "restricted" admits."""
    return template(*(names or ("web",)), **RESTRICTED)


def told(level: str, path: str, value: Any) -> list[str]:
    """Return what a level does not admit of a pod that is strict but for one field."""
    return violations(changed(strict(), path, value), level)
