"""The sections that say what becomes of objects: refused, restarted, run, changed in place, and left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.objects import at

from .section import BAD, CARE, Command, Item, duration, section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.cli.diff.effects.change import ObjectChange
    from neuronpedia_constructs.cli.diff.kubernetes.updates import Refusal
    from neuronpedia_constructs.cli.diff.objects import Key

    from .section import Section

_COMPONENT: Final = ("metadata", "labels", "app.kubernetes.io/component")
DOES: Final = {
    "database-migration": "migrates the database",
    "database-backup": "backs up the database",
    "database-index": "builds the index for semantic search",
    "database-restore": "restores the database",
    "service-discovery": "tells the webapp where the inference servers are",
    "administrator": "creates an administrator",
    "image-check": "looks into an image",
}
"""What the Jobs of a component do, by the label `app.kubernetes.io/component`."""
MEANWHILE: Final = {
    "database": "the site does not work meanwhile",
    "inference-server": "nobody can use its model meanwhile",
    "website": "the site is away meanwhile",
}
"""What it means that a component is away."""
_WITH_DATA: Final = {
    ("", "PersistentVolumeClaim"),
    ("", "PersistentVolume"),
    ("", "Namespace"),
    ("", "Secret"),
    ("apps", "StatefulSet"),
    ("postgresql.cnpg.io", "Cluster"),
}
"""Kinds whose removal loses data, by group."""


def refused(changes: Sequence[ObjectChange]) -> Section:
    """Return what `kubectl apply` refuses, and whose pods are not admitted."""
    now = [_refused(each) for each in changes if each.refusals]
    aged = [
        Item(f"{each.label} on some versions of Kubernetes", each.older, tone=CARE) for each in changes if each.older
    ]
    return section("Refused", (*now, *aged))


def _refused(change: ObjectChange) -> Item:
    said = [each.message if not each.place else f"{each.place}: {each.message}" for each in change.refusals]
    steps = dict.fromkeys(step for each in change.refusals for step in each.steps)
    head = change.label
    if change.effect != "rejected":
        away = "the old pods go, and no new one comes" if change.effect == "down" else "no new pod comes"
        head = f"{head} is accepted, and {away}"
        said = _grouped(change.refusals)
    return Item(head, (*said, *change.notes, *map(_step, steps)), BAD)


def _grouped(refusals: Sequence[Refusal]) -> list[str]:
    return [f"{each.place} {each.message}" for each in refusals]


def _step(step: str) -> str:
    return Command(step) if step.startswith("kubectl ") else step


def restarts(changes: Sequence[ObjectChange]) -> Section:
    """Return the workloads whose pods are replaced, or whose number changes."""
    found = [each for each in changes if each.effect in {"restarts", "down", "scales"}]
    return section("Restarts", (_restart(each) for each in found))


def _restart(change: ObjectChange) -> Item:
    tone = CARE if change.gap or change.effect == "down" else "plain"
    meanwhile = MEANWHILE.get(str(at(change.manifest, _COMPONENT))) if change.gap or change.stops else None
    told = [*([] if change.refusals else change.notes), *([meanwhile] if meanwhile else [])]
    details = (*(["; ".join(change.why)] if change.why else ()), *told)
    return Item(f"{change.label}: {away(change)}", details, tone=tone)


def away(change: ObjectChange) -> str:
    """Return how long a workload is away, in words."""
    if change.effect == "down":
        return "goes away, and does not come back"
    if change.effect == "scales":
        return "its number of pods changes"
    if not change.gap:
        return "no gap" if change.gap is False else "replaced"
    gap = change.gap_seconds
    if gap is None or gap.likely is None:
        return "away for a time"
    most = f", at most {duration(gap.most)}" if gap.most and gap.most > gap.likely else ""
    return f"away about {duration(gap.likely)}{most}"


def runs(changes: Sequence[ObjectChange]) -> Section:
    """Return the Jobs that run, those that do not run again, and the CronJobs that change."""
    return section("Runs", _runs(changes))


def _runs(changes: Sequence[ObjectChange]) -> Iterator[Item]:
    for change in changes:
        kind = (change.key.group, change.key.kind)
        if kind == ("batch", "Job") and change.effect == "runs":
            yield Item(f"{change.label} runs{_purpose(change)}")
        elif kind == ("batch", "Job") and change.effect == "in-place":
            yield Item(f"{change.label} does not run again", ("; ".join(change.why),))
        elif kind == ("batch", "CronJob") and change.effect in {"in-place", "created"}:
            does = _purpose(change)
            verb = "changes" if change.effect == "in-place" else f"runs at {at(change.manifest, ('spec', 'schedule'))}"
            yield Item(f"{change.label} {verb}{does}", tuple(each for each in ("; ".join(change.why),) if each))


def _purpose(change: ObjectChange) -> str:
    does = DOES.get(str(at(change.manifest, _COMPONENT)))
    return f": it {does}" if does else ""


def in_place(changes: Sequence[ObjectChange]) -> Section:
    """Return the objects that change and replace no pod."""
    return section("In place", _in_place(changes))


def _in_place(changes: Sequence[ObjectChange]) -> Iterator[Item]:
    for change in changes:
        if change.effect == "in-place" and change.key.kind not in {"Job", "CronJob"}:
            note = "" if change.is_known else " (compared as text: not one of Kubernetes' own kinds)"
            yield Item(f"{change.label}: {'; '.join(change.why)}{note}", () if change.refusals else change.notes)
        elif change.effect == "none" and change.notes:
            yield Item(f"{change.label}: {' '.join(change.notes)}")


def created(changes: Sequence[ObjectChange]) -> Section:
    """Return the new objects, a line for each kind."""
    found: dict[str, list[str]] = {}
    for change in changes:
        if change.effect == "created":
            found.setdefault(change.key.kind, []).append(change.label.partition(" ")[2])
    return section("New", (Item(f"{kind} {', '.join(names)}") for kind, names in found.items()))


def left_behind(changes: Sequence[ObjectChange]) -> Section:
    """Return the objects that apply leaves in the cluster, with the commands that remove them."""
    found = [each for each in changes if each.effect == "left-behind"]
    return section("Left behind", (*(_left(each) for each in found if _has_data(each.key)), *_others(found)))


def _has_data(key: Key) -> bool:
    return (key.group, key.kind) in _WITH_DATA


def _left(change: ObjectChange) -> Item:
    key = change.key
    return Item(f"{change.label}, with its data", (Command(f"{_kubectl(key.namespace)} delete {_named(key)}"),), CARE)


def _others(changes: Sequence[ObjectChange]) -> Iterator[Item]:
    """Yield one line for each object without data, and one command for all of a namespace beneath the last one."""
    plain = [each for each in changes if not _has_data(each.key)]
    for namespace in dict.fromkeys(each.key.namespace for each in plain):
        *found, last = [each for each in plain if each.key.namespace == namespace]
        names = " ".join(_named(each.key) for each in (*found, last))
        yield from (Item(each.label) for each in found)
        yield Item(last.label, (Command(f"{_kubectl(namespace)} delete {names}"),))


def _named(key: Key) -> str:
    kind = key.kind.lower() + (f".{key.group}" if "." in key.group else "")
    return f"{kind}/{key.name}"


def _kubectl(namespace: str) -> str:
    return f"kubectl --namespace {namespace}" if namespace else "kubectl"
