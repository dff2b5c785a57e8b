"""How many pods a workload has, and how many of them may be away."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Autoscaled:
    """A number of pods that follows the load."""

    min_replicas: int
    max_replicas: int
    cpu_percent: int
    """CPU that the pods use on average, in percent of what they request, which the number of pods is to keep."""


@dataclass(frozen=True)
class Budget:
    """How many pods an eviction, as in the drain of a node, may take away: one of the two, a number or a percentage."""

    min_available: int | str | None = None
    max_unavailable: int | str | None = None


ONE_AT_A_TIME = Budget(max_unavailable=1)
