"""`make bench`: what synthesis costs, beside the least that any cdk8s app costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from statistics import median
from typing import TypedDict

from . import comparison

SIZES = (1, 10, 50, 200)
PAIRS = 15
"""How often one environment is measured against the floor, in turn; the median counts."""


class Figures(TypedDict):
    """What one run prints, and how long its whole process took."""

    wall_seconds: float
    environments: int
    objects: int
    calls: int
    synthesis_seconds: float
    python_mib: float
    node_mib: float


def main() -> None:
    run("floor")  # fills the file cache
    pairs = [(run("floor"), run("environments", "1")) for _ in range(PAIRS)]
    floor = middle([first for first, _ in pairs])
    one = middle([second for _, second in pairs])
    ratio = median(second["wall_seconds"] / first["wall_seconds"] for first, second in pairs)
    results = [one, *(middle([run("environments", str(size)) for _ in range(3)]) for size in SIZES[1:])]

    print("environments  objects  wall s  ms/environment  ms/object  calls/object  Python MiB  Node MiB")
    print(f"{'floor':>12}  {0:7}  {floor['wall_seconds']:6.2f}  {'':14}  {'':9}  {'':12}  {memory(floor)}")
    for result in results:
        milliseconds = 1000 * result["synthesis_seconds"]
        print(
            f"{result['environments']:12}  {result['objects']:7}  {result['wall_seconds']:6.2f}"
            f"  {milliseconds / result['environments']:14.1f}  {milliseconds / result['objects']:9.2f}"
            f"  {result['calls'] / result['objects']:12.2f}  {memory(result)}"
        )
    ten, two_hundred = (per_environment(results[SIZES.index(size)]) for size in (10, 200))
    print(f"\none environment / floor: {ratio:.2f}  (at most 1.3; median of {PAIRS} pairs)")
    print(f"time per environment, 200 / 10: {two_hundred / ten:.2f}  (at most 1.3)\n")
    comparison.main()


def run(module: str, *arguments: str) -> Figures:
    """Run one measurement in a process of its own."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    # With compiled modules, which pip writes for an installed package, whatever this shell says about writing them.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    output = subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout
    figures: Figures = json.loads(output)
    figures["wall_seconds"] = time.perf_counter() - started
    return figures


def middle(runs: list[Figures]) -> Figures:
    """Return the run whose time is the median."""
    return sorted(runs, key=lambda figures: figures["wall_seconds"])[len(runs) // 2]


def per_environment(figures: Figures) -> float:
    return figures["synthesis_seconds"] / figures["environments"]


def memory(figures: Figures) -> str:
    return f"{figures['python_mib']:10.0f}  {figures['node_mib']:8.0f}"


if __name__ == "__main__":
    main()
