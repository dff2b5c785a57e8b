"""Scopes of mixins."""

from __future__ import annotations

import pytest

from neuronpedia_constructs import ArgoCd, Replicas
from neuronpedia_constructs.draft.mixin_scope import MixinScope


def test_scopes_are_walked_from_the_narrowest_outward() -> None:
    app = MixinScope()
    environment = MixinScope(app)
    workload = MixinScope(environment)
    assert list(workload.outward()) == [workload, environment, app]


def test_one_mixin_given_twice_is_there_once() -> None:
    scope, mixin = MixinScope(), Replicas(2)
    scope.add((mixin, mixin))
    scope.add((mixin, Replicas(2)))
    assert len(scope.mixins) == 2


def test_a_mixin_that_a_wider_scope_has_is_not_added_again() -> None:
    app, mixin = MixinScope(), ArgoCd()
    app.add((mixin,))
    environment = MixinScope(app)
    environment.offer(mixin)
    assert environment.mixins == []
    environment.offer(ArgoCd())
    assert len(environment.mixins) == 1


def test_nothing_is_added_after_synthesis() -> None:
    scope = MixinScope()
    scope.closed = True
    with pytest.raises(RuntimeError, match="already been synthesized"):
        scope.add((Replicas(2),))


@pytest.mark.parametrize("wrong", [Replicas, "replicas", None])
def test_what_is_not_a_mixin_is_a_type_error(wrong: object) -> None:
    with pytest.raises(TypeError):
        MixinScope().add((wrong,))  # type: ignore[arg-type]
