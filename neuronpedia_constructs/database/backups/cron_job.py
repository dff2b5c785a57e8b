"""The CronJob that dumps the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.database import client
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.address import Address
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import ContainerDraft, PodDraft, Resources, SecretKey
from neuronpedia_constructs.draft.rendering.jobs import cron_job
from neuronpedia_constructs.draft.volumes import EmptyDir, VolumeClaim
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.network.endpoints import BACKUP as NAME

from .target import OTHER_SERVICE, S3_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.database.spec import DatabaseSpec
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
    from neuronpedia_constructs.draft.mixin_scope import MixinScope

    from .target import Backup, S3Target

UPLOAD = "upload"
CLAIM = "postgres-backups"

FOLDER = "/backups"
_DEADLINE = 6 * 60 * 60
_LATE = 60 * 60
_RESOURCES = Resources(requests={"cpu": "200m", "memory": "256Mi"}, limits={"cpu": "1", "memory": "1Gi"})

TIME = f"{8 * '[0-9]'}T{6 * '[0-9]'}Z"
"""The timestamp in the name of a dump, as a shell pattern."""

_DUMP = f"""\
set -eu
umask 077
{client.WAIT}
{client.VERSIONS}
[ "$server" = "$client" ] || echo "$advice" >&2
# pg_dump would refuse as well, but without advice.
[ "$server" -le "$client" ] || exit 1
cd "$BACKUP_FOLDER"
# Files of a killed run.
find . -maxdepth 1 -type f -name 'unfinished-*' -mmin +720 -delete
dump="$PGDATABASE-$(date -u +%Y%m%dT%H%M%SZ).dump"
unfinished="unfinished-$dump"
child=
trap 'rm -f "$unfinished"' EXIT
# A shell handles a signal only after its child exits, unless it is in wait.
trap '[ -z "$child" ] || kill "$child"; exit 1' HUP INT TERM
pg_dump --format=custom --lock-wait-timeout=10min --file="$unfinished" & child=$!
wait "$child"
# This reads every byte; listing the contents would not.
pg_restore --file=/dev/null "$unfinished" & child=$!
wait "$child"
child=
if ! pg_restore --list "$unfinished" | grep -q 'TABLE DATA'; then
  echo "The dump contains no table. It is discarded, and no old dump is removed." >&2
  exit 1
fi
sync "$unfinished"
mv "$unfinished" "$dump"
echo "Wrote $dump: $(wc -c < "$dump") bytes"
set -- "$PGDATABASE"-{TIME}.dump
while [ "$#" -gt "$BACKUP_KEEP" ]; do
  rm "$1"
  echo "Removed $1"
  shift
done
"""

_UPLOAD = f"""\
set -eu
cd "$BACKUP_FOLDER"
for dump in *.dump; do
  aws s3 cp --no-progress "$dump" "s3://$BACKUP_BUCKET/$BACKUP_PREFIX$dump"
  size="$(aws s3api head-object --bucket "$BACKUP_BUCKET" --key "$BACKUP_PREFIX$dump" --query ContentLength)"
  if [ "$size" != "$(wc -c < "$dump" | tr -d ' ')" ]; then
    echo "Only $size bytes of $dump arrived. No old dump is removed." >&2
    exit 1
  fi
done
keys="$(
  aws s3api list-objects-v2 --bucket "$BACKUP_BUCKET" --prefix "$BACKUP_PREFIX$PGDATABASE-" --output text \\
    --query 'Contents[].Key'
)"
set --
for key in $keys; do
  case "$key" in
    "$BACKUP_PREFIX$PGDATABASE"-{TIME}.dump) set -- "$@" "$key" ;;
  esac
done
while [ "$#" -gt "$BACKUP_KEEP" ]; do
  aws s3 rm "s3://$BACKUP_BUCKET/$1"
  shift
done
"""


class BackupPlan(WorkloadPlan[WorkloadDraft]):
    """The backups of an environment's database, as a CronJob."""

    def __init__(self, context: Context, database: DatabaseSpec, backup: Backup, wider: MixinScope) -> None:
        super().__init__(_draft(context, database, backup), wider)
        self._schedule = backup.schedule

    def finalize(self, draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
        """Use the database's reference to its password."""
        client.use_password(draft, others)

    def controllers(self, draft: WorkloadDraft) -> Iterator[KubeObject]:
        """Yield the CronJob."""
        yield cron_job(draft, self._schedule, deadline=_DEADLINE, late=_LATE)


def _draft(context: Context, database: DatabaseSpec, backup: Backup) -> WorkloadDraft:
    """Return the draft before any mixin."""
    mounts = {FOLDER: "backups"}
    keep = str(backup.keep) if backup.target is None else "1"
    env = {"BACKUP_FOLDER": FOLDER, "BACKUP_KEEP": keep}
    dump = client.container(context, database, NAME, _DUMP, env=env, volume_mounts=mounts)
    dump.resources = _RESOURCES
    pod = PodDraft(
        containers={dump.name: dump},
        restart_policy="Never",
        security_context=pod_identity(client.UID),
        volumes={"backups": VolumeClaim(CLAIM, backup.claim)},
    )
    if backup.target is not None:
        upload = _upload(database, backup, backup.target)
        pod.init_containers, pod.containers = pod.containers, {upload.name: upload}
        pod.volumes = {"backups": EmptyDir(str(backup.claim.size), fills=True), "tmp": EmptyDir("1Gi")}
    return WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels=context.labels(NAME, "database-backup"),
        addresses={Address.of_url(backup.target.url)} if backup.target is not None else set(),
        pod=pod,
    )


def _upload(database: DatabaseSpec, backup: Backup, target: S3Target) -> ContainerDraft:
    credentials = {name: SecretKey(target.secret, name) for name in S3_KEYS}
    return ContainerDraft(
        name=UPLOAD,
        image=image.AWS_CLI,
        runtime="aws",
        command=("/bin/sh", "-c", _UPLOAD),
        env={
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": target.region,
            "BACKUP_BUCKET": target.bucket,
            "BACKUP_FOLDER": FOLDER,
            "BACKUP_KEEP": str(backup.keep),
            "BACKUP_PREFIX": target.prefix,
            "HOME": "/tmp",
            "PGDATABASE": str(database.database),
            **(OTHER_SERVICE | {"AWS_ENDPOINT_URL_S3": target.endpoint} if target.endpoint else {}),
            **credentials,
        },
        resources=_RESOURCES,
        volume_mounts={FOLDER: "backups", "/tmp": "tmp"},
    )
