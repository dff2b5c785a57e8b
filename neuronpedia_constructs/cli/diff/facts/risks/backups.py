"""Backups of the database that end, become rarer, keep less, or go elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.facts.parts.fields import first, labels_of, mapping, maps, text
from neuronpedia_constructs.cli.diff.facts.parts.pods import containers, mounts, plain, pod_spec

from .risk import Risk
from .schedules import runs_a_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side

_COMPONENT = "app.kubernetes.io/component"
_BUCKET = ("AWS_ENDPOINT_URL_S3", "BACKUP_BUCKET", "BACKUP_PREFIX")
_SOURCE = {"PGHOST": "server", "PGDATABASE": "database"}
_AGE = re.compile(r"([0-9]{1,6})([dwm])")
_DAYS = {"d": 1, "w": 7, "m": 30}


def is_backup(key: Key, manifest: Manifest) -> bool:
    """Return whether an object backs up a database on a schedule."""
    if (key.group, key.kind) == ("postgresql.cnpg.io", "ScheduledBackup"):
        return True
    labelled = labels_of(manifest).get(_COMPONENT) == "database-backup"
    return (key.group, key.kind) == ("batch", "CronJob") and (labelled or "backup" in key.name)


def changed_backups(old: Side, new: Side) -> Iterator[Risk]:
    """Yield what is worse about backups than before."""
    starting = any(key not in old and is_backup(key, new[key]) for key in new)
    for key, manifest in old.items():
        now = new.get(key)
        if key.kind == "ObjectStore" and now is not None:
            yield from _of_store(key, manifest, now, "spec.configuration")
        elif key.kind == "Cluster" and now is not None:
            yield from _of_cluster(key, manifest, now)
        elif is_backup(key, manifest):
            if now is not None:
                yield from _of_schedule(key, manifest, now)
                yield from _of_cron_job(key, manifest, now)
            elif not starting:
                yield _ends(
                    key, "is gone from the file, and no other takes its place: it ends when somebody removes it"
                )


def _ends(key: Key, text: str) -> Risk:
    return Risk(key, "backup-ends", text, "keep a backup, or dump the database yourself before anything else changes")


def _of_schedule(key: Key, old: Manifest, new: Manifest) -> Iterator[Risk]:
    if first(new, "spec.suspend") is True:
        if first(old, "spec.suspend") is not True:
            yield _ends(key, "no longer runs: it is suspended")
        return
    was, now = (text(first(each, "spec.schedule")) for each in (old, new))
    often, rarely = runs_a_year(was), runs_a_year(now)
    if often and rarely and rarely < often:
        more = f"{was} → {now}: it runs {rarely} times a year instead of {often}"
        yield Risk(key, "backup-rarer", more, "the more that is written, the more a failure costs between two runs")


def _of_cron_job(key: Key, old: Manifest, new: Manifest) -> Iterator[Risk]:
    before, after = _keep(old), _keep(new)
    if before and after and after < before:
        fix = "copy the dumps that you need before the next run"
        yield Risk(key, "backup-keeps-fewer", f"keeps {after} dumps instead of {before}, and removes the oldest", fix)
    was, now = _destinations(old), _destinations(new)
    if was != now and was and now:
        more = f"dumps go to {_listed(now)} instead of {_listed(was)}; those so far stay there"
        yield Risk(key, "backup-moves", more, "keep the old place until the new one has enough dumps")
    for name, what in _SOURCE.items():
        source, other = (_values(each, name) for each in (old, new))
        if source and other and source != other:
            more = f"{name} {_listed(source)} → {_listed(other)}: it dumps another {what} from now on"
            yield Risk(key, "backup-source", more, "dump the old one once more, if you still need it")


def _values(manifest: Manifest, name: str) -> list[str]:
    found = (plain(container, name) for container in containers(pod_spec(manifest) or {}))
    return sorted({value for value in found if value})


def _keep(manifest: Manifest) -> int:
    """Return how many dumps stay. A container that only prepares a dump keeps one."""
    return max((int(value) for value in _values(manifest, "BACKUP_KEEP") if value.isdecimal()), default=0)


def _destinations(manifest: Manifest) -> list[str]:
    """Return where dumps go: claims, or a bucket."""
    found = set()
    for container in containers(pod_spec(manifest) or {}):
        found |= {mount.source for mount in mounts(manifest, container) if mount.claim is not None}
        endpoint, bucket, prefix = (plain(container, name) or "" for name in _BUCKET)
        if bucket:
            found.add(f"s3://{bucket}/{prefix}{f' at {endpoint}' if endpoint else ''}")
    return sorted(found)


def _listed(words: list[str]) -> str:
    return " and ".join(words)


def _of_store(key: Key, old: Manifest, new: Manifest, path: str) -> Iterator[Risk]:
    """Yield what is worse about the place of CloudNativePG's backups, which an ObjectStore or a Cluster holds.

    https://cloudnative-pg.io/plugin-barman-cloud/docs/retention/
    """
    was, now = (_age(first(each, f"{path.rpartition('.')[0]}.retentionPolicy")) for each in (old, new))
    if now and (not was or now < was):
        more = f"keeps backups for {now} days instead of {was or 'all'}"
        yield Risk(key, "backup-keeps-fewer", more, "copy the backups that you need first")
    before, after = (
        [text(first(each, f"{path}.{field}")) for field in ("destinationPath", "endpointURL")] for each in (old, new)
    )
    if before != after and before[0] and after[0]:
        places = [" at ".join(filter(None, each)) for each in (after, before)]
        more = f"backups go to {places[0]} instead of {places[1]}; those so far stay there"
        yield Risk(key, "backup-moves", more, "take a base backup at once: the new place has none to restore from")


def _age(policy: object) -> int | None:
    match = _AGE.fullmatch(text(policy))
    return int(match[1]) * _DAYS[match[2]] if match else None


def _of_cluster(key: Key, old: Manifest, new: Manifest) -> Iterator[Risk]:
    before, after = _stores(old), _stores(new)
    if before and not after:
        yield _ends(key, f"no longer archives its write-ahead log in {before}")
    elif before and before != after:
        more = f"archives its write-ahead log in {after} instead of {before}; backups so far stay there"
        yield Risk(key, "backup-moves", more, "take a base backup at once: the new place has none to restore from")
    yield from _of_store(key, old, new, "spec.backup.barmanObjectStore")


def _stores(manifest: Manifest) -> str:
    """Return what a Cluster archives into, in words."""
    for plugin in maps(first(manifest, "spec.plugins")):
        name = text(mapping(plugin.get("parameters")).get("barmanObjectName"))
        if name and plugin.get("enabled") is not False:
            return f"ObjectStore {name}"
    return "its own object store" if mapping(first(manifest, "spec.backup.barmanObjectStore")) else ""
