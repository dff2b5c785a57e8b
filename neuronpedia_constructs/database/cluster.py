"""The database as a Cluster of the CloudNativePG operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft import image, render
from neuronpedia_constructs.draft.address import Address
from neuronpedia_constructs.draft.kubernetes import custom_resources
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.security_contexts import confined, pod_identity
from neuronpedia_constructs.draft.pod import ContainerDraft, PodDraft
from neuronpedia_constructs.draft.workload import Prerequisite, WorkloadDraft
from neuronpedia_constructs.network import proxy
from neuronpedia_constructs.validation.problems import Problem

from . import stateful_set
from .backups.target import OTHER_SERVICE, S3_KEYS, S3Target, target_problems
from .spec import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.kubernetes.bridge import Fields
    from neuronpedia_constructs.environment.settings import Settings

    from .choices import CloudNativePg

SELECTOR = {"cnpg.io/cluster": NAME}
"""The label that the operator gives to the pods of instances, and to those of the Jobs that make them."""

METRICS = "metrics"
"""Name of the port at which the operator's exporter answers."""

_UID = 26
"""The image's user stateful_set, as whom the operator runs it."""

_UNKNOWN = (
    "affinity",
    "host_aliases",
    "runtime_class_name",
    "scheduler_name",
    "termination_grace_period_seconds",
    "topology_spread_constraints",
)
"""What a mixin may ask of a pod, and the operator is not told."""

_RECOMMENDED = "app.kubernetes.io/"
_STORE = "postgres-backups"
_PLUGIN = "barman-cloud.cloudnative-pg.io"


def draft(settings: Settings, choice: CloudNativePg) -> WorkloadDraft:
    """Return the database as it is before any mixin: what the operator's pods are told, and nothing else of them."""
    container = ContainerDraft(
        name=NAME,
        image=image.CLOUD_NATIVE_PG,
        resources=stateful_set.RESOURCES,
        security_context=confined(),
    )
    made = WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels=settings.labels(NAME, "database"),
        is_kept=True,
        claims={stateful_set.DATA: stateful_set.claim(choice.size, choice.storage_class)},
        replicas=choice.instances if isinstance(choice.instances, int) and choice.instances > 0 else 1,
        pod=PodDraft(containers={NAME: container}, security_context=pod_identity(_UID)),
    )
    if isinstance(choice.backup, S3Target) and not any(target_problems("", choice.backup)):
        made.prerequisites.add(Prerequisite("Secret", choice.backup.secret, S3_KEYS))
        made.addresses.add(Address.of_url(choice.backup.url))
    return made


def check(draft: WorkloadDraft) -> Iterator[Problem]:
    """List what mixins ask of pods that the operator makes, and that it knows nothing of."""
    pod = draft.pod
    others = [*pod.init_containers, *(name for name in pod.containers if name != NAME), *pod.volumes]
    others += [*draft.main.env, *draft.main.mounts, *(name for name in _UNKNOWN if getattr(pod, name) is not None)]
    if others:
        allowed = "what a Cluster of CloudNativePG has: image, resources, scheduling, labels and annotations"
        fix = "give the mixin to the services that it is for, rather than to the environment"
        given = f"changed by a mixin, which has no effect on: {', '.join(others)}"
        yield Problem("pods of the database", given, allowed, fix, warning=True)


def objects(settings: Settings, choice: CloudNativePg, draft: WorkloadDraft) -> Iterator[KubeObject]:
    """Yield the Cluster, and what belongs to its backups and its metrics."""
    if choice.backup is not None:
        yield _object(
            custom_resources.OBJECT_STORE,
            draft,
            _STORE,
            _store(settings, draft, choice.backup, choice.backup_retention),
        )
    yield _object(custom_resources.CLUSTER, draft, draft.name, _cluster(settings, choice, draft))
    if choice.backup is not None:
        schedule = {
            "backupOwnerReference": "cluster",
            "cluster": {"name": draft.name},
            "method": "plugin",
            "pluginConfiguration": {"name": _PLUGIN},
            # The operator's cron begins with the seconds.
            "schedule": f"0 {choice.backup_schedule}",
        }
        yield _object(custom_resources.SCHEDULED_BACKUP, draft, draft.name, schedule)
    if choice.pod_monitor:
        monitor = {
            "podMetricsEndpoints": [{"port": METRICS}],
            "selector": {"matchLabels": SELECTOR},
        }
        yield _object(custom_resources.POD_MONITOR, draft, draft.name, monitor)


def _object(kind: custom_resources.CustomKind, draft: WorkloadDraft, name: str, spec: Fields) -> KubeObject:
    return KubeObject(kind, kind.module, {"metadata": render.noted(draft, name), "spec": spec})


def _cluster(settings: Settings, choice: CloudNativePg, draft: WorkloadDraft) -> Fields:
    pod = draft.pod
    claim = draft.claims[stateful_set.DATA]
    affinity = {
        "nodeSelector": pod.node_selector or None,
        "tolerations": [pod.tolerations[key] for key in sorted(pod.tolerations)] or None,
    }
    archiver = {"name": _PLUGIN, "isWalArchiver": True, "parameters": {"barmanObjectName": _STORE}}
    return {
        "affinity": affinity if any(affinity.values()) else None,
        "bootstrap": {
            "initdb": {
                "database": settings.database_config.database,
                "owner": settings.database_config.user,
                # As the superuser, whom the services are not.
                "postInitApplicationSql": [stateful_set.EXTENSION_SQL],
            }
        },
        # With a single instance, its budget would keep the node from being drained for ever.
        "enablePdb": draft.replicas > 1,
        "imageName": pod.image_source.reference(draft.main.image),
        "imagePullPolicy": pod.image_source.pull_policy(draft.main.image),
        "imagePullSecrets": [{"name": name} for name in sorted(pod.image_pull_secrets)] or None,
        # The operator has recommended labels of its own for what it makes.
        "inheritedMetadata": {
            "annotations": draft.annotations or None,
            "labels": {name: value for name, value in draft.all_labels.items() if not name.startswith(_RECOMMENDED)},
        },
        "instances": draft.replicas,
        "plugins": [archiver] if choice.backup is not None else None,
        "postgresql": {"parameters": {"max_connections": str(choice.max_connections)}},
        "priorityClassName": pod.priority_class_name,
        "resources": {
            "limits": dict(draft.main.resources.limits),
            "requests": dict(draft.main.resources.requests),
        },
        "storage": {"size": claim.size, "storageClass": claim.storage_class},
    }


def _store(settings: Settings, draft: WorkloadDraft, target: S3Target, retention: str) -> Fields:
    env = {"AWS_DEFAULT_REGION": target.region, **proxy.variables(draft, settings)}
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
        "retentionPolicy": retention,
    }
