from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.check import faults
from neuronpedia_constructs.cli.diff.admission.values.older import older_faults
from tests.cli.diff.admission.examples import changed, deployment, object_of, service

_FIRST = {"name": "first", "image": "busybox"}


def scaler() -> dict[str, Any]:
    metric = {"type": "External", "external": {"metric": {"name": "q"}, "target": {"type": "Value", "value": "1"}}}
    target = {"kind": "Deployment", "name": "web"}
    spec = {"maxReplicas": 3, "scaleTargetRef": target, "metrics": [metric]}
    return object_of("autoscaling/v2", "HorizontalPodAutoscaler", spec=spec)


@pytest.mark.parametrize(
    ("manifest", "path", "new", "old"),
    [
        (service(), "metadata.name", "1web", "web1"),
        (scaler(), "spec.minReplicas", 0, 1),
        (deployment(), "spec.template.spec.containers[0].env[0].name", "1 MODE", "MODE.1"),
        (deployment(), "spec.template.spec.containers[0].restartPolicy", "Never", None),
        (
            changed(deployment(), "spec.template.spec.initContainers[0]", _FIRST),
            "spec.template.spec.initContainers[0].restartPolicy",
            "Never",
            "Always",
        ),
    ],
)
def test_only_newer_versions_accept_it(manifest: dict[str, Any], path: str, new: Any, old: Any) -> None:
    assert faults(changed(manifest, path, new)) == []
    assert [fault.path for fault in older_faults(changed(manifest, path, new))] == [path]
    assert list(older_faults(changed(manifest, path, old))) == []
