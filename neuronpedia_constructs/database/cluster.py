"""The Cluster of a `CloudNativePg`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.address import Address
from neuronpedia_constructs.draft.kubernetes.custom_resources import (
    CLUSTER,
    OBJECT_STORE,
    POD_MONITOR,
    SCHEDULED_BACKUP,
    CustomKind,
)
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import ContainerDraft, PodDraft
from neuronpedia_constructs.draft.rendering import pods
from neuronpedia_constructs.draft.workload import Prerequisite
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.network import proxy
from neuronpedia_constructs.network.endpoints import OPERATED_POSTGRES
from neuronpedia_constructs.network.endpoints import POSTGRES as NAME
from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.quantities import canonical

from .backups.target import OTHER_SERVICE, S3_KEYS, S3Target, target_problems
from .draft import DatabaseDraft
from .stateful_set import DATA, EXTENSION_SQL, RESOURCES, data_claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.bridge import Fields
    from neuronpedia_constructs.draft.mixin_scope import MixinScope
    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.network.access import NetworkAccess

    from .cloud_native_pg import CloudNativePg

METRICS = "metrics"
"""Name of the port of the operator's metrics exporter."""

_UID = 26
"""The image's user postgres, which the operator uses."""

_UNKNOWN = (
    "affinity",
    "dns_config",
    "dns_policy",
    "host_aliases",
    "runtime_class_name",
    "scheduler_name",
    "termination_grace_period_seconds",
    "topology_spread_constraints",
)
"""Fields of a pod that a Cluster does not have."""

_RECOMMENDED = "app.kubernetes.io/"
_STORE = "postgres-backups"
_PLUGIN = "barman-cloud.cloudnative-pg.io"


class ClusterPlan(WorkloadPlan[DatabaseDraft]):
    """The database as a Cluster of the CloudNativePG operator, which creates its pods."""

    has_service_account = False

    def __init__(self, context: Context, database: CloudNativePg, access: NetworkAccess, wider: MixinScope) -> None:
        super().__init__(_draft(context, database), wider)
        self._database = database
        self._access = access

    def problems(self, draft: DatabaseDraft) -> Iterator[Problem]:
        """List the changes of mixins for which a Cluster has no field."""
        pod = draft.pod
        others = [*pod.init_containers, *(name for name in pod.containers if name != NAME), *pod.volumes]
        others += [
            *draft.main.env,
            *draft.main.volume_mounts,
            *(name for name in _UNKNOWN if getattr(pod, name) is not None),
        ]
        if others:
            allowed = "the fields of a CloudNativePG Cluster: image, resources, scheduling, labels and annotations"
            fix = "give the mixin to the workloads that need it, not to the environment"
            cause = f"changes of a mixin have no effect on: {', '.join(others)}"
            yield Problem("database.mixin-without-effect", "pods of the database", cause, allowed, fix, warning=True)

    def controllers(self, draft: DatabaseDraft) -> Iterator[KubeObject]:
        """Yield the Cluster, and the objects for its backups and metrics."""
        if self._database.backup is not None:
            yield _object(
                OBJECT_STORE,
                draft,
                _STORE,
                self._store(draft, self._database.backup),
            )
        yield _object(CLUSTER, draft, draft.name, self._cluster(draft))
        if self._database.backup is not None:
            schedule = {
                "backupOwnerReference": "cluster",
                "cluster": {"name": draft.name},
                "method": "plugin",
                "pluginConfiguration": {"name": _PLUGIN},
                # The operator's cron begins with the seconds.
                "schedule": f"0 {self._database.backup_schedule}",
            }
            yield _object(SCHEDULED_BACKUP, draft, draft.name, schedule)
        if self._database.pod_monitor:
            monitor = {
                "podMetricsEndpoints": [{"port": METRICS}],
                "selector": {"matchLabels": OPERATED_POSTGRES},
            }
            yield _object(POD_MONITOR, draft, draft.name, monitor)

    def _cluster(self, draft: WorkloadDraft) -> Fields:
        """Return the specification of the Cluster."""
        pod = draft.pod
        claim = draft.volume_claim_templates[DATA]
        affinity = {
            "nodeSelector": pod.node_selector or None,
            "tolerations": [pod.tolerations[key] for key in sorted(pod.tolerations)] or None,
        }
        archiver = {"name": _PLUGIN, "enabled": True, "isWalArchiver": True, "parameters": {"barmanObjectName": _STORE}}
        return {
            "affinity": affinity if any(affinity.values()) else None,
            "bootstrap": {
                "initdb": {
                    "database": self._database.database,
                    "owner": self._database.user,
                    # As the superuser, whom the services are not.
                    "postInitApplicationSql": [EXTENSION_SQL],
                }
            },
            # With a single instance, its budget would prevent the node from being drained.
            "enablePdb": draft.replicas > 1,
            "imageName": pod.image_source.reference(draft.main.image),
            "imagePullPolicy": pod.image_source.pull_policy(draft.main.image),
            "imagePullSecrets": [{"name": name} for name in sorted(pod.image_pull_secrets)] or None,
            # The operator has recommended labels of its own for what it makes.
            "inheritedMetadata": {
                "annotations": draft.pod_annotations or None,
                "labels": {
                    name: value for name, value in draft.all_labels.items() if not name.startswith(_RECOMMENDED)
                },
            },
            "instances": draft.replicas,
            "plugins": [archiver] if self._database.backup is not None else None,
            "postgresql": {"parameters": self._parameters(draft)},
            "priorityClassName": pod.priority_class_name,
            "resources": {
                "limits": _canonical(draft.main.resources.limits),
                "requests": _canonical(draft.main.resources.requests),
            },
            "storage": {"size": claim.size, "storageClass": claim.storage_class},
        }

    def _parameters(self, draft: WorkloadDraft) -> dict[str, str]:
        # A server that finds huge pages on its node uses them, and is killed if its pod has no share of them.
        has_pages = any(resource.startswith("hugepages-") for resource in draft.main.resources.limits)
        return {
            "huge_pages": "try" if has_pages else "off",
            "max_connections": str(self._database.max_connections),
        }

    def _store(self, draft: WorkloadDraft, target: S3Target) -> Fields:
        """Return the specification of the backup target."""
        env = {"AWS_DEFAULT_REGION": target.region, **proxy.variables(draft, self._access)}
        env |= OTHER_SERVICE if target.endpoint else {}
        keys = dict(zip(("accessKeyId", "secretAccessKey"), S3_KEYS, strict=True))
        return {
            "configuration": {
                "data": {"compression": "gzip"},
                "destinationPath": f"s3://{target.bucket}/{target.prefix}",
                "endpointUrl": target.endpoint,
                "s3Credentials": {field: {"name": target.secret, "key": key} for field, key in keys.items()},
                "wal": {"compression": "gzip"},
            },
            "instanceSidecarConfiguration": {"env": [{"name": name, "value": env[name]} for name in sorted(env)]},
            "retentionPolicy": self._database.backup_retention,
        }


def _canonical(amounts: Mapping[str, str]) -> dict[str, str]:
    return {name: canonical(amount) for name, amount in amounts.items()}


def _object(kind: CustomKind, draft: WorkloadDraft, name: str, spec: Fields) -> KubeObject:
    return KubeObject(kind, kind.module, {"metadata": pods.workload_metadata(draft, name), "spec": spec})


def _draft(context: Context, database: CloudNativePg) -> DatabaseDraft:
    """Return the draft before any mixin. It has only the fields that a Cluster can pass to its pods."""
    container = ContainerDraft(
        name=NAME,
        image=image.CLOUD_NATIVE_PG,
        resources=RESOURCES,
    )
    made = DatabaseDraft(
        name=NAME,
        selector={"app": NAME},
        labels=context.labels(NAME, "database"),
        is_kept=True,
        volume_claim_templates={DATA: data_claim(database.size, database.storage_class)},
        replicas=database.instances if isinstance(database.instances, int) and database.instances > 0 else 1,
        pod=PodDraft(containers={NAME: container}, security_context=pod_identity(_UID)),
    )
    if isinstance(database.backup, S3Target) and not any(target_problems("", database.backup)):
        made.prerequisites.add(Prerequisite("Secret", database.backup.secret, S3_KEYS))
        made.addresses.add(Address.of_url(database.backup.url))
    return made
