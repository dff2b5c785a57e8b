"""Security contexts that `restricted` admits."""

from __future__ import annotations

from neuronpedia_constructs.draft.kubernetes.manifests import plain
from neuronpedia_constructs.draft.kubernetes.security_contexts import confined, pod_identity
from neuronpedia_constructs.draft.rules.pod_security import pod_security_problems


def test_both_together_meet_the_standard() -> None:
    pod, own = plain(pod_identity(10001)), plain(confined())
    spec = {"securityContext": pod, "containers": [{"name": "a", "securityContext": own}]}
    assert not list(pod_security_problems(spec, ()))
    assert own["readOnlyRootFilesystem"] is True


def test_volumes_belong_to_the_user_and_are_not_walked_at_each_start() -> None:
    pod = plain(pod_identity(999))
    assert pod["runAsUser"] == pod["runAsGroup"] == pod["fsGroup"] == 999
    assert pod["fsGroupChangePolicy"] == "OnRootMismatch"
