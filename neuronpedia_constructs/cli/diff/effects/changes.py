"""What `kubectl apply` of the new side does to each object that it made of the old one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.admission.check import faults
from neuronpedia_constructs.cli.diff.admission.versions import too_new
from neuronpedia_constructs.cli.diff.kubernetes.apply import applied
from neuronpedia_constructs.cli.diff.kubernetes.differences import differences
from neuronpedia_constructs.cli.diff.kubernetes.services import updated_service
from neuronpedia_constructs.cli.diff.kubernetes.stored import stored
from neuronpedia_constructs.cli.diff.kubernetes.updates import Refusal, refusals
from neuronpedia_constructs.cli.diff.objects import at, template_path

from .change import ObjectChange
from .claims import shared_claims
from .gaps import gap_of
from .secrecy import hidden
from .settings import changed_keys, settings_of
from .surroundings import Surroundings
from .words import named, template_part, why
from .workloads import number, rollout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neuronpedia_constructs.cli.diff.admission.fault import Fault
    from neuronpedia_constructs.cli.diff.kubernetes.differences import Difference
    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side

    from .change import Effect, Presence
    from .workloads import Rollout

_LEVEL: Final = "correct the pods, or lower the namespace's label pod-security.kubernetes.io/enforce"


def changes(old: Side, new: Side) -> tuple[ObjectChange, ...]:
    """Return what becomes of every object of both sides: those of the new side first, in its order."""
    around = Surroundings(old, new)
    found = [_aged(_change(key, old, new, around)) for key in new]
    found += [_removed(key, old[key]) for key in old if key not in new]
    spread = len({each.key.namespace for each in found if each.key.namespace}) > 1
    return tuple(replace(each, spread=True) for each in found) if spread else tuple(found)


def _aged(change: ObjectChange) -> ObjectChange:
    """Return a change with what only some supported versions of Kubernetes accept."""
    if change.change == "unchanged" or change.new is None:
        return change
    before = set(too_new(change.old)) if change.old else set()
    older = tuple(f"{each.path}: {each.message}" for each in too_new(change.new) if each not in before)
    return replace(change, older=older) if older else change


def _removed(key: Key, old: Manifest) -> ObjectChange:
    return ObjectChange(key, old, None, "removed", "left-behind")


def _change(key: Key, old: Side, new: Side, around: Surroundings) -> ObjectChange:
    before, after = old.get(key), new[key]
    if before == after:
        return ObjectChange(key, before, after, "unchanged", "none")
    if before is None or faults(before):
        # An object that the server refused is not there.
        return _added(key, before, after, around)
    live, wanted = stored(before), stored(after)
    fields = hidden(key, differences(live, wanted))
    asked = updated_service(live, stored(applied(live, before, after)))
    found = ObjectChange(key, before, after, "changed", "none", fields, live=None if asked == wanted else asked)
    # The merge makes a third object only of what neither file has.
    states = [updated_service(live, after), *([] if found.live is None else [asked])]
    if refused := (*_invalid(*states), *refusals(live, asked)):
        reasons = tuple(f"{each.place}: {each.message}" for each in refused)
        return replace(found, effect="rejected", refusals=refused, why=reasons)
    really = hidden(key, differences(live, asked))
    if template_path(after) is None or key.kind in {"Job", "CronJob", "Pod", "PodTemplate"}:
        effect: Effect = "in-place" if really else "none"
        return replace(found, effect=effect, why=_reasons(really, key, old, new), notes=_kept(fields, really))
    return _workload(found, (live, asked), really, (old, new), around)


def _added(key: Key, before: Manifest | None, after: Manifest, around: Surroundings) -> ObjectChange:
    change: Presence = "added" if before is None else "changed"
    refused = _invalid(after)
    banned = () if refused else _not_admitted(key, after, around)
    # The pods of a workload are refused to its controller, and a Pod to the person.
    if refused := refused or (banned if key[:2] == ("", "Pod") else ()):
        reasons = tuple(f"{each.place}: {each.message}" for each in refused)
        return ObjectChange(key, before, after, change, "rejected", refusals=refused, why=reasons)
    effect: Effect = "runs" if key[:2] == ("batch", "Job") else "created"
    return ObjectChange(key, before, after, change, effect, refusals=banned)


def _workload(
    found: ObjectChange,
    states: tuple[Manifest, Manifest],
    really: Sequence[Difference],
    sides: tuple[Side, Side],
    around: Surroundings,
) -> ObjectChange:
    key, (live, asked) = found.key, states
    refused = _not_admitted(key, asked, around)
    if not really and at(live, ("spec", "template")) == at(asked, ("spec", "template")):
        return replace(found, notes=_kept(found.fields, really))
    made: Rollout = rollout(live, asked, really, admitted=not refused, fewest=around.fewest(key))
    touched = made.effect == "down" or bool(made.notes)
    templates = [at(each, ("spec", "template")) for each in (live, asked)]
    gap = None
    if made.gap:
        settings = settings_of(templates[1], key.namespace, sides[1])
        gap = gap_of(templates[0], templates[1], settings, alone=True)
    return replace(
        found,
        effect=made.effect,
        why=_reasons(really, key, *sides),
        refusals=refused if touched else (),
        notes=(*made.notes, *(shared_claims(templates[1], key.namespace, sides) if made.gap is False else ())),
        gap=made.gap,
        gap_seconds=gap if made.effect == "restarts" else None,
        stops=number(asked) == 0 < number(live),
    )


def _reasons(really: Sequence[Difference], key: Key, old: Side, new: Side) -> tuple[str, ...]:
    """Return what changes in the words for pods, and what else does field by field."""
    pods = why(really, partial(changed_keys, old, new, key.namespace))
    return (*pods, *named([each for each in really if not template_part(each.path)]))


def _invalid(*versions: Manifest) -> tuple[Refusal, ...]:
    """Return what the server finds wrong with the first version of an object that it refuses."""
    found: list[Fault] = next(filter(None, map(faults, versions)), [])
    return tuple(Refusal(each.path, each.message, ("correct the manifest",)) for each in found)


def _not_admitted(key: Key, manifest: Manifest, around: Surroundings) -> tuple[Refusal, ...]:
    """Return why the pods of an accepted object are not admitted."""
    level = around.level(key.namespace)
    return tuple(
        Refusal("its pods", f'are not admitted at the Pod Security level "{level}": {each}', (_LEVEL,))
        for each in around.refused(key, manifest)
    )


def _kept(fields: Sequence[Difference], really: Sequence[Difference]) -> tuple[str, ...]:
    """Return what a manifest no longer says, and the server keeps."""
    if really or not fields:
        return ()
    places = ", ".join(each.place for each in fields)
    return (f"{places} stays as it is: the server keeps it.",)
