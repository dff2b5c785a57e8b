"""A stand-in for kubectl and for the cluster behind it: as much of both as the commands in the documents need."""

from __future__ import annotations

import os
import re
import subprocess
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.support import waiting
from tests.support.building import Manifest

from .objects import Key, full_names, key, matches, value
from .stand_ins import Answer, stand_in


class Outcome(NamedTuple):
    """How a Job has ended."""

    code: int
    log: str


class RefusedError(Exception):
    """What kubectl says on standard error, and ends with 1."""


class Cluster:
    """The objects of a cluster, and the folder of a person who uses it."""

    def __init__(
        self,
        folder: Path,
        pods: Mapping[str, dict[str, str]] | None = None,
        run_job: Callable[[Manifest], Outcome] | None = None,
    ) -> None:
        self.folder = folder
        self.pods = pods or {}
        """The variables of the database's pod, by namespace."""
        self.run_job = run_job
        """What runs a Job that is created."""
        self.objects: dict[Key, Manifest] = {}
        self.said: dict[Key, str] = {}
        """The logs of Jobs."""
        self.calls: list[str] = []
        """What kubectl was asked to change, besides creating a Job."""
        self.refused: set[str] = set()
        """The first words of what it is not able to do."""
        self.verbs: dict[str, Callable[[Namespace], str]] = {
            "apply": self.apply_file,
            "create": self.create,
            "delete": self.delete,
            "get": self.get,
            "logs": self.logs,
            "scale": self.scale,
            "wait": self.wait,
        }

    def run(self, block: str, *, strict: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a block of a document in a shell in the folder; strictly, up to the first command that fails."""
        programs = (self.folder / "bin", self.folder / ".venv" / "bin")
        environ = {"PATH": os.pathsep.join([*map(str, programs), os.environ["PATH"]]), "LC_ALL": "C"}
        command = ["bash", *(["-euo", "pipefail"] if strict else []), "-c", block]
        return waiting.run(command, cwd=self.folder, env=environ, capture_output=True, text=True, check=False)

    def apply(self, objects: list[Manifest]) -> None:
        """Make and change objects, and delete none; a number of pods and keys of Secrets that are not told stay."""
        for new in objects:
            old = self.objects.get(key(new), {})
            merged = {**old, **new}
            if part := {"Secret": "data", "Deployment": "spec"}.get(new["kind"]):
                merged[part] = {**old.get(part, {}), **new[part]}
            self.objects[key(new)] = merged

    def answer(self, given: list[str], sent: bytes) -> Answer:
        """Answer as kubectl does."""
        cut = given.index("--") if "--" in given else len(given)
        asked = PARSER.parse_intermixed_args(given[:cut], Namespace(sent=sent))
        if asked.verb in ("apply", "delete", "scale") and not asked.dry_run:
            self.calls.append(" ".join(given[2:] if given[0] == "-n" else given))
        if asked.verb in self.refused:
            return Answer(1)
        try:
            if asked.verb == "exec":
                return self.execute(given[cut + 1 :], asked)
            said = self.verbs[asked.verb](asked) if asked.verb in self.verbs else ""
        except RefusedError as refused:
            return Answer(1, b"", f"{refused}\n".encode())
        return Answer(out=said.encode())

    def execute(self, command: list[str], asked: Namespace) -> Answer:
        """Run a command with the variables of the database's pod."""
        environ = self.pods[asked.namespace]
        result = waiting.run(command, env=environ, input=asked.sent, capture_output=True, check=False)
        return Answer(result.returncode, result.stdout, result.stderr)

    def apply_file(self, asked: Namespace) -> str:
        text = asked.sent if asked.filename == "-" else (self.folder / asked.filename).read_bytes()
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        objects = [found for found in yaml.load_all(text, loader) if found and matches(found, asked.selector)]
        if not objects:
            raise RefusedError("error: no objects passed to apply")
        if not asked.dry_run:
            self.apply(objects)
        return full_names(objects) if asked.dry_run else ""

    def create(self, asked: Namespace) -> str:
        """Create a Job, and run it."""
        if asked.copied:
            kind, name = asked.copied.split("/")
            (origin,) = self.selected(kind, [name], asked)
            metadata = {"name": asked.arguments[1], "namespace": asked.namespace}
            job = {"kind": "Job", "metadata": metadata, "spec": origin["spec"]["jobTemplate"]["spec"]}
        else:
            job = yaml.safe_load(asked.sent)
        if not job:
            raise RefusedError("error: no objects passed to create")
        self.objects[key(job)] = job
        if self.run_job:
            code, self.said[key(job)] = self.run_job(job)
            job["status"] = {"failed" if code else "succeeded": 1}
        return full_names([job])

    def delete(self, asked: Namespace) -> str:
        gone = {key(found) for found in self.named(asked)}
        if asked.cascade != "orphan":
            gone |= {("Secret", namespace, name) for kind, namespace, name in gone if kind == "ExternalSecret"}
        namespaces = {name for kind, _, name in gone if kind == "Namespace"}
        for place in [place for place in self.objects if place in gone or place[1] in namespaces]:
            del self.objects[place]
        return ""

    def get(self, asked: Namespace) -> str:
        found = self.named(asked)
        if asked.output == "name":
            return full_names(found)
        if asked.output == "yaml":
            made = {"apiVersion": "v1", "items": found, "kind": "List", "metadata": {"resourceVersion": ""}}
            return yaml.safe_dump(made)
        ((one,), path) = (found, asked.output.removeprefix("jsonpath="))
        return re.sub(r"\{\.([\w.]+)\}", lambda part: str(value(one, part[1].split("."))), path)

    def logs(self, asked: Namespace) -> str:
        if not asked.arguments:
            # Of pods, which have the labels of their Job here.
            asked.arguments = ["job"]
        return "".join(self.said[key(found)] for found in self.named(asked))

    def wait(self, asked: Namespace) -> str:
        if not all("succeeded" in found.get("status", {}) for found in self.named(asked)):
            raise RefusedError("error: timed out waiting for the condition")
        return ""

    def scale(self, asked: Namespace) -> str:
        for found in self.named(asked):
            found["spec"] = {**found["spec"], "replicas": int(asked.replicas)}
        return ""

    def named(self, asked: Namespace) -> list[Manifest]:
        """The objects that arguments name: `kind/name ...`, `kind name ...`, or kinds, with a selector."""
        if "/" in asked.arguments[0]:
            pairs = [argument.split("/") for argument in asked.arguments]
            return [found for kind, name in pairs for found in self.selected(kind, [name], asked)]
        return self.selected(asked.arguments[0], asked.arguments[1:], asked)

    def selected(self, kinds: str, wanted: list[str], asked: Namespace) -> list[Manifest]:
        among = [kind.partition(".")[0].replace("secrets", "secret") for kind in kinds.split(",")]
        of_kind = [
            found
            for (kind, namespace, _), found in self.objects.items()
            if kind.lower() in among and namespace == (asked.namespace or "")
        ]
        if not wanted:
            return [found for found in of_kind if matches(found, asked.selector)]
        chosen = [found for found in of_kind if found["metadata"]["name"] in wanted]
        if len(chosen) < len(wanted) and not asked.ignore_not_found:
            raise RefusedError(f"Error from server (NotFound): {kinds} {wanted}")
        return chosen


def _parser() -> ArgumentParser:
    made = ArgumentParser(allow_abbrev=False)
    for short, long in (
        ("-n", "namespace"),
        ("-l", "selector"),
        ("-f", "filename"),
        ("-o", "output"),
        ("-c", "container"),
    ):
        made.add_argument(short, f"--{long}")
    for name in ("cascade", "dry-run", "for", "replicas", "tail", "timeout"):
        made.add_argument(f"--{name}")
    made.add_argument("--from", dest="copied")
    for name in ("--all-containers", "--ignore-not-found", "--prefix", "-i"):
        made.add_argument(name, action="store_true")
    verbs = ["apply", "create", "delete", "exec", "get", "logs", "port-forward", "rollout", "scale", "wait"]
    made.add_argument("verb", choices=verbs)
    made.add_argument("arguments", nargs="*")
    return made


PARSER = _parser()


@contextmanager
def cluster(
    folder: Path,
    pods: Mapping[str, dict[str, str]] | None = None,
    run_job: Callable[[Manifest], Outcome] | None = None,
) -> Iterator[Cluster]:
    """A cluster without objects, and `kubectl` in a folder."""
    made = Cluster(folder, pods, run_job)
    with stand_in(folder / "bin" / "kubectl", made.answer):
        yield made
