"""The SQL of the registration, as text; test_jobs.py runs it."""

from __future__ import annotations

from neuronpedia_constructs.services.registration.sql import Host, register
from neuronpedia_constructs.upstream.sources import ModelSources

SOURCES = ModelSources("gpt2-small", ("gpt2",), ("res-jb",), ("^0-",), ())
HOST = Host("a'b", "http://a-inference:5002", "TRANSFORMER_LENS", SOURCES)


def test_texts_are_quoted() -> None:
    made = register("it's", [HOST], keep_foreign=False)
    assert "'neuronpedia-constructs/it''s/a''b'" in made
    assert "ARRAY['^0-']::text[], ARRAY[]::text[]" in made


def test_without_servers_the_rows_of_those_that_were_there_go() -> None:
    made = register("production", [], keep_foreign=False)
    assert "INSERT INTO server" not in made
    assert 'DELETE FROM "InferenceHostSource" AS ours' in made


def test_hosts_of_others_go_or_stay_as_was_decided() -> None:
    gone, kept = (register("production", [HOST], keep_foreign=keep) for keep in (False, True))
    assert "WHERE NOT starts_with(host.id, 'neuronpedia-constructs/production/')" in gone
    assert "NOT starts_with(host.id" not in kept
