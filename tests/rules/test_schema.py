"""Every manifest is one that the Kubernetes API accepts, in the oldest and the newest version that is supported."""

from __future__ import annotations

import kubernetes_validate
import pytest
from kubernetes_validate import latest_version

from tests.support.building import Manifest
from tests.support.schema import OLDEST, validate


@pytest.mark.parametrize("version", [OLDEST, latest_version()])
def test_manifests_pass_the_schema(manifests: list[Manifest], version: str) -> None:
    for manifest in manifests:
        validate(manifest, version)


def test_the_schema_check_can_fail() -> None:
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": {"port": 1}}, OLDEST, strict=True
        )
