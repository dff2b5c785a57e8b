"""What `neuronpedia-constructs diff` costs: manifests of a given size, in which every workload has another image."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

import yaml

MANIFEST: Final = Path(__file__).parent.parent / "dist" / "production.k8s.yaml"
COPIES: Final = (1, 4, 16)
"""How many environments stand in one file."""
RUNS: Final = 7


def main() -> None:
    objects = [each for each in yaml.load_all(MANIFEST.read_text("utf-8"), yaml.CSafeLoader) if each]
    print("objects a side  wall s, median of", RUNS)
    for copies in COPIES:
        print(f"{len(objects) * copies:14}  {measured(written(objects, copies)):6.2f}")


def written(objects: list[dict[str, object]], copies: int) -> str:
    """Return a file with the objects in several namespaces."""
    texts = [
        yaml.dump_all(objects, Dumper=yaml.CSafeDumper).replace("neuronpedia\n", f"np-{n}\n") for n in range(copies)
    ]
    return "---\n".join(texts)


def measured(manifests: str) -> float:
    """Return the seconds of a whole process that compares the manifests with those of another release."""
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old.yaml"), Path(folder, "new.yaml")
        old.write_text(manifests, encoding="utf-8")
        new.write_text(manifests.replace(":v1.4.2", ":v1.5.0"), encoding="utf-8")
        command = [sys.executable, "-m", "neuronpedia_constructs", "diff", str(old), str(new)]
        times = []
        for _ in range(RUNS):
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - started)
    return median(times)


if __name__ == "__main__":
    main()
