"""Wrong input, and how the complaint names it: what is too large."""

from __future__ import annotations

from neuronpedia_constructs import GatewayRoute
from tests.support.amending import Amended
from tests.support.building import Manifest, small

from .wrong_environments import Case
from .wrong_pods import draft


def repeat_rules(manifest: Manifest) -> None:
    if manifest["kind"] == "HTTPRoute":
        manifest["spec"]["rules"] *= 17


CASES: dict[str, Case] = {
    "a text that kubectl cannot apply": draft(
        lambda found: found.config_maps.update(notes={"a.txt": "x" * 2**18}), "size", "ConfigMap notes have"
    ),
    "a ConfigMap above a mebibyte": draft(
        lambda found: found.config_maps.update(notes={f"a{n}.txt": "x" * 2**10 for n in range(1025)}),
        "size",
        "1049600 bytes",
    ),
    "annotations above 256 KiB": draft(
        lambda found: found.annotations.update(a="x" * 2**18), "size", "annotations of Deployment webapp have"
    ),
    "a long variable": draft(
        lambda found: found.main.env.update(A="x" * 2**17), "variable A of container webapp", "131074 bytes"
    ),
    "a long setting": draft(
        lambda found: found.config_maps["app-config"].update(A="x" * 2**17), "variable A of app-config", "131074 bytes"
    ),
    "a long list of a route": Case(
        lambda app: small(app, route=GatewayRoute(gateway="shared")).with_(Amended(repeat_rules)),
        "Neuronpedia",
        "spec.rules of HTTPRoute neuronpedia",
        "17 items",
    ),
    "a long argument": draft(
        lambda found: setattr(found.main, "args", ["x" * 2**17]), "args of container webapp", "131072 bytes"
    ),
}
