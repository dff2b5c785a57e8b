"""What a running database does not take over, and what it cannot read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.facts.parts.fields import first, mapping, text
from neuronpedia_constructs.cli.diff.facts.parts.pods import environment, mounts, named_containers, plain, pod_spec
from neuronpedia_constructs.cli.diff.objects import Key

from .engines import engine_of, postgres_version, system_of
from .risk import Risk
from .secret_values import value_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest, Side

    from .engines import Engine

_JOBS = ("Job", "CronJob")
_RESTORE = "dump it with the old version, and restore the dump into a new volume"


@dataclass(frozen=True)
class _State:
    """A container of a database in one of the files."""

    side: Side
    manifest: Manifest
    container: dict[str, Any]

    @property
    def claims(self) -> set[str]:
        """The claims that it mounts."""
        return {mount.claim for mount in mounts(self.manifest, self.container) if mount.claim}


def unread_settings(old: Side, new: Side) -> Iterator[Risk]:
    """Yield what databases do not take over that find their data folder filled, and data that they cannot read."""
    for key, manifest in new.items():
        if key in old and key.kind not in _JOBS and pod_spec(manifest) is not None:
            before, after = (named_containers(pod_spec(each) or {}) for each in (old[key], manifest))
            for name in sorted(before.keys() & after.keys()):
                engine = engine_of(before[name])
                was, now = _State(old, old[key], before[name]), _State(new, manifest, after[name])
                if engine and was.claims & now.claims:
                    for rule in (_of_settings, _of_folder, _of_scripts):
                        yield from rule(key, engine, was, now)
                    yield from of_version(key, *(text(each.container.get("image")) for each in (was, now)))


def _of_settings(key: Key, engine: Engine, old: _State, new: _State) -> Iterator[Risk]:
    before, after = environment(old.container), environment(new.container)
    for setting, fix in engine.settings.items():
        for name in (setting, f"{setting}_FILE"):
            was, now = before.get(name, {}), after.get(name, {})
            change = ""
            if _meaning(was) != _meaning(now):
                change = f"{name} {_said(name, was)} → {_said(name, now)}"
            elif _secret_changes(key, now, old.side, new.side):
                change = f"{name}: {_said(name, now)} has another value"
            if change:
                more = f"{change}; {engine.name} reads this only when its volume is empty"
                yield Risk(key, "unread-setting", more, fix)


def _meaning(variable: dict[str, Any]) -> Any:
    return variable.get("valueFrom") or variable.get("value")


def _said(name: str, variable: dict[str, Any]) -> str:
    """Return where a variable has its value from, or the value, unless it is a password."""
    for field, kind in (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")):
        source = mapping(first(variable, f"valueFrom.{field}"))
        if source:
            return f"{text(source.get('key'))} of {kind} {text(source.get('name'))}"
    if not variable:
        return "nothing"
    value = text(variable.get("value"))
    return "another password" if "PASSWORD" in name and not name.endswith("_FILE") else value or "something else"


def _secret_changes(key: Key, variable: dict[str, Any], old: Side, new: Side) -> bool:
    """Return whether a variable is taken from a Secret that both files contain, with different values."""
    source = mapping(first(variable, "valueFrom.secretKeyRef"))
    secret = Key("", "Secret", key.namespace, text(source.get("name")))
    return value_changes(old.get(secret), new.get(secret), text(source.get("key")))


def _of_folder(key: Key, engine: Engine, old: _State, new: _State) -> Iterator[Risk]:
    if engine.folder is None:
        return
    name, default = engine.folder["variable"], engine.folder["default"]
    before, after = ((plain(each.container, name) or default).rstrip("/") for each in (old, new))
    if before != after:
        more = (
            f"{name} {before} → {after}: {engine.name} creates an empty database there, and leaves the old one unused"
        )
        fix = f"leave {name} at {before}, or move the folder first, with the server stopped"
        yield Risk(key, "moved-data-folder", more, fix)


def _of_scripts(key: Key, engine: Engine, old: _State, new: _State) -> Iterator[Risk]:
    before, after = _scripts(key, engine, old), _scripts(key, engine, new)
    changed = sorted(str(name) for name in after if after[name] != before.get(name))
    if before and changed:
        more = f"{', '.join(changed)} in {engine.scripts}: {engine.name} runs this only when its volume is empty"
        yield Risk(key, "unread-script", more, "run by hand what the database needs of it")


def _scripts(key: Key, engine: Engine, state: _State) -> dict[str, Any]:
    """Return the scripts that a container runs, as far as ConfigMaps of its file hold them."""
    found: dict[str, Any] = {}
    for mount in mounts(state.manifest, state.container):
        kind, _, name = mount.source.partition(" ")
        if kind == "ConfigMap" and mount.path.startswith(engine.scripts):
            found |= mapping(state.side.get(Key("", "ConfigMap", key.namespace, name), {}).get("data"))
    return found


def of_version(key: Key, before: str, after: str) -> Iterator[Risk]:
    """Yield what a new tag means: another major version cannot read the data, another system sorts texts differently.

    https://www.postgresql.org/docs/current/upgrading.html, https://wiki.postgresql.org/wiki/Locale_data_changes
    """
    was, now = postgres_version(before), postgres_version(after)
    if was and now and was != now:
        more = f"PostgreSQL {was} → {now}: it refuses the data of version {was}, and does not start"
        yield Risk(key, "major-version", more, _RESTORE)
    elif was and now and system_of(before) != system_of(after) and system_of(before) and system_of(after):
        more = f"{system_of(before)} → {system_of(after)}: texts may sort differently, and indexes of them miss rows"
        yield Risk(
            key, "collation", more, "afterwards: REINDEX DATABASE, then ALTER DATABASE … REFRESH COLLATION VERSION"
        )
