"""What an API server refuses of one object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.kubernetes.stored import stored

from .schema import schema_faults
from .values.walk import value_faults
from .versions import removed_faults

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest

    from .fault import Fault


def faults(manifest: Manifest) -> list[Fault]:
    """Return what the API server of the newest Kubernetes refuses of an object, as `kubectl apply` creates it.

    Values are looked at only where the schema is kept. An object of a kind that is not Kubernetes' own has no faults.
    """
    # The server fills in its defaults before it looks at values.
    found = [*removed_faults(manifest)] or [*schema_faults(manifest)] or value_faults(stored(manifest))
    return list(dict.fromkeys(found))
