"""The Job that brings the database's schema and first rows up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft import image, leaves, render
from neuronpedia_constructs.draft.quantity import Resources
from neuronpedia_constructs.draft.render import KubeObject
from neuronpedia_constructs.draft.wire import digest
from neuronpedia_constructs.draft.workload import ContainerDraft, PodDraft, Scratch, WorkloadDraft
from neuronpedia_constructs.scope import MixinScope
from neuronpedia_constructs.secrets.variables import read_by

from . import postgres
from .service import Service
from .workload import Workload

if TYPE_CHECKING:
    from constructs import Construct

    from neuronpedia_constructs.settings import Settings

NAME = "db-init"

_KEPT_SECONDS = 24 * 60 * 60
_RESOURCES = Resources(requests={"cpu": "500m", "memory": "512Mi"}, limits={"cpu": "1", "memory": "1Gi"})
"""Of both containers: they run one after the other, so the pod takes no more than the larger."""
_UID = 10001
"""The image has no user of its own and would run as root."""

_WAIT = """\
until pg_isready --host "$PGHOST" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --timeout 5; do
  sleep 2
done
"""

# Not the image's db-init.sh, which lets a dotenv file from the build override these variables.
_MIGRATE = """\
set -e
export PATH="$PWD/node_modules/.bin:$PATH"
prisma migrate deploy
prisma db seed
"""


class DatabaseInit(Workload):
    """The database's migrations and seed: a Job `db-init-<hash>` that may run again at any time.

    A Job's pod template cannot be changed, so every change makes a Job of another name. Finished Jobs are removed after
    a day.
    """

    def __init__(self, scope: Construct, service: Service) -> None:
        super().__init__(scope, NAME, service)


def service(settings: Settings, wider: MixinScope) -> Service:
    """Return the database Job of an environment."""
    return Service(draft(settings), MixinScope(wider), workload=job)


def job(draft: WorkloadDraft) -> KubeObject:
    """Return the Job, with a hash of its content in its name."""
    template = render.pod_template(draft)
    spec = {"backoffLimit": 4, "template": template, "ttlSecondsAfterFinished": _KEPT_SECONDS}
    metadata = render.metadata(draft, f"{draft.name}-{digest(spec)[:8]}")
    return KubeObject(k8s.KubeJob, "job", {"metadata": metadata, "spec": spec})


def draft(settings: Settings) -> WorkloadDraft:
    """Return the Job as it is before any mixin."""
    wait = ContainerDraft(
        name="wait-for-postgres",
        image=image.POSTGRES,
        command=("/bin/sh", "-c", _WAIT),
        env={
            "PGHOST": f"{postgres.NAME}.{settings.namespace}.svc",
            "POSTGRES_DB": str(settings.database.database),
            "POSTGRES_USER": str(settings.database.user),
        },
        resources=_RESOURCES,
        security_context=leaves.confined(),
    )
    migrate = ContainerDraft(
        name=NAME,
        image=image.DATABASE_INIT,
        runtime="node",
        command=("/bin/sh", "-c", _MIGRATE),
        env={
            # Prisma would otherwise look for newer versions of itself on the internet.
            "CHECKPOINT_DISABLE": "1",
            "HOME": "/tmp",
            **read_by(NAME),
        },
        resources=_RESOURCES,
        security_context=leaves.confined(),
        mounts={"/tmp": "tmp"},
    )
    return WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels=settings.labels(NAME, "database-migration"),
        pod=PodDraft(
            containers={NAME: migrate},
            init_containers={wait.name: wait},
            restart_policy="OnFailure",
            security_context=leaves.pod_identity(_UID),
            volumes={"tmp": Scratch("1Gi")},
        ),
    )
