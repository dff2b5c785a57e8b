"""A mixin may change any field of any object, and what it makes of one is checked as drafts are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cdk8s_plus_28 as kplus
import pytest
from cdk8s import ApiObjectMetadata, App

from neuronpedia_constructs import (
    ArgoCd,
    CloudNativePg,
    ExternalSecrets,
    GatewayRoute,
    Mixin,
    PostgresBackup,
    RunAsImageUser,
    find_problems,
)
from tests.support.building import Manifest, bare, by_name, named, of_kind, pod, small, synthesized, written

Amend = Callable[[Manifest], object]


class Amended(Mixin):
    """A mixin of a function."""

    def __init__(self, amend: Amend, name: str = "ours") -> None:
        self.name = name
        self._amend = amend

    def amend(self, manifest: dict[str, Any]) -> None:
        self._amend(manifest)


class Replaced(Amended):
    """The same, which only one scope decides."""

    concern = "replaced"


def on(kind: str, change: Amend) -> Amended:
    return Amended(lambda manifest: change(manifest) if manifest["kind"] == kind else None)


def priority(value: str) -> Amend:
    return lambda manifest: manifest.update(priority=value)


def in_pods(change: Amend) -> Amended:
    return on("Deployment", lambda manifest: change(manifest["spec"]["template"]))


def container(change: Amend) -> Amended:
    return in_pods(lambda template: change(template["spec"]["containers"][0]))


def test_every_object_can_be_amended_in_every_field(app: App) -> None:
    environment = small(app, database=CloudNativePg(), secrets=ExternalSecrets(store="vault", path="np"))
    environment.with_(PostgresBackup(), Amended(lambda manifest: manifest.update(extra={"field": manifest["kind"]})))
    made = written(environment)
    assert made
    assert [manifest["extra"]["field"] for manifest in made] == [manifest["kind"] for manifest in made]


def test_what_is_amended_is_otherwise_what_it_was() -> None:
    before, after = small(App()), small(App()).with_(Amended(lambda manifest: manifest.update(extra=1)))
    made = {(found["kind"], found["metadata"]["name"]): found for found in written(after)}
    assert {key: {**manifest, "extra": 1} for key, manifest in by_name(written(before)).items()} == made


def test_fields_are_in_the_order_of_those_that_are_not_amended() -> None:
    plain = small(App(), "plain")
    changed = small(App(), "plain").with_(on("Deployment", lambda manifest: manifest["spec"].update(paused=False)))
    one, other = (named(written(given), "Deployment", "webapp") for given in (plain, changed))
    assert list(other) == list(one)
    assert [field for field in other["spec"] if field != "paused"] == list(one["spec"])


def test_a_mixin_of_one_workload_gets_the_objects_of_that_alone(app: App) -> None:
    seen: list[tuple[str, str]] = []
    environment = small(app)
    environment.webapp.with_(Amended(lambda manifest: seen.append((manifest["kind"], manifest["metadata"]["name"]))))
    synthesized(environment)
    assert {name for _, name in seen} == {"webapp", "app-config", "webapp-dotenv"}


def test_a_narrower_scope_comes_last_and_decides_a_concern(app: App) -> None:
    def replaced(value: object) -> Replaced:
        return Replaced(lambda manifest: manifest.update(replaced=value))

    environment = small(app).with_(Amended(priority("wide")), replaced("wide"))
    environment.webapp.with_(Amended(priority("narrow")), replaced("narrow"))
    made = synthesized(environment)
    webapp = named(made, "Deployment", "webapp")
    assert (webapp["priority"], webapp["replaced"]) == ("narrow", "narrow")
    other = named(made, "Deployment", "autointerp")
    assert (other["priority"], other["replaced"]) == ("wide", "wide")


def test_two_that_contradict_each_other_at_one_scope_are_a_problem(app: App) -> None:
    environment = bare(app)
    environment.webapp.with_(Amended(priority("a"), "one"), Amended(priority("b"), "other"))
    (problem,) = find_problems(app)
    assert "'one'" in str(problem)
    assert "'other'" in str(problem)
    assert "and 4 more" in problem.field
    assert problem.construct == "webapp"


def test_a_job_whose_pods_are_amended_has_another_name() -> None:
    hostname = on("Job", lambda manifest: manifest["spec"]["template"]["spec"].update(hostname="a"))
    retries = on("Job", lambda manifest: manifest["spec"].update(backoffLimit=9))

    def names(mixin: Mixin | None) -> set[str]:
        environment = bare(App())
        environment.database_init.with_(*([mixin] if mixin else []))
        jobs = of_kind(synthesized(environment), "Job")
        return {name for name in jobs if name.startswith("db-init-")}

    assert names(None) == names(retries)
    (name,) = names(hostname)
    assert {name} != names(None)
    assert len(name) == len("db-init-01234567")


def test_objects_that_exist_before_synthesis_are_amended_too(app: App) -> None:
    environment = bare(app).with_(
        Amended(lambda manifest: manifest["metadata"].setdefault("annotations", {}).update(a="b")),
        on("Service", lambda manifest: manifest["spec"].update(sessionAffinity="ClientIP")),
        on("Ingress", lambda manifest: manifest["spec"].update(ingressClassName="other")),
    )
    backend = kplus.IngressBackend.from_service(environment.webapp.service)
    metadata = ApiObjectMetadata(name="mine")
    kplus.Ingress(environment, "mine", metadata=metadata, rules=[kplus.IngressRule(host="a.org", backend=backend)])
    _ = environment.ingress
    made = written(environment)
    service, ingress = named(made, "Service", "webapp"), named(made, "Ingress", "neuronpedia-ingress")
    assert (service["spec"]["sessionAffinity"], ingress["spec"]["ingressClassName"]) == ("ClientIP", "other")
    assert [found["metadata"]["annotations"]["a"] for found in (service, ingress)] == ["b", "b"]


SIZE = "nginx.ingress.kubernetes.io/proxy-body-size"
METADATA: dict[str, Amend] = {
    "annotation": lambda metadata: metadata["annotations"].pop(SIZE),
    "annotations": lambda metadata: metadata.pop("annotations"),
    "label": lambda metadata: metadata["labels"].pop("app.kubernetes.io/part-of"),
    "finalizers": lambda metadata: metadata.update(finalizers=["example.org/a"]),
}


@pytest.mark.parametrize("more", [{}, {"ingressClassName": "other"}], ids=["metadata", "spec"])
@pytest.mark.parametrize("what", METADATA)
def test_metadata_of_a_route_is_amended_whether_it_exists_before_synthesis_or_not(
    what: str, more: dict[str, str]
) -> None:
    def change(manifest: Manifest) -> None:
        METADATA[what](manifest["metadata"])
        manifest["spec"].update(more)

    asked, unasked = (bare(App()).with_(on("Ingress", change)) for _ in range(2))
    _ = asked.ingress
    assert by_name(written(asked)) == by_name(synthesized(unasked))
    without = bare(App()).with_(on("Ingress", lambda found: found["spec"].update(more)))
    assert by_name(synthesized(unasked)) != by_name(synthesized(without))


def test_labels_of_a_service_are_removed_whether_it_exists_before_synthesis_or_not() -> None:
    change = on("Service", lambda manifest: manifest["metadata"]["labels"].pop("app.kubernetes.io/part-of"))
    asked, unasked = (bare(App()).with_(change) for _ in range(2))
    _ = asked.webapp.service
    one, other = (named(written(found), "Service", "webapp")["metadata"] for found in (asked, unasked))
    assert one == other


@pytest.mark.parametrize("more", [{}, {"ingressClassName": "other"}], ids=["metadata", "spec"])
def test_what_is_added_to_a_route_stays_unless_a_mixin_changes_it(more: dict[str, str], app: App) -> None:
    def change(manifest: Manifest) -> None:
        manifest["metadata"]["annotations"].update({"a.org/both": "mixin"})
        manifest["spec"].update(more)

    environment = bare(app).with_(on("Ingress", change))
    for name, value in {"a.org/own": "own", "a.org/both": "own", SIZE: "1g"}.items():
        environment.ingress.metadata.add_annotation(name, value)
    annotations = named(written(environment), "Ingress", "neuronpedia-ingress")["metadata"]["annotations"]
    assert annotations.items() >= {"a.org/own": "own", "a.org/both": "mixin", SIZE: "1g"}.items()


def test_a_route_of_the_gateway_api_is_amended(app: App) -> None:
    environment = bare(app, route=GatewayRoute(gateway="shared"))
    environment.with_(on("HTTPRoute", lambda manifest: manifest["spec"].update(hostnames=["b.example.org"])))
    assert named(written(environment), "HTTPRoute", "neuronpedia")["spec"]["hostnames"] == ["b.example.org"]


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
    "mixin": on("Deployment", lambda manifest: manifest.update(value=object())),
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


def test_a_mixin_that_overrides_nothing_is_a_problem(app: App) -> None:
    class Nothing(Mixin):
        pass

    bare(app).webapp.with_(Nothing())
    (problem,) = find_problems(app)
    assert "override" in str(problem)


def test_argo_cd_and_an_amendment_live_side_by_side(app: App) -> None:
    environment = bare(app).with_(ArgoCd(), Amended(lambda manifest: manifest["metadata"]["labels"].update(a="b")))
    made = written(environment)
    assert {manifest["metadata"]["labels"]["a"] for manifest in made} == {"b"}
    assert all("argocd.argoproj.io/sync-wave" in manifest["metadata"]["annotations"] for manifest in made)
    assert pod(named(made, "Deployment", "webapp"))
