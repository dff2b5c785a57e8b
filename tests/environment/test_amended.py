"""Amended objects keep the rules of drafts."""

from __future__ import annotations

import pytest
from cdk8s import App

from neuronpedia_constructs import Mixin, RunAsImageUser, find_problems
from tests.support.amending import Amended, container, in_pods, on
from tests.support.building import bare

WRONG: dict[str, Mixin] = {
    "privileged": container(lambda found: found["securityContext"].update(privileged=True)),
    "runAsUser": container(lambda found: found["securityContext"].update(runAsUser=0)),
    "hostNetwork": in_pods(lambda template: template["spec"].update(hostNetwork=True)),
    "volume": in_pods(lambda template: template["spec"]["volumes"].append({"name": "a", "hostPath": {"path": "/"}})),
    "image": container(lambda found: found.update(image="harbor.example.org/neuronpedia/webapp:latest")),
    "MY_TOKEN": container(lambda found: found["env"].append({"name": "MY_TOKEN", "value": "hunter2"})),
    "API_KEY": on("ConfigMap", lambda manifest: manifest["data"].update(API_KEY="hunter2")),
    "label key": Amended(lambda manifest: manifest["metadata"]["labels"].update({"a b": "c"})),
    "pod label app": in_pods(lambda template: template["metadata"]["labels"].update(app="other")),
    "selector": on("Deployment", lambda manifest: manifest["spec"].update(selector={"matchLabels": {"app": "a"}})),
    "metadata.name": on("Service", lambda manifest: manifest["metadata"].update(name="other")),
    "metadata.namespace": on("Service", lambda manifest: manifest["metadata"].update(namespace="other")),
    "kind": on("Deployment", lambda manifest: manifest.update(kind="DaemonSet")),
    "apiVersion": on("Deployment", lambda manifest: manifest.update(apiVersion="apps/v2")),
    "JSON": on("Deployment", lambda manifest: manifest.update(value=object())),
    "float values": on("Deployment", lambda manifest: manifest.update(value=float("nan"))),
    "containers": in_pods(lambda template: template["spec"].update(containers=[])),
    "A of ConfigMap": on("ConfigMap", lambda manifest: manifest["data"].update(A=5)),
    "Deployment": on("Deployment", lambda manifest: manifest["spec"]["template"].update(spec=[])),
    "raised": on("Deployment", lambda manifest: manifest["nothing"]),
}


@pytest.mark.parametrize("place", WRONG)
def test_what_is_amended_is_checked_and_the_problem_names_the_mixin(place: str, app: App) -> None:
    bare(app).webapp.with_(WRONG[place])
    problems = find_problems(app)
    assert {problem.construct for problem in problems} == {"webapp"}
    for problem in problems:
        assert "Amended 'ours'" in str(problem)
        assert place in str(problem)
        assert "hunter2" not in str(problem)


def test_what_is_allowed_for_drafts_is_allowed_for_amended_objects(app: App) -> None:
    bare(app, stage="local", url="http://np.localhost").with_(
        container(lambda found: found.update(image="neuronpedia-webapp")),
    ).webapp.with_(RunAsImageUser(reason="our fork"))
    assert find_problems(app) == ()


@pytest.mark.parametrize(
    ("mixin", "code"),
    [
        (on("Deployment", lambda made: made["spec"].pop("selector")), "object.field-missing"),
        (on("Deployment", lambda made: made["spec"]["template"].pop("metadata")), "amendment.manifest-invalid"),
        (in_pods(lambda template: template["spec"].update(containers=None)), "object.field-missing"),
        (on("ConfigMap", lambda made: made["data"].update({"a/b": "c"})), "workload.config-key-invalid"),
    ],
)
def test_each_rule_has_its_code(app: App, mixin: Mixin, code: str) -> None:
    bare(app).webapp.with_(mixin)
    assert {problem.code for problem in find_problems(app)} == {code}
