"""The arguments of an environment."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import IngressRoute, OwnRoute, Postgres
from neuronpedia_constructs.environment import arguments
from neuronpedia_constructs.network.routes.route import Route
from tests.support.building import bare


@pytest.mark.parametrize(
    ("given", "meant"),
    [("nginx", "IngressRoute"), (OwnRoute, "OwnRoute"), (Route(), "IngressRoute"), (5, "IngressRoute")],
)
def test_an_option_of_another_type_is_replaced_by_the_default(app: App, given: object, meant: str) -> None:
    option, (problem,) = arguments.checked("route", given, Route, IngressRoute(), bare(app).plan.context)
    assert option == IngressRoute()
    assert (problem.code, problem.fix) == ("argument.type", f"write route={meant}(...)")


def test_an_option_checks_itself(app: App) -> None:
    given = Postgres(size="10")
    option, (problem,) = arguments.checked("database", given, Postgres, Postgres(), bare(app).plan.context)
    assert option is given
    assert problem.code == "storage.size-invalid"
    assert arguments.checked("database", None, Postgres, Postgres(), bare(app).plan.context)[1] == []


@pytest.mark.parametrize(
    ("check", "given", "code"),
    [
        (arguments.check_namespace, ("neuronpedia",), None),
        (arguments.check_namespace, ("Np",), "namespace.invalid"),
        (arguments.check_namespace, ("default",), "namespace.reserved"),
        (arguments.check_namespace, ("kube-system",), "namespace.reserved"),
        (arguments.check_stage, ("local",), None),
        (arguments.check_stage, ("a b",), "stage.invalid"),
        (arguments.check_strategy, ("Rolling",), "inference.strategy-invalid"),
        (arguments.check_sizing, ("unchecked", "measured"), None),
        (arguments.check_sizing, ("unchecked", " "), "inference.sizing-reason-missing"),
        (arguments.check_sizing, ("checked", "measured"), "inference.sizing-reason-unused"),
        (arguments.check_sizing, ("off", None), "inference.sizing-invalid"),
    ],
)
def test_each_of_the_others_has_its_own_check(check: Any, given: tuple[object, ...], code: str | None) -> None:
    assert [problem.code for problem in check(*given)] == ([code] if code else [])
