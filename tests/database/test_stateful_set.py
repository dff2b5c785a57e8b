"""The StatefulSet of the database."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs import Postgres, find_problems
from tests.support.building import bare, doubts, named, pod, synthesized
from tests.support.own_mixins import DraftChange


def test_the_server_allows_as_many_connections_as_are_shared_out(app: App) -> None:
    made = named(synthesized(bare(app, database=Postgres(max_connections=300))), "StatefulSet", "postgres")
    (container,) = pod(made)["containers"]
    assert "max_connections=300" in container["args"]


def test_arguments_that_a_mixin_adds_are_kept_and_those_it_replaces_are_doubtful(app: App) -> None:
    environment = bare(app)
    environment.postgres.with_(DraftChange(lambda draft: setattr(draft.main, "args", (*draft.main.args, "-c", "a=b"))))
    assert doubts(app) == ()
    other = App()
    bare(other).postgres.with_(DraftChange(lambda draft: setattr(draft.main, "args", ("-c", "a=b"))))
    assert [problem.code for problem in doubts(other)] == ["database.arguments-replaced"]


def test_a_second_pod_would_be_another_database(app: App) -> None:
    bare(app).postgres.with_(DraftChange(lambda draft: setattr(draft, "replicas", 2)))
    assert "database.replicas" in {problem.code for problem in find_problems(app)}
