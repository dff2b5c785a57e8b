"""The keys of Secrets that pods refer to."""

from __future__ import annotations

from cdk8s_plus_28 import k8s

from neuronpedia_constructs import SecretKey
from neuronpedia_constructs.configuration.secrets.needed import needed_keys
from tests.support.drafts import container, draft


def typed(name: str, key: str) -> k8s.EnvVarSource:
    return k8s.EnvVarSource(secret_key_ref=k8s.SecretKeySelector(name=name, key=key))


def test_keys_are_sorted_and_say_which_workloads_require_them() -> None:
    one = draft(container(env={"A": SecretKey("s", "b"), "B": SecretKey("s", "a", optional=True), "C": "text"}))
    other = draft(container(env={"A": typed("s", "a"), "B": typed("r", "c")}), name="other")
    found = needed_keys([one, other])
    assert [(key.secret, key.name, key.required_by) for key in found] == [
        ("r", "c", {"other"}),
        ("s", "a", {"other"}),
        ("s", "b", {"webapp"}),
    ]
