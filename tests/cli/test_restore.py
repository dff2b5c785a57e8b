"""`neuronpedia-constructs restore`: what it prints and refuses, and what the cluster lets its Job do."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from cdk8s import App

from neuronpedia_constructs import CorporateCaCerts, Neuronpedia, PostgresBackup, PriorityClass, S3Target, WorkloadDraft
from neuronpedia_constructs.cli.main import main
from neuronpedia_constructs.database.backups import restore
from neuronpedia_constructs.draft.rules.workloads import check_workload
from neuronpedia_constructs.mixins.application import MixinTargets
from neuronpedia_constructs.mixins.changes import changes
from tests.rules.network import DNS, INTERNET, NODE_DNS, pods
from tests.support.building import Manifest, bare, containers, pod, pod_template, synthesized, variables
from tests.support.cluster.policies import Address, Pod, Policies
from tests.support.database.restoring import LIVE, printed, write_main
from tests.support.own_mixins import Tolerate
from tests.support.schema import NEWEST, OLDEST, validate

BUCKET = S3Target(bucket="backups", endpoint="https://10.9.8.7:9000")
BACKUPS = {"claim": PostgresBackup(), "bucket": PostgresBackup(target=BUCKET)}
IN_BUCKET = "PostgresBackup(target=S3Target(bucket='backups', endpoint='https://10.9.8.7:9000'))"
TEXTS = {"claim": "PostgresBackup()", "bucket": IN_BUCKET}
ARGUMENTS = {"list": [], "restore": ["--from", "latest"]}
DUMP = f"{LIVE}-20260101T030000Z.dump"


@pytest.fixture(params=product(TEXTS, ARGUMENTS), ids="-".join)
def job(request: pytest.FixtureRequest, tmp_path: Path) -> Manifest:
    where, what = request.param
    write_main(tmp_path, backup=TEXTS[where])
    return printed(tmp_path, *ARGUMENTS[what])


def backed(backup: PostgresBackup) -> list[Manifest]:
    return synthesized(bare(App()).with_(backup))


def test_kubernetes_accepts_the_job_and_runs_it_once(job: Manifest) -> None:
    for version in (OLDEST, NEWEST):
        validate(job, version)
    assert (job["spec"]["backoffLimit"], pod(job)["restartPolicy"]) == (0, "Never")
    assert job["metadata"]["namespace"] == "neuronpedia"
    assert job["metadata"]["name"].startswith("postgres-restore-2")


def test_the_job_is_not_taken_for_a_part_of_the_app(job: Manifest) -> None:
    for metadata in (job["metadata"], pod_template(job)["metadata"]):
        assert metadata["labels"]["app.kubernetes.io/component"] == "database-restore"
        assert "app.kubernetes.io/instance" not in metadata["labels"]


def test_the_policies_of_backups_let_it_reach_the_database_and_the_bucket(job: Manifest) -> None:
    manifests = backed(BACKUPS["bucket"])
    policies, there = Policies(manifests), pods(manifests)
    source = Pod("neuronpedia", pod_template(job)["metadata"]["labels"], {})
    assert policies.allow(source, there["postgres"], 5432)
    assert policies.allow(source, Address("10.9.8.7"), 9000)
    assert all(policies.allow(source, name, 53) for name in (DNS, NODE_DNS))
    assert not policies.allow(source, INTERNET, 443)
    assert not policies.allow(source, there["webapp"], 3000)
    accounts = {found["metadata"]["name"] for found in manifests if found["kind"] == "ServiceAccount"}
    assert pod(job)["serviceAccountName"] in accounts


def deployed(environment: Neuronpedia) -> WorkloadDraft:
    """The backup with all mixins applied."""
    finals, problems = environment.plan.finalize(MixinTargets())
    assert not [problem for problem in problems if not problem.warning]
    found: WorkloadDraft
    (found,) = (final.draft for final in finals if final.draft.name == "postgres-backup")
    return found


@pytest.mark.parametrize("where", BACKUPS)
def test_it_is_made_from_the_backup_as_that_is_deployed(where: str) -> None:
    environment = bare(App()).with_(BACKUPS[where], PriorityClass("high"), Tolerate("database"), CorporateCaCerts("ca"))
    backup = deployed(environment)
    before = backup.copy()
    for draft in (restore.list_dumps(backup), restore.restore(backup, "latest", "other")):
        assert not list(check_workload(draft))
        changed = {place[:2] for place in changes(backup, draft) if place[0] != "pod"}
        assert {place[0] for place in changed} == {"pod_annotations", "labels"}
        within = {place[1] for place in changes(backup, draft) if place[0] == "pod"}
        assert within <= {"containers", "init_containers", "restart_policy"}
        assert ("merge-ca-certs" in draft.pod.init_containers) is (where == "bucket")
        assert draft.main.image in {container.image for container in backup.all_containers()}
    assert not changes(before, backup)


@pytest.mark.parametrize("where", BACKUPS)
def test_the_job_is_told_which_dump(where: str, tmp_path: Path) -> None:
    write_main(tmp_path, backup=TEXTS[where])
    last = list(containers(printed(tmp_path, "--from", DUMP, "--into", "empty")))[-1]
    told = {name: entry for name, entry in variables(last).items() if name.startswith("RESTORE")}
    assert {name: entry["value"] for name, entry in told.items()} == {"RESTORE_FROM": DUMP, "RESTORE_INTO": "empty"}


def test_the_claim_is_only_read_and_the_bucket_is_read_before_the_database_is_touched(tmp_path: Path) -> None:
    write_main(tmp_path)
    (container,) = containers(printed(tmp_path, "--from", "latest"))
    assert container["volumeMounts"] == [{"mountPath": "/backups", "name": "backups", "readOnly": True}]
    write_main(tmp_path, backup=IN_BUCKET)
    made = printed(tmp_path, "--from", "latest")
    assert [found["name"] for found in pod(made)["initContainers"]] == ["download"]
    assert [found["name"] for found in pod(made)["containers"]] == ["restore"]
    download, restoring = containers(made)
    assert "PGPASSWORD" not in variables(download)
    assert "AWS_ACCESS_KEY_ID" not in variables(restoring)
    assert [found["name"] for found in containers(printed(tmp_path))] == ["list"]


def test_scripts_are_printed_as_a_person_reads_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_main(tmp_path)
    assert main(["restore", "production", "--app", str(tmp_path / "main.py"), "--from", "latest"]) == 0
    out, err = capsys.readouterr()
    assert re.search(r'\n +ALTER DATABASE :"live" RENAME TO :"before";\n', out)
    name = yaml.safe_load(out)["metadata"]["name"]
    assert f"kubectl -n neuronpedia logs --follow --all-containers job/{name}" in err


REFUSED: dict[str, tuple[dict[str, str], list[str], str]] = {
    "path": ({}, ["--from", f"../{DUMP}"], "write latest, or the name of a dump: neuron-pedia-2"),
    "no dump": ({}, ["--from", "yesterday"], "--from is 'yesterday'; write latest"),
    "empty": ({}, ["--from", ""], "--from is ''; write latest"),
    "into alone": ({}, ["--into", "other"], "--into needs --from"),
    "into the live one": ({}, ["--from", "latest", "--into", LIVE], f"an empty database, other than {LIVE}"),
    "into the server's own": ({}, ["--from", "latest", "--into", "postgres"], "--into is 'postgres'; write the name"),
    "into options": ({}, ["--from", "latest", "--into", "host=db"], "--into is 'host=db'; write the name"),
    "no backup": ({"backup": "PriorityClass('high')"}, [], "production has no PostgresBackup"),
    "operator's": (
        {"backup": "PriorityClass('high')", "database": "CloudNativePg(backup=S3Target(bucket='backups'))"},
        ["--from", "latest"],
        "The operator restores the backups of database=CloudNativePg(backup=...)",
    ),
    "invalid": ({"database": "Postgres(size='1')"}, [], "[storage.size-invalid]"),
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_is_refused_prints_nothing(how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app, arguments, message = REFUSED[how]
    given: dict[str, Any] = dict(app)
    write_main(tmp_path, **given)
    code = main(["restore", "production", "--app", str(tmp_path / "main.py"), *arguments])
    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert err.startswith("neuronpedia-constructs restore: ")
    assert message in err
