"""How long a request may take on its way in, as far as a route knows."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs import GatewayRoute, IngressRoute, OwnRoute
from neuronpedia_constructs.network.routes.route import Route

READ = "nginx.ingress.kubernetes.io/proxy-read-timeout"


@pytest.mark.parametrize(
    ("route", "seconds"),
    [
        (IngressRoute(), 3600),
        (IngressRoute(annotations={READ: "45"}), 45),
        (IngressRoute(annotations={READ: "10m"}), None),
        (IngressRoute(class_name="traefik"), None),
        (OwnRoute(), None),
        (GatewayRoute(gateway="shared"), None),
        (GatewayRoute(gateway="shared", request_timeout="90s"), 90),
        (GatewayRoute(gateway="shared", request_timeout="1h2m3s"), 3723),
        (GatewayRoute(gateway="shared", request_timeout="500ms"), 0.5),
        # No limit, in the Gateway API.
        (GatewayRoute(gateway="shared", request_timeout="0s"), None),
    ],
)
def test_it_is_in_seconds_or_not_known(route: Route, seconds: float | None) -> None:
    limit = route.longest_request
    assert limit is None if seconds is None else limit == pytest.approx(seconds)


@pytest.mark.parametrize("junk", [5, "ten", "", True, {}, ["9s"]])
def test_junk_is_no_limit(junk: Any) -> None:
    assert GatewayRoute(gateway="shared", request_timeout=junk).longest_request is None
    assert IngressRoute(annotations={READ: junk}).longest_request in (None, 5)
    assert IngressRoute(annotations=junk).longest_request in (None, 3600)
