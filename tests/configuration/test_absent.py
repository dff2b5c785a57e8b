"""Every variable of every service is an argument, a secret, or absent for a reason."""

from __future__ import annotations

from neuronpedia_constructs import (
    AppConfig,
    AutointerpConfig,
    GraphConfig,
    InferenceConfig,
    NlaConfig,
    SparsityConfig,
)
from neuronpedia_constructs.configuration.secrets.variables import SECRET_VARIABLES
from neuronpedia_constructs.configuration.variables import Config, absent
from tests.cases.wrong_configurations import NEVER_SET
from tests.support.building import POD_KINDS, Manifest, containers, variables

CONFIGS: tuple[type[Config], ...] = (
    AppConfig,
    AutointerpConfig,
    GraphConfig,
    InferenceConfig,
    NlaConfig,
    SparsityConfig,
)

KNOWN = {
    "webapp": (37, 23, 28),
    "db-init": (0, 1, 4),
    # Its user and its name are arguments of the database itself.
    "postgres": (0, 1, 1),
    "inference": (26, 2, 39),
    "autointerp": (6, 2, 5),
    "graph": (17, 2, 13),
    "nla": (23, 2, 34),
    "sparsity": (6, 2, 4),
}
"""How many variables of a service are arguments, secrets, and absent."""


def test_every_variable_of_every_service_has_one_place() -> None:
    assert absent().keys() == KNOWN.keys()
    for service, numbers in KNOWN.items():
        configs = [config for config in CONFIGS if config.reader == service]
        typed = [declared.name for config in configs for declared in config.declared().values()]
        secret = [variable.read_as[service] for variable in SECRET_VARIABLES if service in variable.read_as]
        left_out = [name for group in absent()[service] for name in group["variables"]]
        assert (len(typed), len(secret), len(left_out)) == numbers
        assert len({*typed, *secret, *left_out}) == sum(numbers), service


def test_nothing_is_told_that_nothing_reads(manifests: list[Manifest]) -> None:
    assert NEVER_SET["webapp"] >= {"CONTACT_EMAIL_ADDRESS", "KV_URL", "NLA_SERVER", "USE_RUNPOD_GRAPH"}
    assert NEVER_SET["inference"] >= {"HOST", "PORT"}
    for manifest in (found for found in manifests if found["kind"] in (*POD_KINDS, "ConfigMap")):
        own = [manifest["data"]] if manifest["kind"] == "ConfigMap" else map(variables, containers(manifest))
        told = {name for found in own for name in found}
        assert told
        assert not told & NEVER_SET.get(manifest["metadata"]["labels"]["app"], set())
