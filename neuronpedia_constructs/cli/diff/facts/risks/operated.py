"""What CloudNativePG does not take over of a Cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.facts.parts.fields import first, mapping, text

from .engines import postgres_version
from .risk import Risk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side


def operated_databases(old: Side, new: Side) -> Iterator[Risk]:
    """Yield what changes about Clusters that their instances keep, or that their data decide."""
    for key, manifest in new.items():
        if (key.group, key.kind) == ("postgresql.cnpg.io", "Cluster") and key in old:
            yield from _of_bootstrap(key, old[key], manifest)
            yield from _of_storage(key, old[key], manifest)
            yield from _of_version(key, old[key], manifest)


def _of_bootstrap(key: Key, old: Manifest, new: Manifest) -> Iterator[Risk]:
    """https://cloudnative-pg.io/documentation/current/bootstrap/."""
    before, after = (_leaves(mapping(first(each, "spec.bootstrap"))) for each in (old, new))
    changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    if changed:
        more = f"bootstrap.{', bootstrap.'.join(changed)}: the operator reads this only when it creates the cluster"
        yield Risk(key, "unread-setting", more, "change the same in the database by hand")


def _leaves(part: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of `bootstrap` by path, two floors deep: `initdb.database`."""
    return {
        f"{name}.{field}": value
        for name, fields in part.items()
        for field, value in (fields.items() if isinstance(fields, dict) else [("", fields)])
    }


def _of_storage(key: Key, old: Manifest, new: Manifest) -> Iterator[Risk]:
    """https://cloudnative-pg.io/documentation/current/storage/."""
    for volume in ("storage", "walStorage"):
        before, after = (text(first(each, f"spec.{volume}.storageClass")) for each in (old, new))
        if before != after and first(old, f"spec.{volume}"):
            classes = f"{before or 'default'} → {after or 'default'}"
            more = f"{volume}.storageClass {classes}: claims that exist keep their class"
            fix = "delete one standby after the other, with its claim, so that the operator clones it"
            yield Risk(key, "unread-setting", more, fix)


def _of_version(key: Key, old: Manifest, new: Manifest) -> Iterator[Risk]:
    """https://cloudnative-pg.io/documentation/current/postgres_upgrades/."""
    was, now = (postgres_version(text(first(each, "spec.imageName"))) for each in (old, new))
    if was and now and now > was:
        more = f"PostgreSQL {was} → {now}: the operator stops the database and converts its data with pg_upgrade"
        yield Risk(key, "major-version", more, "back up first, with an operator from 1.26; then take a new base backup")
    elif was and now and now < was:
        more = f"PostgreSQL {was} → {now}: the operator refuses an older version"
        yield Risk(key, "major-version", more, "dump the database, and restore it into a new Cluster")
