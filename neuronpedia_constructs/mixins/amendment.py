"""Let mixins amend finished objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from neuronpedia_constructs.draft.kubernetes.bridge import Manifest, digest
from neuronpedia_constructs.draft.kubernetes.manifests import manifest
from neuronpedia_constructs.validation.problems import Problem, quoted

from .application import Setters, once
from .changes import changes
from .guard import FAILURES, Around, has_wrong_arguments, is_own, name_of, origin, raised
from .mixin import Mixin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from constructs import IMixin

    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject

_IDENTITY = (("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace"))
"""Fields that no mixin may change, because other objects refer to them."""


Check = Callable[[Manifest], Collection[Problem]]
"""Returns the problems of an object."""


class Amendment(NamedTuple):
    """An object after mixins have amended it."""

    made: KubeObject
    manifest: Manifest
    """The object as it will be written."""
    problems: list[Problem]
    """What is wrong with the amendments. If anything is, they have no effect."""


def amending(levels: Iterable[Sequence[IMixin]], *, workload: bool) -> list[list[Mixin]]:
    """Return the mixins of each level that amend objects, either of workloads or of none."""

    def amends(mixin: Mixin) -> bool:
        return type(mixin).amend is not Mixin.amend and (mixin.amends_workloads or not workload)

    return [[mixin for mixin in level if isinstance(mixin, Mixin) and amends(mixin)] for level in levels]


def amend(made: KubeObject, levels: Sequence[Sequence[Mixin]], namespace: str, check: Check) -> Amendment:
    """Return an object as the mixins of each level amend it, and the problems.

    Args:
        made: the object.
        levels: the mixins that may amend it, widest scope first.
        namespace: the environment's namespace.
        check: returns the problems of an amended object.
    """
    before = manifest(made, namespace)
    after = deepcopy(before)
    problems: list[Problem] = []
    for level in levels:
        setters = Setters()
        for mixin in once(level):
            earlier = deepcopy(after)
            found = _amend(mixin, before, after) or list(_new_problems(mixin, before, earlier, after, check))
            problems += found
            if not all(problem.warning for problem in found):
                after = earlier  # so that what one mixin did wrong is not found again after the next
            elif changed := changes(earlier, after):
                problems += setters.add(mixin, changed)
    if before == after or not all(problem.warning for problem in problems):
        return Amendment(made, before, problems)
    return Amendment(_changed(made, before, after), after, problems)


def _amend(mixin: Mixin, before: Manifest, after: Manifest) -> list[Problem]:
    """Let one mixin amend a manifest, and return what makes that impossible. An exception becomes a problem."""
    if has_wrong_arguments(mixin):
        return []  # they are reported once for the scope that it was given to
    change: Callable[[Manifest], object] = mixin.amend
    try:
        returned = change(after)
    except FAILURES as error:
        return [raised(mixin, error, "amend")]
    if returned is not None:
        cause = f"amend of {name_of(mixin)} returns a value of type {type(returned).__name__}, which has no effect"
        allowed = "None: amend changes the object that it gets"
        return [Problem("amendment.returned", "manifest", cause, allowed, "change the object in place")]
    try:
        # As plain as JSON: keys are strings, and tuples are lists.
        plain = json.loads(json.dumps(after, allow_nan=False))
    except (RecursionError, TypeError, ValueError) as error:
        cause = f"{name_of(mixin)} sets a value that JSON does not have: {error}"
        allowed = "dictionaries, lists, strings, numbers, booleans and None"
        return [Problem("amendment.not-json", "manifest", cause, allowed, "convert the value, for example with str()")]
    after.clear()
    after.update(plain)
    return list(_identity_problems(mixin, before, after))


def _new_problems(
    mixin: Mixin, before: Manifest, earlier: Manifest, after: Manifest, check: Check
) -> Iterator[Problem]:
    """Yield the problems of an object that it did not have before a mixin, with the line that caused them."""
    found = check(after) if earlier != after else ()
    known = check(earlier) if found else ()
    for problem in found:
        if problem not in known:
            yield _attributed(mixin, problem, before, earlier, check)


def _attributed(mixin: Mixin, problem: Problem, before: Manifest, earlier: Manifest, check: Check) -> Problem:
    """Return a problem that a mixin caused, with the line that did."""

    def is_wrong(around: Around) -> bool:
        trial = deepcopy(earlier)
        around(lambda: _amend(mixin, before, trial))
        return problem in check(trial)

    where = origin(mixin, is_wrong) if is_own(mixin) else name_of(mixin)
    return replace(problem, cause=f"{problem.cause} (amended by {where})")


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
