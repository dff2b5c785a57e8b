"""What may happen to data: what stays behind, what is deleted, and what a running database does not take over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .risks.backups import changed_backups
from .risks.claims import deleted_claims, moved_mounts, shared_claims
from .risks.databases import unread_settings
from .risks.left_behind import left_behind, starts_empty
from .risks.operated import operated_databases
from .risks.pruning import unprotected

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Side

    from .risks.risk import Risk

_RULES = (
    deleted_claims,
    starts_empty,
    moved_mounts,
    unread_settings,
    operated_databases,
    changed_backups,
    shared_claims,
    left_behind,
    unprotected,
)
"""The rules, those on data that are gone first."""


def data_risks(old: Side, new: Side) -> tuple[Risk, ...]:
    """Return the risks of a change to data, those that need somebody who prunes last."""
    found = dict.fromkeys(
        risk for rule in _RULES for risk in sorted(rule(old, new), key=lambda risk: (risk.key, risk.text))
    )
    return tuple(sorted(found, key=lambda risk: risk.only_if_pruned))
