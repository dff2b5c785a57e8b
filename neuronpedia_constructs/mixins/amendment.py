"""Let mixins amend finished objects."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.kubernetes.bridge import digest
from neuronpedia_constructs.draft.kubernetes.manifests import manifest
from neuronpedia_constructs.validation.problems import Problem, quoted

from .application import Setters, name_of, once, raised
from .changes import changes
from .mixin import Mixin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from constructs import IMixin

    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest
    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject

_IDENTITY = (("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace"))
"""Fields that no mixin may change, because other objects refer to them."""


@dataclass(frozen=True)
class Amended:
    """An object after mixins have amended it."""

    made: KubeObject
    manifest: Manifest
    """The object as it will be written."""
    mixins: str
    """The names of the mixins that changed it."""


def amending(levels: Iterable[Sequence[IMixin]], *, workload: bool) -> list[list[Mixin]]:
    """Return the mixins of each level that amend objects, either of workloads or of none."""

    def amends(mixin: Mixin) -> bool:
        return type(mixin).amend is not Mixin.amend and (mixin.amends_workloads or not workload)

    return [[mixin for mixin in level if isinstance(mixin, Mixin) and amends(mixin)] for level in levels]


def amend(made: KubeObject, levels: Sequence[Sequence[Mixin]], namespace: str) -> tuple[Amended, list[Problem]]:
    """Return an object as the mixins of each level amend it, and the problems.

    Args:
        made: the object.
        levels: the mixins that may amend it, widest scope first.
        namespace: the environment's namespace.
    """
    before = manifest(made, namespace)
    after = deepcopy(before)
    names: list[str] = []
    problems: list[Problem] = []
    for level in levels:
        setters = Setters()
        for mixin in once(level):
            earlier = deepcopy(after)
            problems += _amend(mixin, before, after)
            if changed := changes(earlier, after):
                problems += setters.add(mixin, changed)
                names.append(name_of(mixin))
    if problems or before == after:
        return Amended(made, before, ""), problems
    return Amended(_changed(made, before, after), after, " and ".join(names)), []


def _amend(mixin: IMixin, before: Manifest, after: Manifest) -> Iterator[Problem]:
    """Let one mixin amend a manifest. An exception becomes a problem."""
    if not isinstance(mixin, Mixin) or any(not problem.warning for problem in mixin.problems()):
        return  # wrong arguments are reported once for the scope that it was given to
    change: Callable[[Manifest], object] = mixin.amend
    try:
        returned = change(after)
    except Exception as error:
        yield raised(mixin, error)
        return
    if returned is not None:
        cause = f"amend of {name_of(mixin)} returns a value of type {type(returned).__name__}, which has no effect"
        allowed = "None: amend changes the object that it gets"
        yield Problem("amendment.returned", "manifest", cause, allowed, "change the object in place")
    try:
        # As plain as JSON: keys are strings, and tuples are lists.
        plain = json.loads(json.dumps(after, allow_nan=False))
    except (TypeError, ValueError) as error:
        cause = f"{name_of(mixin)} sets a value that JSON does not have: {error}"
        allowed = "dictionaries, lists, strings, numbers, booleans and None"
        yield Problem("amendment.not-json", "manifest", cause, allowed, "convert the value, for example with str()")
        return
    after.clear()
    after.update(plain)
    yield from _identity_problems(mixin, before, after)


def _identity_problems(mixin: Mixin, before: Manifest, after: Manifest) -> Iterator[Problem]:
    for place in _IDENTITY:
        if _at(after, place) != _at(before, place):
            cause = f"{name_of(mixin)} changes it to {quoted(_at(after, place))}"
            yield Problem(
                "amendment.identity-changed",
                ".".join(place),
                cause,
                quoted(_at(before, place)),
                "change the mixin to keep it",
            )


def _at(value: object, place: Sequence[str]) -> object:
    for key in place:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _changed(made: KubeObject, before: Manifest, after: Manifest) -> KubeObject:
    """Return an object with the fields of a manifest."""
    if {**before, "metadata": None} == {**after, "metadata": None}:
        metadata = {**made.fields["metadata"], **after["metadata"]}
        gone = dict.fromkeys(before["metadata"].keys() - after["metadata"].keys())
        metadata = {**metadata, **gone}
        metadata.pop("namespace", None)
        return replace(made, fields={**made.fields, "metadata": metadata})
    if after["kind"] == "Job" and before["spec"].get("template") != after["spec"].get("template"):
        # A Job's pods cannot be changed, so its name says what they are.
        stem = str(after["metadata"]["name"]).rpartition("-")[0]
        after["metadata"]["name"] = f"{stem}-{digest(after['spec'])[:8]}"
    return replace(made, amended=after)
