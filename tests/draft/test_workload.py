"""The draft of a workload."""

from __future__ import annotations

from neuronpedia_constructs.draft.workload import Autoscaled
from tests.support.drafts import container, draft


def test_a_copy_shares_nothing_that_a_mixin_changes() -> None:
    given = draft(container(env={"A": "1"}), config_maps={"config": {"A": "1"}}, labels={"a": "b"})
    copied = given.copy()
    copied.main.env["A"] = "2"
    copied.config_maps["config"]["A"] = "2"
    copied.labels["a"] = "c"
    copied.pod.node_selector["a"] = "b"
    copied.main.ports["http"] = 80
    assert (given.main.env, given.config_maps, given.labels) == ({"A": "1"}, {"config": {"A": "1"}}, {"a": "b"})
    assert (given.pod.node_selector, given.main.ports) == ({}, {})


def test_the_selector_wins_over_other_labels() -> None:
    assert draft(labels={"app": "other", "a": "b"}).all_labels == {"app": "webapp", "a": "b"}


def test_the_fewest_pods_are_those_of_the_autoscaler() -> None:
    assert draft(replicas=3).fewest_replicas == 3
    assert draft(replicas=3, autoscaled=Autoscaled(2, 6, 80)).fewest_replicas == 2


def test_init_containers_come_first() -> None:
    given = draft(pod={"init_containers": {"wait": container("wait")}})
    assert [found.name for found in given.all_containers()] == ["wait", "main"]
    assert given.main.name == "main"
