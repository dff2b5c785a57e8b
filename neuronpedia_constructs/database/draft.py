"""The draft of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.workload import WorkloadDraft

if TYPE_CHECKING:
    from .backups.target import Backup


@dataclass
class DatabaseDraft(WorkloadDraft):
    """The draft of the database. For an external database, it has no containers."""

    backup: Backup | None = None
    """The backup of the database, or None."""
