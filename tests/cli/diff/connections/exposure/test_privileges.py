"""Pods that may do more on their node."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.exposure.privileges import privileges
from neuronpedia_constructs.cli.diff.connections.workloads import workloads
from neuronpedia_constructs.cli.diff.objects import Manifest, Side
from tests.cli.diff.connections.manifests import container, side, workload


def told(old: Manifest | None, new: Manifest | None) -> list[str]:
    before, after = ((side(each) if each else {}) for each in (old, new))
    return list(privileges(workloads(before, after)))


def pod(**spec: Any) -> Manifest:
    return workload("webapp", **spec)


def context(**fields: Any) -> Manifest:
    return pod(containers=[container(securityContext=fields)])


@pytest.mark.parametrize(
    ("new", "text"),
    [
        (pod(hostNetwork=True), "its pods share the network of their node (hostNetwork)"),
        (pod(hostPID=True), "its pods see the processes of their node (hostPID)"),
        (pod(hostIPC=True), "its pods share the memory of their node's processes (hostIPC)"),
        (
            pod(volumes=[{"name": "x", "hostPath": {"path": "/run"}}]),
            "its pods see the files of their node at /run (hostPath)",
        ),
        (
            pod(securityContext={"seccompProfile": {"type": "Unconfined"}}),
            "its pods may use every system call (seccompProfile)",
        ),
        (context(privileged=True), "container main is privileged"),
        (context(procMount="Unmasked"), "container main sees all of /proc (procMount)"),
        (context(capabilities={"drop": ["ALL"], "add": ["NET_ADMIN"]}), "container main has the capability NET_ADMIN"),
        (context(capabilities={"drop": ["ALL"], "add": ["ALL"]}), "container main has all capabilities"),
        (
            pod(containers=[container(ports=[{"containerPort": 80, "hostPort": 8080}])]),
            "container main can be reached at port 8080 of its node (hostPort)",
        ),
        (
            pod(initContainers=[container("first", securityContext={"privileged": True})]),
            "container first is privileged",
        ),
    ],
)
def test_what_a_pod_gets_of_its_node_is_told(new: Manifest, text: str) -> None:
    assert told(pod(), new) == told(None, new) == [f"Deployment webapp: {text}"]
    assert told(new, new) == told(new, pod()) == told(new, None) == []


@pytest.mark.parametrize(
    ("new", "text"),
    [
        (context(allowPrivilegeEscalation=None), "may gain privileges (allowPrivilegeEscalation)"),
        (context(allowPrivilegeEscalation=True), "may gain privileges (allowPrivilegeEscalation)"),
        (context(capabilities={}), "no longer drops all capabilities"),
        (context(runAsNonRoot=False), "may run as root"),
        (context(runAsUser=0), "may run as root"),
    ],
)
def test_what_a_container_of_both_sides_may_do_more_is_told(new: Manifest, text: str) -> None:
    assert told(pod(), new) == [f"Deployment webapp: container main {text}"]
    assert told(None, new) == told(new, new) == told(new, pod()) == []


def test_a_new_container_is_not_held_to_what_the_others_do_without() -> None:
    assert told(pod(), pod(containers=[container(), {"name": "sidecar"}])) == []


@pytest.mark.parametrize(
    "new",
    [
        context(capabilities={"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}),
        context(runAsNonRoot=None, runAsUser=1000),
        pod(containers=[container(securityContext={"runAsNonRoot": None})], securityContext={"runAsNonRoot": True}),
        pod(hostNetwork=False),
        pod(hostNetwork="true"),
        pod(containers=[container(ports=[{"containerPort": 80, "hostPort": 0}])]),
    ],
)
def test_what_is_no_more_than_before_is_not_told(new: Manifest) -> None:
    assert told(pod(), new) == []


def test_ports_of_a_pod_in_the_nodes_network_are_told_with_it() -> None:
    new = pod(hostNetwork=True, containers=[container(ports=[{"containerPort": 80, "hostPort": 80}])])
    assert len(told(pod(), new)) == 1


def test_a_job_of_another_hash_is_compared_with_the_one_before() -> None:
    def job(name: str) -> Side:
        return side(workload(name, "Job", labels={"app": "init"}, hostNetwork=True))

    assert list(privileges(workloads(job("init-1a2b3c4d"), job("init-5e6f7a8b")))) == []


@pytest.mark.parametrize("spec", ["text", None, [], {"containers": "text", "volumes": {}}, {"containers": [None, {}]}])
def test_malformed_pods_are_read(spec: Any) -> None:
    broken = pod()
    broken["spec"]["template"]["spec"] = spec
    assert told(broken, broken) == []
    assert isinstance(told(pod(), broken), list)
