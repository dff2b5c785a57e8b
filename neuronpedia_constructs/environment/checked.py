"""The check of objects, each of which is looked at once."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.configuration.secrets.literals import literal_problems
from neuronpedia_constructs.draft.rules.objects.check import object_problems
from neuronpedia_constructs.draft.rules.objects.places import as_text

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest
    from neuronpedia_constructs.validation.problems import Problem

_known: Final[dict[bytes | str, tuple[Problem, ...]]] = {}
_MOST: Final = 1000


def checked(manifest: Manifest) -> tuple[Problem, ...]:
    """Return the problems of an object. One that is the same as an earlier one is not looked at again.

    A test asks for the problems of an app and then synthesizes it, and leaving out a mixin changes few objects.
    """
    key = _key(manifest)
    found = _known.get(key)
    if found is None:
        if len(_known) >= _MOST:
            _known.clear()
        text = as_text(manifest)
        found = _known[key] = (*object_problems(manifest, text), *literal_problems(manifest, text))
    return found


def _key(manifest: Manifest) -> bytes | str:
    """Return what differs between objects that differ. Most are plain values, for which JSON would take longer."""
    try:
        # From version 3 on, the form also depends on which values are the same object.
        return marshal.dumps(manifest, 2)
    except ValueError:
        return as_text(manifest)
