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


def test_annotations_of_the_document_are_added() -> None:
    production = small(App(), route=IngressRoute(class_name="haproxy")).with_(ArgoCd())
    production.ingress.metadata.add_annotation("haproxy.org/timeout-server", "1h")
    found = told(written(production))
    assert found == {"argocd.argoproj.io/sync-wave": "4", "haproxy.org/timeout-server": "1h"}
