"""What stays when an app is deleted."""

from __future__ import annotations

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import KEEP, kept, unclaimed


def test_a_kept_object_has_its_own_annotations_too_and_the_original_is_unchanged() -> None:
    given = KubeObject(k8s.KubeService, "a", {"metadata": {"name": "a", "annotations": {"b": "c"}}})
    assert kept(given).fields["metadata"]["annotations"] == {"b": "c", **KEEP}
    assert given.fields["metadata"]["annotations"] == {"b": "c"}


def test_argo_cd_does_not_claim_what_a_command_prints() -> None:
    assert unclaimed({"app.kubernetes.io/instance": "production", "app": "a"}) == {"app": "a"}
