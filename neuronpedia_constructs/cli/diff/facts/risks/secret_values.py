"""Whether the values of a Secret differ. Nothing here returns one."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.facts.parts.fields import mapping, text

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest


def value_changes(old: Manifest | None, new: Manifest | None, key: str) -> bool:
    """Return whether two Secrets both have a key, with different values."""
    if old is None or new is None:
        return False
    before, after = _value(old, key), _value(new, key)
    return before is not None and after is not None and before != after


def _value(secret: Manifest, key: str) -> bytes | None:
    """Return a value. Of two, the plain one counts: https://kubernetes.io/docs/concepts/configuration/secret/."""
    written, encoded = (mapping(secret.get(field)).get(key) for field in ("stringData", "data"))
    if isinstance(written, str):
        return written.encode(errors="replace")
    if not isinstance(encoded, str):
        return None
    try:
        return base64.b64decode(encoded)
    except (binascii.Error, ValueError):
        return text(encoded).encode(errors="replace")
