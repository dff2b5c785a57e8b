"""Values are taken plain, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from cdk8s import App

import neuronpedia_constructs as np
from neuronpedia_constructs import (
    AppConfig,
    Autoscaling,
    EmptyDir,
    GatewayRoute,
    HarborRegistry,
    IngressRoute,
    Labels,
    Mixin,
    NetworkAccess,
    Neuronpedia,
    Postgres,
    SecretKey,
    WorkloadDraft,
    api,
    models,
)
from neuronpedia_constructs.draft.pod import DraftFields
from neuronpedia_constructs.validation.plain import PlainArguments, plain
from tests.support.building import as_yaml, synthesized, written


class Word(str, Enum):  # noqa: UP042 - as people write it
    """An enumeration of strings, whose members print as `Word.NAME`."""

    NAMESPACE = "np"
    HOST = "harbor.example.org/np"
    TAG = "v1"
    URL = "https://np.example.org"
    NAME = "test"
    NGINX = "nginx"
    VALUE = "value"
    KEY = "MY_VAR"
    SIZE = "50Gi"
    MODEL = "gpt2-small"
    TEAM = "example.org/team"


class Other(StrEnum):
    A = "a"


class Count(IntEnum):
    TWO = 2
    FORTY = 40


class Shouted(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "LOUD"


class Pure(Enum):
    A = ("a", Count.TWO)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (Word.TAG, "v1"),
        (Other.A, "a"),
        (Count.TWO, 2),
        (Shouted("quiet"), "quiet"),
        (Pure.A, ("a", 2)),
        ([Word.TAG], ["v1"]),
        ({Word.KEY: {"a": (Count.TWO,)}}, {"MY_VAR": {"a": (2,)}}),
        ({Word.TAG}, {"v1"}),
        (True, True),
        (None, None),
        (1.5, 1.5),
    ],
)
def test_a_value_is_taken_without_its_derived_type(given: Any, taken: Any) -> None:
    found = plain(given)
    assert found == taken
    assert repr(found) == repr(taken)
    assert type(found) is type(taken)


@pytest.mark.parametrize("value", ["a", [1, "b"], {"a": 1}, MappingProxyType({"a": 1}), ("a",), object()])
def test_a_plain_value_stays_the_same_object(value: object) -> None:
    assert plain(value) is value


def test_arguments_are_taken_plain() -> None:
    @dataclass(frozen=True)
    class Given(PlainArguments):
        word: object

    assert type(Given(Word.TAG).word) is str


def build(app: App, take: Callable[[Any], Any]) -> Neuronpedia:
    """An environment whose arguments are members of enumerations, or their values."""

    class Own(Mixin):
        def apply_to_draft(self, draft: WorkloadDraft) -> None:
            draft.main.env[take(Word.KEY)] = take(Word.VALUE)
            draft.pod.volumes[take(Other.A)] = EmptyDir(take(Word.SIZE))
            draft.pod.termination_grace_period_seconds = take(Count.FORTY)

        def amend(self, manifest: dict[str, Any]) -> None:
            manifest["metadata"].setdefault("annotations", {})["a"] = take(Word.VALUE)

    environment = Neuronpedia(
        app,
        take(Word.NAME),
        namespace=take(Word.NAMESPACE),
        url=take(Word.URL),
        route=IngressRoute(class_name=take(Word.NGINX), annotations={take(Word.TEAM): take(Word.VALUE)}),
        network=NetworkAccess(ingress_namespace=take(Word.NAMESPACE), egress_cidrs=["203.0.113.0/24"]),
        database=Postgres(size=take(Word.SIZE), max_connections=150),
        app_config=AppConfig(extra={take(Word.KEY): SecretKey(take(Word.NAME), take(Word.KEY))}, enable_signin=False),
    )
    environment.add_inference(take(Word.MODEL)).with_(models.get(take(Word.MODEL)))
    environment.webapp.with_(Autoscaling(max_replicas=take(Count.TWO)), Own())
    return environment.with_(
        HarborRegistry(take(Word.HOST), tag=take(Word.TAG)), Labels({take(Word.TEAM): take(Word.TAG)})
    )


@pytest.mark.parametrize("made", [synthesized, written])
def test_members_of_enumerations_give_the_same_bytes_as_their_values(made: Callable[[Neuronpedia], Any]) -> None:
    first = as_yaml(made(build(App(), lambda member: member)))
    assert first == as_yaml(made(build(App(), lambda member: member.value)))
    assert "Word." not in first


def test_a_route_of_the_gateway_takes_them_too() -> None:
    assert type(GatewayRoute(gateway=Word.NAME).gateway) is str


OUTPUTS = {"Image", "Prerequisite", "Problem"}
"""Public dataclasses that are not given but returned."""


def test_every_public_argument_is_taken_plain() -> None:
    public = [getattr(np, name) for name in api.__all__]
    given = [kind for kind in public if isinstance(kind, type) and is_dataclass(kind) and kind.__name__ not in OUTPUTS]
    assert len(given) > 30
    assert [kind for kind in given if not issubclass(kind, (PlainArguments, DraftFields))] == []
