"""Which hosts and paths open, close, or lead elsewhere."""

from __future__ import annotations

from typing import Any

from neuronpedia_constructs.cli.diff.connections.entrances.routes import route_changes
from neuronpedia_constructs.cli.diff.objects import Manifest, Side
from tests.cli.diff.connections.manifests import manifest, side

Told = tuple[str, str, bool]


def ingress(
    *paths: tuple[str, str], name: str = "site", host: str = "a.org", kind: str = "Prefix", **spec: Any
) -> Manifest:
    served = [
        {"path": path, "pathType": kind, "backend": {"service": {"name": service, "port": {"number": 80}}}}
        for path, service in paths
    ]
    rules = [{"host": host, "http": {"paths": served}}]
    return manifest("Ingress", name, {"rules": rules, **spec}, version="networking.k8s.io/v1")


def told(old: Manifest | None, new: Manifest | None) -> list[Told]:
    before, after = (side(each) if each else {} for each in (old, new))
    return changes(before, after)


def changes(old: Side, new: Side) -> list[Told]:
    return [(each.text, each.change, each.exposes) for each in route_changes(old, new)]


SITE = ingress(("/", "webapp"))


def test_nothing_changes_if_another_object_says_the_same() -> None:
    assert told(SITE, SITE) == told(SITE, ingress(("/", "webapp"), name="other")) == []


def test_a_path_that_opens_exposes_its_service() -> None:
    assert told(None, SITE) == [("Service webapp:80 can now be reached at a.org/ (Ingress site)", "opened", True)]
    (found,) = told(ingress(("/a", "a")), ingress(("/a", "a"), ("/b", "b")))
    assert found == ("Service b:80 can now be reached at a.org/b (Ingress site)", "opened", True)


def test_what_could_be_reached_before_is_not_exposed() -> None:
    opened, closed = told(SITE, ingress(("/p", "webapp")))
    assert opened == ("Service webapp:80 can now be reached at a.org/p (Ingress site)", "opened", False)
    assert closed == ("Service webapp:80 can no longer be reached at a.org/ (Ingress site)", "closed", False)


def test_many_paths_are_one_line_with_all_places() -> None:
    many = ingress(*((f"/{each}", each) for each in "abcde"))
    (found,) = route_changes({}, side(many))
    assert found.text == (
        "Services a:80, b:80, c:80 and 2 more can now be reached at a.org: /a, /b, /c and 2 more (Ingress site)"
    )
    assert found.places == tuple(f"a.org/{each} → Service {each}:80" for each in "abcde")


def test_another_service_behind_a_path_is_told_and_exposed() -> None:
    text = "a.org/ now leads to Service b:80, no longer to Service webapp:80 (Ingress site)"
    assert told(SITE, ingress(("/", "b"))) == [(text, "changed", True)]


def test_another_way_to_match_is_told() -> None:
    exact = ingress(("/", "webapp"), kind="Exact")
    text = "a.org/ is now matched as {}, no longer as {} (Ingress site)"
    assert told(SITE, exact) == [(text.format("Exact", "Prefix"), "changed", False)]
    assert told(exact, SITE) == [(text.format("Prefix", "Exact"), "changed", True)]


def test_another_class_is_told_once_for_all_paths() -> None:
    paths = (("/a", "a"), ("/b", "b"))
    text = "a.org: /a, /b now goes through Ingress class x, no longer through the default Ingress class (Ingress site)"
    assert told(ingress(*paths), ingress(*paths, ingressClassName="x")) == [
        (text.replace("/a, /b", "/a and /b"), "changed", True)
    ]


def test_another_host_opens_and_closes() -> None:
    found = told(SITE, ingress(("/", "webapp"), host="b.org"))
    assert [each[1:] for each in found] == [("opened", True), ("closed", False)]


def test_tls_that_comes_or_goes_is_told() -> None:
    secure = ingress(("/", "webapp"), tls=[{"hosts": ["a.org"]}])
    assert told(secure, SITE) == [("a.org is no longer served with TLS (Ingress site)", "changed", False)]
    assert told(SITE, secure) == [("a.org is now served with TLS (Ingress site)", "changed", False)]
    other = ingress(("/x", "webapp"), name="other", tls=[{"hosts": ["a.org"]}])
    assert [text for text, *_ in changes(side(SITE, other), side(SITE, other | {"kind": "Ingress"}))] == []


def test_a_route_to_another_gateway_is_told() -> None:
    def route(gateway: str) -> Manifest:
        rules = [{"backendRefs": [{"name": "webapp", "port": 80}]}]
        spec = {"parentRefs": [{"name": gateway}], "hostnames": ["a.org"], "rules": rules}
        return manifest("HTTPRoute", "site", spec, version="gateway.networking.k8s.io/v1")

    text = "a.org/ now goes through Gateway public, no longer through Gateway internal (HTTPRoute site)"
    assert told(route("internal"), route("public")) == [(text, "changed", True)]


def test_two_rules_for_a_place_are_one() -> None:
    both = ingress(("/", "a"), ("/", "b"))
    text = "a.org/ now leads to Service a:80, Service b:80, no longer to Service a:80 (Ingress site)"
    assert told(ingress(("/", "a")), both) == [(text, "changed", True)]
