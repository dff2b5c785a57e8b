"""The base of drafts: objects whose fields are known."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar


class DraftFields:
    """A draft that refuses fields that it does not have, so that no misspelt one is ignored."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    if not TYPE_CHECKING:  # otherwise type checkers would accept any field

        def __setattr__(self, name: str, value: object) -> None:
            known = type(self).__dataclass_fields__
            if name not in known:
                nearest = get_close_matches(name, known, n=1, cutoff=0.5)
                meant = f"; did you mean {nearest[0]!r}?" if nearest else f"; it has: {', '.join(known)}"
                raise AttributeError(f"{type(self).__name__} has no field {name!r}{meant}")
            object.__setattr__(self, name, value)
