"""Names of many workloads at once."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.connections.network.crowds import Crowds
from neuronpedia_constructs.cli.diff.connections.network.pods import Alike, Row

HERE = Alike("shop", (), ())


def row(name: str, *, app: str | None = None, space: str = "shop", is_new: bool = False) -> Row:
    return Row(space, name, app, None if is_new else HERE, HERE)


FEW = [row(name) for name in ("webapp", "postgres", "gemma")]
MODELS = [row(f"m{index}", app="inference") for index in range(6)]


def test_few_are_listed() -> None:
    assert Crowds([*FEW, *MODELS]).words(FEW) == "gemma, postgres and webapp"


def test_many_are_counted() -> None:
    assert Crowds([*FEW, *MODELS]).words([*FEW[:2], *MODELS[:4]]) == "m0, m1, m2 and 3 more"


def test_all_of_a_namespace_are_told_as_such() -> None:
    assert Crowds(FEW).words(FEW) == "every pod of the namespace"
    assert Crowds(FEW[:2]).words(FEW[:2]) == "postgres and webapp"


def test_all_but_a_few_are_told_as_such() -> None:
    assert Crowds([*FEW, *MODELS]).words([*MODELS, FEW[2]]) == "every pod of the namespace but postgres and webapp"


def test_a_new_workload_can_be_missing_where_others_change() -> None:
    assert Crowds([*FEW, row("new", is_new=True)]).words(FEW) == "every pod of the namespace"


def test_all_of_an_app_are_told_as_such() -> None:
    assert Crowds([*FEW, *MODELS]).words(MODELS) == "6 workloads with app=inference"
    assert Crowds([*FEW, *MODELS]).words(MODELS[:5]) == "m0, m1, m2 and 2 more"
    assert Crowds([*FEW, *MODELS]).words(MODELS[:3]) == "m0, m1 and m2"


def test_namespaces_are_told_if_there_are_several() -> None:
    other = row("webapp", space="other")
    crowds = Crowds([*FEW, *MODELS, other])
    assert crowds.words([other, FEW[0]]) == "other/webapp and shop/webapp"
    assert crowds.words([*FEW, *MODELS]) == "every pod of namespace shop"
    assert crowds.words(MODELS) == "6 workloads with app=inference in namespace shop"
    assert crowds.words([*FEW, other]) == "other/webapp, shop/gemma, shop/postgres and shop/webapp"
    assert crowds.name(row("webapp", space="")) == "webapp"
