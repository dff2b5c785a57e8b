"""`neuronpedia-constructs secrets --list`: the keys that an environment reads, and where their values come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.needed import NeededKey, needed_keys
from neuronpedia_constructs.configuration.secrets.sources import ExternalSecrets
from neuronpedia_constructs.configuration.secrets.variables import OWN_SECRETS, by_name
from neuronpedia_constructs.database import references

from .tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.environment.plan import Plan

_HEADINGS = ("SECRET", "KEY", "NEEDED BY", "VALUE", "PURPOSE")
_ORIGINS = {
    "chosen": "any random text",
    "composed": "composed from the password",
    "issued": "from its provider",
}
_PASSWORD = "POSTGRES_PASSWORD"


def lines(plan: Plan) -> Iterator[str]:
    """Yield the lines of the list, without any value."""
    keys = needed_keys(plan.drafts())
    if isinstance(plan.secrets, ExternalSecrets):
        yield from _of_store(plan, plan.secrets, keys)
        keys = [key for key in keys if key.secret not in OWN_SECRETS]
        if not keys:
            return
        yield ""
        yield "The operator does not create these Secrets:"
    yield from table([_HEADINGS, *(_row(plan, key) for key in keys)])


def _of_store(plan: Plan, source: ExternalSecrets, keys: list[NeededKey]) -> Iterator[str]:
    """Yield the properties that the entry of a store must have."""
    composed = references.composed(plan.database, "")
    own = [key for key in keys if key.secret in OWN_SECRETS]
    read = {key.name: key for key in own if key.name not in composed}
    if len(read) < len(own):
        # The operator composes the addresses from the password.
        read.setdefault(_PASSWORD, NeededKey("", _PASSWORD, set()))
    yield f"{source.kind} {source.store}: the entry {source.path} must have these properties:"
    yield from table([_HEADINGS[1:], *(_row(plan, read[name])[1:] for name in sorted(read))])


def _row(plan: Plan, key: NeededKey) -> tuple[str, ...]:
    variable = by_name().get(key.name)
    value, purpose = (_ORIGINS[variable.origin], variable.what) if variable else ("your own", "")
    if key.name == _PASSWORD and not plan.database.password_is_chosen:
        value = "the password of the database's user"
    return (key.secret, key.name, ", ".join(sorted(key.required_by)) or "optional", value, purpose)
