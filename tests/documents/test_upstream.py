"""What docs/upstream.md says of the two lines, and of the way from one to the other."""

from __future__ import annotations

import re
from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import ModelCache, PostgresBackup, models
from neuronpedia_constructs.upstream.images.expected import revision
from neuronpedia_constructs.upstream.lines import NAMES
from tests.support.building import ROOT, Manifest, bare, by_name, synthesized
from tests.support.current import A100

TEXT = (ROOT / "docs" / "upstream.md").read_text(encoding="utf-8")


def made(line: str) -> dict[tuple[str, str], Manifest]:
    environment = bare(App(), upstream=line).with_(PostgresBackup(), ModelCache())
    gemma = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])
    environment.add_inference("m").with_(gemma, A100)
    return by_name(synthesized(environment))


def test_between_the_lines_only_what_it_says_changes() -> None:
    legacy, current = made("legacy"), made("current")
    changed = {place for place in legacy.keys() | current.keys() if legacy.get(place) != current.get(place)}
    apps = {(current.get(place) or legacy[place])["metadata"]["labels"]["app"] for place in changed}
    assert apps == {"inference", "autointerp", "register-inference"}
    assert not any(kind in ("Secret", "StatefulSet", "Service", "NetworkPolicy") for kind, _ in changed)


def test_the_volume_of_a_cache_stays_and_may_have_to_grow() -> None:
    sizes = [
        int(made(line)["PersistentVolumeClaim", "m-inference-cache"]["spec"]["resources"]["requests"]["storage"][:-2])
        for line in ("legacy", "current")
    ]
    assert sizes[0] <= sizes[1]
    assert "They may have to grow" in TEXT


def test_the_revisions_are_those_of_the_images() -> None:
    (row,) = re.findall(r"^\| Built from \|(.*)$", TEXT, re.MULTILINE)
    assert all(revision(line) in row for line in NAMES)
