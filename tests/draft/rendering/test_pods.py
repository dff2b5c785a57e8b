"""Pods are rendered in one order, whatever mixins did first."""

from __future__ import annotations

from neuronpedia_constructs.draft.kubernetes.manifests import plain
from neuronpedia_constructs.draft.pod import SecretKey
from neuronpedia_constructs.draft.rendering.pods import pod_template
from neuronpedia_constructs.draft.volumes import ConfigMapVolume, EmptyDir
from tests.support.drafts import container, draft


def test_variables_are_sorted_and_those_that_use_others_come_last() -> None:
    main = container(env={"A": "$(C)", "C": "1", "B": SecretKey("s", "k", optional=True)})
    (found,) = plain(pod_template(draft(main)))["spec"]["containers"]
    assert found["env"] == [
        {"name": "B", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k", "optional": True}}},
        {"name": "C", "value": "1"},
        {"name": "A", "value": "$(C)"},
    ]


def test_what_is_not_set_is_not_written() -> None:
    spec = plain(pod_template(draft()))["spec"]
    assert spec.keys() == {
        "automountServiceAccountToken",
        "containers",
        "enableServiceLinks",
        "securityContext",
        "serviceAccountName",
    }
    assert spec["containers"][0].keys() == {"image", "imagePullPolicy", "name", "securityContext"}


def test_a_changed_config_map_changes_the_pods_that_read_it() -> None:
    one, other = (pod_template(draft(config_maps={"config": {"A": value}}))["metadata"] for value in "12")
    assert one["annotations"].keys() == {"checksum/config"}
    assert one != other
    assert not pod_template(draft(config_maps={"config": {}}), checksums=False)["metadata"]["annotations"]


def test_volumes_have_their_limits_and_their_keys() -> None:
    volumes = {"tmp": EmptyDir("1Gi"), "shm": EmptyDir("64Mi", in_memory=True), "sql": ConfigMapVolume("sql", "a.sql")}
    assert plain(pod_template(draft(pod={"volumes": volumes})))["spec"]["volumes"] == [
        {"name": "shm", "emptyDir": {"sizeLimit": "64Mi", "medium": "Memory"}},
        {"name": "sql", "configMap": {"name": "sql", "items": [{"key": "a.sql", "path": "a.sql"}]}},
        {"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}},
    ]
