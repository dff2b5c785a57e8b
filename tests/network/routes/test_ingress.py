"""An Ingress lets a request take its time, and has annotations of its own."""

from __future__ import annotations

import pytest
from cdk8s import App

from neuronpedia_constructs import ArgoCd, IngressRoute
from tests.support.building import Manifest, named, small, written

NGINX = "nginx.ingress.kubernetes.io"
LONG = {
    f"{NGINX}/proxy-body-size": "100m",
    f"{NGINX}/proxy-read-timeout": "3600",
    f"{NGINX}/proxy-send-timeout": "3600",
}


def told(made: list[Manifest], name: str = "neuronpedia-ingress") -> dict[str, str]:
    found: dict[str, str] = named(made, "Ingress", name)["metadata"].get("annotations", {})
    return found


@pytest.mark.parametrize(
    ("ingress_class", "expected"),
    [(None, LONG), ("nginx", LONG), ("internal-nginx", LONG), ("traefik", {}), ("alb", {})],
)
def test_ingress_nginx_is_told_and_no_other_controller(ingress_class: str | None, expected: dict[str, str]) -> None:
    assert told(written(small(App(), route=IngressRoute(class_name=ingress_class)))) == expected


def test_servers_behind_the_webapp_take_their_time_too() -> None:
    made = written(small(App(), route=IngressRoute(expose_backends=True)))
    assert told(made, "neuronpedia-backends").items() >= LONG.items()


@pytest.mark.parametrize("mixins", [(), (ArgoCd(),)], ids=["plain", "Argo CD"])
def test_annotations_are_added_and_replace_ours_of_the_same_name(mixins: tuple[ArgoCd, ...]) -> None:
    given = {
        "example.org/team": "research",
        f"{NGINX}/proxy-body-size": "1g",
        "cert-manager.io/cluster-issuer": "other",
    }
    route = IngressRoute(cluster_issuer="acme", expose_backends=True, annotations=given)
    made = written(small(App(), route=route).with_(*mixins))
    waves = {"argocd.argoproj.io/sync-wave": "4"} if mixins else {}
    assert told(made) == {**LONG, **given, **waves}
    backends = told(made, "neuronpedia-backends")
    assert backends.items() >= {**LONG, **given}.items()
    assert backends[f"{NGINX}/rewrite-target"] == "/$2"
    assert {found["kind"] for found in made if "example.org/team" in found["metadata"].get("annotations", {})} == {
        "Ingress"
    }


def test_annotations_are_all_that_another_controller_is_told() -> None:
    route = IngressRoute(class_name="haproxy", annotations={"haproxy.org/timeout-server": "1h"})
    assert told(written(small(App(), route=route))) == {"haproxy.org/timeout-server": "1h"}


def test_annotations_of_the_document_are_added() -> None:
    production = small(App(), route=IngressRoute(class_name="haproxy")).with_(ArgoCd())
    production.ingress.metadata.add_annotation("haproxy.org/timeout-server", "1h")
    found = told(written(production))
    assert found == {"argocd.argoproj.io/sync-wave": "4", "haproxy.org/timeout-server": "1h"}
