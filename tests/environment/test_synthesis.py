"""Every way to synthesize an app goes through the same moment, once."""

from __future__ import annotations

from pathlib import Path

import jsii
import pytest
from cdk8s import App, YamlOutputType
from cdk8s_plus_28 import Ingress, IngressBackend

from neuronpedia_constructs import (
    Annotations,
    ArgoCd,
    GatewayRoute,
    IngressRoute,
    InvalidAppError,
    Labels,
    Mixin,
    Neuronpedia,
    Route,
)
from neuronpedia_constructs.environment import synthesis
from tests.support.building import (
    as_yaml,
    bare,
    by_name,
    documents,
    guide,
    named,
    small,
    synthesized,
    workloads,
    written,
)
from tests.support.programs import starts_programs

pytestmark = starts_programs
"""What Node.js does is looked at here: a quick check leaves it out."""


def objects(folder: Path) -> set[tuple[str, str]]:
    found = [document for file in folder.rglob("*.yaml") for document in documents(file.read_text())]
    return {(document["kind"], document["metadata"]["name"]) for document in found}


def expected() -> set[tuple[str, str]]:
    return {(manifest["kind"], manifest["metadata"]["name"]) for manifest in written(small(App()))}


@pytest.mark.parametrize("kind", list(YamlOutputType), ids=lambda kind: kind.name)
def test_every_output_type_writes_every_object(tmp_path: Path, kind: YamlOutputType) -> None:
    app = App(outdir=str(tmp_path), yaml_output_type=kind)
    small(app)
    app.synth()
    assert objects(tmp_path) == expected()


def test_synthesizing_to_text_and_to_json_gives_every_object() -> None:
    app = App()
    small(app)
    assert {(d["kind"], d["metadata"]["name"]) for d in documents(app.synth_yaml())} == expected()
    assert {(d["kind"], d["metadata"]["name"]) for d in small(App()).to_json()} == expected()


def test_synthesizing_twice_changes_nothing(app: App) -> None:
    given = small(app)
    assert written(given) == written(given)
    assert app.synth_yaml() == app.synth_yaml()


def test_the_same_input_gives_the_same_bytes() -> None:
    assert as_yaml(written(guide(App()))) == as_yaml(written(guide(App())))


def test_an_environment_can_be_added_between_two_syntheses(app: App) -> None:
    first = small(app, "first")
    before = written(first)
    second = small(app, "second")
    assert len(workloads(written(second))) == len(workloads(before))
    assert written(first) == before


def test_nothing_that_is_rendered_is_lost_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The typed objects on the other side of the bridge silently drop fields they do not know."""
    handed: dict[tuple[str, str], object] = {}
    create = jsii.create

    def recording(kind: type, created: object, arguments: list[object]) -> object:
        if kind.__name__.startswith("Kube"):
            fields = arguments[2]
            assert isinstance(fields, dict)
            handed[kind.__name__.removeprefix("Kube"), fields["metadata"]["name"]] = fields
        return create(kind, created, arguments)

    monkeypatch.setattr(jsii, "create", recording)
    for build in (guide, lambda app: small(app, url="http://a.example.org", route=IngressRoute(class_name="nginx"))):
        made = written(build(App()))
        assert len(made) > 15
        for manifest in made:
            fields = handed[manifest["kind"], manifest["metadata"]["name"]]
            assert leaves(manifest) - {("metadata", "namespace"), ("apiVersion",), ("kind",)} == leaves(fields)


def leaves(node: object, place: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """The places of all values; in lower case, because `clusterIP` has another name on the way."""
    if isinstance(node, dict) and node:
        return {leaf for key, value in node.items() for leaf in leaves(value, (*place, _lower(place, key)))}
    if isinstance(node, list):
        return {leaf for index, value in enumerate(node) for leaf in leaves(value, (*place, str(index)))}
    return {place}


def _lower(place: tuple[str, ...], key: str) -> str:
    return key if place[-1:] in (("labels",), ("data",), ("annotations",)) or not place else key.lower()


def test_errors_can_be_caught_and_another_app_synthesized_afterwards(app: App) -> None:
    Neuronpedia(app, "test", namespace="neuronpedia", url="ftp://neuronpedia.example.org")
    for _ in range(3):
        with pytest.raises(InvalidAppError, match=r"'ftp://neuronpedia.example.org' is not allowed. \[url.invalid\]"):
            app.synth()
    assert written(small(App()))


def test_the_service_can_be_used_by_other_constructs() -> None:
    given = small(App())
    ingress = Ingress(given, "own")
    ingress.add_host_rule("other.example.org", "/", IngressBackend.from_service(given.webapp.service))
    made = written(given)
    (own,) = (m for m in made if m["kind"] == "Ingress" and m["metadata"]["name"] != "neuronpedia-ingress")
    backend = own["spec"]["rules"][0]["http"]["paths"][0]["backend"]
    assert backend == {"service": {"name": "webapp", "port": {"number": 3000}}}


def test_a_service_that_is_used_is_the_same_as_one_that_is_not() -> None:
    given = small(App())
    users = [found for found in given.workloads if found.port]
    assert len([found.service for found in users]) == 4
    used, unused = written(given), written(small(App()))
    for name in (found.name for found in users):
        one, other = named(used, "Service", name), named(unused, "Service", name)
        assert one["metadata"] == other["metadata"]
        # What cdk8s-plus adds are Kubernetes' own defaults.
        assert one["spec"] == {"externalIPs": [], "type": "ClusterIP", **other["spec"]}


INGRESS = IngressRoute(class_name="nginx", cluster_issuer="acme", expose_backends=True, annotations={"a.org/b": "c"})
GATEWAY = GatewayRoute(gateway="shared", istio_principals=["a/ns/b/sa/c"], expose_backends=True)


@pytest.mark.parametrize("mixins", [(), (ArgoCd(), Labels({"team": "a"}), Annotations({"a.org/b": "d"}))])
@pytest.mark.parametrize("route", [None, INGRESS, GATEWAY], ids=["default", "Ingress", "Gateway"])
def test_a_public_route_that_is_asked_for_changes_no_object(route: Route | None, mixins: tuple[Mixin, ...]) -> None:
    asked, unasked = (small(App(), route=route).with_(*mixins) for _ in range(2))
    _ = asked.ingress
    made = written(asked)
    assert by_name(made) == by_name(synthesized(unasked))
    assert len(made) == len(by_name(made))


def test_a_job_has_no_service(app: App) -> None:
    with pytest.raises(AttributeError, match="db-init has no Service"):
        _ = small(app).database_init.service


def test_environments_of_one_app_do_not_touch_each_other() -> None:
    alone = written(small(App(), "one"))
    app = App()
    one = small(app, "one")
    bare(app, "two")
    assert written(one) == alone
    assert len(workloads(written(one))) == 8


def test_a_failure_of_our_own_code_shows_where_it_happened(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("no such object")

    small(app)
    monkeypatch.setattr(synthesis, "render", broken)
    with pytest.raises(SystemExit, match=r"test_synthesis.py(?s:.*)KeyError: 'no such object'"):
        app.synth()
