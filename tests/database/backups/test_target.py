"""Backups that leave the cluster, what the manifests of backups say, and what is refused."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import PostgresBackup, Prerequisite, S3Target, find_problems
from tests.support.building import Manifest, as_yaml, bare, containers, named, pod, small, synthesized, variables
from tests.support.cluster.object_store import ObjectStore, object_store
from tests.support.database.backing_up import CONTENTS, DATABASE, back_up, filled, restore, stand_in
from tests.support.database.postgres import Server, psql
from tests.support.programs import starts_programs
from tests.support.schema import NEWEST, OLDEST, validate

BUCKET = "neuronpedia-backups"
PREFIX = "np/production/"
OLD = [f"{PREFIX}{DATABASE}-2024010{day}T030000Z.dump" for day in range(1, 4)]
OTHERS = [
    f"{PREFIX}notes.txt",
    f"{PREFIX}other-20240101T030000Z.dump",
    f"{PREFIX}{DATABASE}-2-20240101T030000Z.dump",
    f"{PREFIX}{DATABASE}-before-the-move.dump",
    f"{PREFIX}{DATABASE}-20240101T030000Z.dump.sha256",
    f"{PREFIX}old/{DATABASE}-20240101T030000Z.dump",
    f"{PREFIX}{DATABASE}-old/{DATABASE}-20240101T030000Z.dump",
    f"np/staging/{DATABASE}-20240101T030000Z.dump",
    f"{DATABASE}-20240101T030000Z.dump",
]
KEYS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
TARGET = S3Target(bucket=BUCKET)


@pytest.fixture(scope="module")
def server(server: Server) -> Iterator[Server]:
    with filled(server):
        yield server


@pytest.fixture(scope="module")
def bucket() -> Iterator[ObjectStore]:
    with object_store(BUCKET) as found:
        yield found


@pytest.fixture
def store(bucket: ObjectStore) -> ObjectStore:
    """A bucket with older dumps, and with objects that are none."""
    for key in objects(bucket):
        (bucket.folder / key).unlink()
    for key in OLD + OTHERS:
        (bucket.folder / key).parent.mkdir(parents=True, exist_ok=True)
        (bucket.folder / key).write_text(f"the older {key}")
    return bucket


def objects(store: ObjectStore) -> dict[str, bytes]:
    found = [file for file in store.folder.rglob("*") if file.is_file()]
    return {str(file.relative_to(store.folder)): file.read_bytes() for file in found}


def steps(store: ObjectStore, bucket: str = BUCKET, prefix: str = PREFIX) -> list[Manifest]:
    """What makes the dump, and what uploads it."""
    target = S3Target(bucket=bucket, prefix=prefix, endpoint=store.endpoint)
    made = synthesized(bare(App()).with_(PostgresBackup(keep=2, target=target)))
    return list(containers(named(made, "CronJob", "postgres-backup")))


def upload(
    container: Manifest, store: ObjectStore, folder: Path, programs: Path | None = None
) -> subprocess.CompletedProcess[str]:
    # The endpoint is only in the manifest.
    environ = {name: value for name, value in store.environ.items() if name != "AWS_ENDPOINT_URL"}
    return back_up(container, folder, environ, programs)


def test_a_dump_is_uploaded_and_restores_and_the_oldest_objects_are_removed(
    server: Server, store: ObjectStore, tmp_path: Path
) -> None:
    before = objects(store)
    first, second = steps(store)
    for container, environ in ((first, server.environ(DATABASE)), (second, None)):
        result = back_up(container, tmp_path, environ) if environ else upload(container, store, tmp_path)
        assert (result.returncode, result.stderr) == (0, "")
    (dump,) = tmp_path.iterdir()
    kept = {key: before[key] for key in [OLD[-1], *OTHERS]}
    assert objects(store) == {f"{PREFIX}{dump.name}": dump.read_bytes(), **kept}
    restore(first, server, store.folder / PREFIX / dump.name)
    assert psql(server, CONTENTS, "restored") == psql(server, CONTENTS, DATABASE)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Something to upload."""
    (tmp_path / "volume").mkdir()
    (made := tmp_path / "volume" / f"{DATABASE}-20250101T030000Z.dump").write_bytes(bytes(range(256)) * 8)
    return made


@starts_programs
def test_without_a_prefix_and_without_older_dumps(store: ObjectStore, dump: Path) -> None:
    (store.folder / OTHERS[-1]).unlink()
    before = objects(store)
    result = upload(steps(store, prefix="")[1], store, dump.parent)
    assert (result.returncode, result.stderr) == (0, "")
    assert objects(store) == {**before, dump.name: dump.read_bytes()}


SHORT = """if [ "$1 $2" = "s3 cp" ]; then
  head -c 100 "$4" > "$HOME/short"
  exec "$real" s3 cp "$HOME/short" "$5"
fi
exec "$real" "$@"
"""
UNLISTED = f"""case "$1 $2" in
  "s3 cp") ;;
  "s3api head-object") echo 2048 ;;
  "s3api list-objects-v2") echo {" ".join(OLD)}; echo denied >&2; exit 254 ;;
  *) exec "$real" "$@" ;;
esac
"""


@starts_programs
@pytest.mark.parametrize(("script", "name", "message"), [
    (SHORT, BUCKET, "arrived. No old dump is removed."),
    (UNLISTED, BUCKET, "denied"),
    ('exec "$real" "$@"', "no-such-bucket", "NoSuchBucket"),
], ids=["short", "unlisted", "no bucket"])  # fmt: skip
def test_nothing_is_removed_for_an_upload_that_fails(
    store: ObjectStore, dump: Path, script: str, name: str, message: str
) -> None:
    before = objects(store)
    programs = stand_in(dump.parent.parent, "aws", script, f"{store.environ['PATH'].partition(':')[0]}/aws")
    result = upload(steps(store, bucket=name)[1], store, dump.parent, programs)
    assert result.returncode != 0
    assert message in result.stderr
    assert {key: objects(store)[key] for key in before} == before


def test_the_manifests_of_a_volume() -> None:
    made = synthesized(bare(App()).with_(PostgresBackup(schedule="5 4 * * 0", size="20Gi", storage_class="fast")))
    spec = named(made, "CronJob", "postgres-backup")["spec"]
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == ("5 4 * * 0", "Etc/UTC", "Forbid")
    assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] == 6 * 60 * 60
    assert spec["startingDeadlineSeconds"] == 60 * 60
    assert (spec["successfulJobsHistoryLimit"], spec["failedJobsHistoryLimit"]) == (3, 3)
    claim = named(made, "PersistentVolumeClaim", "postgres-backups")["spec"]
    assert (claim["resources"]["requests"]["storage"], claim["storageClassName"]) == ("20Gi", "fast")
    workload = pod(named(made, "CronJob", "postgres-backup"))
    assert workload["volumes"] == [{"name": "backups", "persistentVolumeClaim": {"claimName": "postgres-backups"}}]
    (container,) = workload["containers"]
    assert {"mountPath": variables(container)["BACKUP_FOLDER"]["value"], "name": "backups"} in container["volumeMounts"]
    assert variables(container)["BACKUP_KEEP"]["value"] == "7"
    assert "storageClassName" not in as_yaml(synthesized(bare(App()).with_(PostgresBackup())))


def test_the_manifests_of_a_bucket() -> None:
    environment = bare(App()).with_(
        PostgresBackup(keep=9, size="20Gi", target=S3Target(bucket=BUCKET, secret="s3-keys"))
    )
    assert Prerequisite("Secret", "s3-keys", tuple(sorted(KEYS))) in environment.prerequisites
    made = synthesized(environment)
    assert "postgres-backups" not in as_yaml(made)
    workload = named(made, "CronJob", "postgres-backup")
    first, second = containers(workload)
    assert {"name": "backups", "emptyDir": {"sizeLimit": "20Gi"}} in pod(workload)["volumes"]
    assert not KEYS & variables(first).keys()
    assert variables(first)["BACKUP_KEEP"]["value"] == "1"
    credentials = {name: entry for name, entry in variables(second).items() if "value" not in entry}
    assert credentials == {
        name: {"name": name, "valueFrom": {"secretKeyRef": {"key": name, "name": "s3-keys"}}} for name in KEYS
    }
    given = {"AWS_REGION": "us-east-1", "BACKUP_BUCKET": BUCKET, "BACKUP_KEEP": "9", "BACKUP_PREFIX": ""}
    assert given.items() <= {name: entry.get("value") for name, entry in variables(second).items()}.items()
    assert not any("ENDPOINT" in name for name in variables(second))


@pytest.mark.parametrize("backup", [PostgresBackup(), PostgresBackup(target=TARGET)], ids=["volume", "bucket"])
def test_either_scope_gives_the_same_manifests_which_kubernetes_accepts(backup: PostgresBackup) -> None:
    of_environment, of_database = bare(App()).with_(backup), bare(App())
    of_database.postgres.with_(backup)
    assert as_yaml(synthesized(of_environment)) == as_yaml(synthesized(of_database))
    made = synthesized(of_environment)
    ours = [manifest for manifest in made if "backup" in manifest["metadata"]["name"]]
    for manifest in ours:
        for version in (OLDEST, NEWEST):
            validate(manifest, version)
    assert pod(named(made, "CronJob", "postgres-backup"))["imagePullSecrets"] == [{"name": "regcred"}]
    without = bare(App())
    assert not any("backup" in prerequisite.name for prerequisite in without.prerequisites)
    policies = [found for found in made if found["kind"] == "NetworkPolicy"]
    assert [manifest for manifest in made if manifest not in [*ours, *policies]] == [
        manifest for manifest in synthesized(without) if manifest["kind"] != "NetworkPolicy"
    ]


VALUES: dict[str, tuple[object, ...]] = {
    "schedule": ("every night", "0 3 * *", "60 * * * *", "* * * * 7", "", None),
    "keep": (0, -1, 1.5, True, "7", None),
    "size": ("10", "10GB", "", "0Gi", 5),
    "storage_class": ("Fast!",),
    "target": ("s3://bucket",),
    "target bucket": ("No", "", None),
    "target prefix": ("a", "/a/", None),
    "target endpoint": ("minio:9000", "https://minio.example.org/path"),
    "target secret": ("", None),
    "target region": ("", None),
}


def wrong(field: str, value: Any) -> PostgresBackup:
    argument, _, name = field.partition(" ")
    given: dict[str, Any] = {argument: S3Target(**{"bucket": BUCKET, name: value}) if name else value}
    return PostgresBackup(**given)


WRONG: list[Any] = [
    *((field, value, wrong(field, value)) for field, values in VALUES.items() for value in values),
    ("storage_class", "fast", PostgresBackup(storage_class="fast", target=TARGET)),
    ("size", None, wrong("size", None)),
    ("size", "10", PostgresBackup(size="10", target=TARGET)),
]


@pytest.mark.parametrize(("field", "value", "backup"), WRONG)
def test_what_is_wrong_is_told_once(field: str, value: object, backup: PostgresBackup) -> None:
    app = App()
    small(app, "first").with_(backup)
    small(app, "second").postgres.with_(backup)
    problems = find_problems(app)
    places = [("first", "Neuronpedia"), ("second", "postgres")]
    assert [(found.environment, found.construct) for found in problems] == places
    for found in problems:
        assert found.field == f"backup {field}"
        assert repr(value) in found.cause
        assert found.allowed
        assert found.fix
