"""What other parts of an environment know a workload by stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from neuronpedia_constructs.draft.rules.identity import identity_problems
from tests.support.drafts import container, draft

WRONG: dict[str, Callable[[Any], object]] = {
    "draft.name": lambda found: setattr(found, "name", "x"),
    "draft.selector": lambda found: found.selector.update(app="x"),
    "draft.labels['app']": lambda found: found.labels.update(app="x"),
    "draft.pod_labels['app']": lambda found: found.pod_labels.update(app="x"),
    "draft.pod.containers['main'].ports['http']": lambda found: found.main.ports.update(http=8080),
    "draft.pod.containers": lambda found: found.pod.containers.clear(),
    "draft.pod.init_containers": lambda found: found.pod.init_containers.clear(),
    "draft.config_maps": lambda found: found.config_maps.clear(),
}


def plain() -> Any:
    return draft(
        container(ports={"http": 3000}),
        config_maps={"config": {}},
        pod={"init_containers": {"wait": container("wait")}},
    )


@pytest.mark.parametrize("field", WRONG)
def test_it_cannot_be_changed(field: str) -> None:
    given = plain()
    WRONG[field](given)
    assert [problem.field for problem in identity_problems(plain(), given)] == [field]


def test_more_can_be_added_but_not_before_the_main_container() -> None:
    given = plain()
    given.labels.update(app="webapp", team="a")
    given.config_maps["more"] = {}
    given.pod.containers["side"] = container("side")
    assert not list(identity_problems(plain(), given))
    given.pod.containers = {"side": container("side"), **given.pod.containers}
    (problem,) = identity_problems(plain(), given)
    assert (problem.cause, problem.allowed) == ("'side' is the first container", "'main' first, as the main container")
