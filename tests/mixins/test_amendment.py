"""A mixin may change any field of any object, and what it makes of one is checked as drafts are."""

from __future__ import annotations

import json
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
    find_problems,
)
from tests.support.amending import Amend, Amended, Replaced, on, priority
from tests.support.building import Manifest, bare, by_name, named, of_kind, pod, small, synthesized, written


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


class Returns(Mixin):
    def amend(self, manifest: dict[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        return {**manifest, "extra": 1}


class Parses(Mixin):
    def amend(self, manifest: dict[str, Any]) -> None:
        json.loads(manifest["kind"])


def test_an_object_that_is_returned_instead_of_changed_is_a_problem(app: App) -> None:
    bare(app).webapp.with_(Returns())
    assert {problem.code for problem in find_problems(app)} == {"amendment.returned"}


def test_an_error_is_told_where_the_mixin_is_and_not_where_a_library_is(app: App) -> None:
    bare(app).webapp.with_(Parses())
    (problem,) = find_problems(app)
    assert problem.code == "mixin.failed"
    assert f"in {__file__}, line" in problem.cause


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
