"""The commands of docs/removing.md delete what became superfluous, and no data unless they say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from neuronpedia_constructs import (
    CloudNativePg,
    IngressRoute,
    PostgresBackup,
    PriorityClass,
)
from tests.cases.removals import EXPOSED, GATEWAY, REMOVALS, Removal, autoscaled, environment
from tests.conftest import is_whole, manifest_files, parsed
from tests.support.building import ROOT, Manifest, as_yaml, synthesized
from tests.support.cluster.kubectl import Cluster
from tests.support.cluster.kubectl import cluster as running_cluster
from tests.support.cluster.objects import Key, full_name, key, matches
from tests.support.documents import sections
from tests.support.programs import starts_programs

DOCUMENT = (ROOT / "docs" / "removing.md").read_text(encoding="utf-8")
SECTIONS = sections("removing.md")
DATA = "# deletes data: "
PROTECTED = ("PersistentVolumeClaim", "StatefulSet", "Namespace", "Secret", "Cluster")
"""What holds data, or keeps it within reach."""

RELEASES = ((True, PriorityClass("low")), (False, PriorityClass("high")))
"""Whether there is a second server, and a mixin, in an earlier and in today's release."""

Objects = dict[Key, Manifest]


def made_in_the_cluster(made: list[Manifest]) -> list[Manifest]:
    """What others make of the manifests of an environment: Secrets, and the claim of a StatefulSet."""
    namespace = "neuronpedia"
    labels = {"app.kubernetes.io/component": "secrets", "app.kubernetes.io/part-of": "neuronpedia"}
    found = [
        {"kind": "Secret", "metadata": {"name": name, "namespace": namespace, "labels": labels}, "data": {"a": "YQ=="}}
        for name in ("app-secrets", "db-credentials", "neuronpedia-tls", "postgres-backup")
    ]
    for stateful in (one for one in made if one["kind"] == "StatefulSet"):
        for claim in stateful["spec"]["volumeClaimTemplates"]:
            name = f"{claim['metadata']['name']}-{stateful['metadata']['name']}-0"
            labels = stateful["spec"]["selector"]["matchLabels"]
            metadata = {"name": name, "namespace": namespace, "labels": labels}
            found.append({"kind": "PersistentVolumeClaim", "metadata": metadata})
    return found


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with running_cluster(tmp_path) as found:
        yield found


def applied(cluster: Cluster, before: list[Manifest], after: list[Manifest]) -> None:
    """Have an environment applied, and then another."""
    cluster.apply([*before, *made_in_the_cluster(before)])
    cluster.apply(after)


def deleted_by(commands: list[str], cluster: Cluster) -> Objects:
    before = dict(cluster.objects)
    for command in commands:
        result = cluster.run(command)
        assert result.returncode == 0, result.stderr
    return {place: before[place] for place in before.keys() - cluster.objects.keys()}


def lasting(objects: Objects) -> set[Key]:
    """Those that are no Jobs, which have a section of their own."""
    return {place for place in objects if place[0] != "Job"}


def safe(commands: list[str]) -> list[str]:
    return [command for command in commands if not command.startswith(DATA)]


def optional(command: str) -> str:
    """The same command where what it names may not be there."""
    return command.replace(" delete ", " delete --ignore-not-found ")


CASES = [
    pytest.param(heading, removal, id=f"{heading}-{number}")
    for heading, removals in REMOVALS.items()
    for number, removal in enumerate(removals)
]


def test_every_section_with_a_command_that_deletes_is_tried() -> None:
    assert {heading for heading, found in SECTIONS.items() if " delete " in "".join(found)} == REMOVALS.keys()


@starts_programs
@pytest.mark.parametrize(("heading", "removal"), CASES)
def test_what_became_superfluous_is_deleted_and_nothing_else(heading: str, removal: Removal, cluster: Cluster) -> None:
    before, after = (synthesized(build()) if build else [] for build in (removal.before, removal.after))
    applied(cluster, before, after)
    kept = {key(found) for found in after}
    superfluous = {key(found): found for found in before if key(found) not in kept}
    claims = [found for found in made_in_the_cluster(before) if found["kind"] == "PersistentVolumeClaim"]
    if "StatefulSet" not in {found["kind"] for found in after}:
        superfluous |= {key(found): found for found in claims}

    deleted = deleted_by(safe(SECTIONS[heading]), cluster)
    assert lasting(deleted) == {
        place for place in lasting(superfluous) if place[0] not in PROTECTED and not removal.left(superfluous[place])
    }

    # Not every environment of a section has had a claim.
    deleted_by([optional(command) for command in SECTIONS[heading] if command.startswith(DATA)], cluster)
    assert {place[0] for place in lasting(superfluous) & cluster.objects.keys()} <= {*removal.stays}
    assert kept <= cluster.objects.keys()
    assert [place[0] for place in cluster.objects].count("Secret") == (4 if removal.after else 0)


@starts_programs
def test_no_other_command_of_the_page_deletes_data(cluster: Cluster) -> None:
    everything = synthesized(environment(PostgresBackup(), cache=True, route=EXPOSED)())
    gateway = environment(route=replace(GATEWAY, expose_backends=True))
    for found in (gateway, environment(database=CloudNativePg()), autoscaled):
        everything += synthesized(found())
    applied(cluster, everything, [])
    commands = [command for found in SECTIONS.values() for command in safe(found) if " delete " in command]
    deleted = deleted_by([optional(command) for command in commands], cluster)
    assert len(deleted) > 20
    assert not [place for place in deleted if place[0] in PROTECTED]


@starts_programs
def test_what_is_left_is_found(cluster: Cluster, tmp_path: Path) -> None:
    before = environment(PostgresBackup(), cache=True, route=IngressRoute(expose_backends=True))
    made = synthesized(environment(servers=False)())
    applied(cluster, synthesized(before()), made)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "production.k8s.yaml").write_text(as_yaml(made))
    (block,) = SECTIONS["Finding what remains"]
    result = cluster.run(block)
    assert result.returncode == 0, result.stderr
    kept = {key(found) for found in made}
    left = {full_name(found) for place, found in cluster.objects.items() if place not in kept and _is_applied(found)}
    assert set(result.stdout.split()) == left
    assert {"deployment.apps/gemma-2-2b-inference", "persistentvolumeclaim/postgres-backups"} <= left


@starts_programs
def test_jobs_of_earlier_releases_are_deleted_and_no_others(cluster: Cluster, tmp_path: Path) -> None:
    before, made = (synthesized(environment(servers=servers)().with_(mixin)) for servers, mixin in RELEASES)
    applied(cluster, before, made)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "production.k8s.yaml").write_text(as_yaml(made))
    (block,) = SECTIONS["Jobs of earlier releases"]
    deleted = deleted_by([block], cluster)
    jobs, of_today = ({key(found) for found in of if found["kind"] == "Job"} for of in (before, made))
    assert deleted.keys() == jobs - of_today
    assert {name.rpartition("-")[0] for _, _, name in deleted} == {"db-init", "db-index", "register-inference"}


def _is_applied(found: Manifest) -> bool:
    return found["kind"] not in ("Job", "Secret") and found["metadata"]["name"] != "postgres-data-postgres-0"


@pytest.mark.parametrize("file", [file for file in manifest_files() if is_whole(file)], ids=lambda file: file.stem)
def test_the_page_knows_every_kind_of_object(file: Path) -> None:
    (block,) = SECTIONS["Finding what remains"]
    listed = set(",".join(re.findall(r"^kinds=(?:\$kinds,)?(\S+)$", block, re.MULTILINE)).split(","))
    text = DOCUMENT[DOCUMENT.index("Add the custom resources") : DOCUMENT.index("## Jobs of earlier releases")]
    custom = {name.partition(".")[0].removesuffix("s") for name in re.findall(r"`([a-z.]+)`", text)}
    kinds = {found["kind"].lower() for found in parsed(file)}
    assert kinds <= listed | custom | {"job", "namespace"}
    for found in parsed(file):
        assert matches(found, "app.kubernetes.io/part-of=neuronpedia,app.kubernetes.io/managed-by=cdk8s"), found[
            "metadata"
        ]["name"]
