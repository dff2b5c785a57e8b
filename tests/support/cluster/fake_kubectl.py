"""A kubectl that keeps objects in a file: as much of it as the commands in the documents need.

It is a program of its own, so that the commands can be run by a shell as they stand in the documents. It starts often,
so it imports nothing that is slow.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]

Manifest = dict[str, Any]

GROUPS = {
    "Deployment": "apps",
    "StatefulSet": "apps",
    "CronJob": "batch",
    "Job": "batch",
    "NetworkPolicy": "networking.k8s.io",
    "Ingress": "networking.k8s.io",
    "HorizontalPodAutoscaler": "autoscaling",
    "PodDisruptionBudget": "policy",
}


def install(folder: Path, store: Path, pods: dict[str, dict[str, str]] | None = None) -> None:
    """Write the program into a folder; `pods` are the variables of the database's pod, by namespace."""
    folder.mkdir(parents=True, exist_ok=True)
    given = {"PYTHONPATH": str(ROOT), "KUBECTL_STORE": str(store), "KUBECTL_PODS": json.dumps(pods or {})}
    variables = " ".join(f"{name}={shlex.quote(value)}" for name, value in given.items())
    (folder / "kubectl").write_text(
        f'#!/bin/sh\n{variables} exec {sys.executable} -m tests.support.cluster.fake_kubectl "$@"\n'
    )
    (folder / "kubectl").chmod(0o755)


def run(block: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a block of a document in a folder with a `bin/kubectl`."""
    environ = {"PATH": os.pathsep.join([str(folder / "bin"), os.environ["PATH"]]), "LC_ALL": "C"}
    command = ["bash", "-euo", "pipefail", "-c", block]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def save(store: Path, objects: list[Manifest]) -> None:
    store.write_text(json.dumps(objects))


def load(store: Path) -> list[Manifest]:
    found: list[Manifest] = json.loads(store.read_text()) if store.exists() else []
    return found


def key(found: Manifest) -> tuple[str, str, str]:
    """What tells an object from others in a cluster."""
    metadata = found["metadata"]
    return (found["kind"], "" if found["kind"] == "Namespace" else metadata["namespace"], metadata["name"])


def apply(store: Path, objects: list[Manifest]) -> None:
    """Make and change objects, and delete none; keys that are gone from the values of one stay in it."""
    cluster = {key(found): found for found in load(store)}
    for new in objects:
        old = cluster.get(key(new), {})
        merged = {**old, **new}
        if new["kind"] == "Secret":
            merged["data"] = {**old.get("data", {}), **new["data"]}
        cluster[key(new)] = merged
    save(store, list(cluster.values()))


def matches(found: Manifest, selector: str | None) -> bool:
    """Tell whether a label selector of equalities selects an object."""
    labels: dict[str, str] = found["metadata"].get("labels", {})
    for condition in (selector or "").split(","):
        name, unequal, value = condition.partition("!=")
        if unequal and labels.get(name) == value:
            return False
        name, equal, value = condition.partition("=")
        if equal and not unequal and labels.get(name) != value:
            return False
    return True


def full_name(found: Manifest) -> str:
    group = GROUPS.get(found["kind"], "")
    return f"{found['kind'].lower()}{'.' if group else ''}{group}/{found['metadata']['name']}"


def selected(given: Namespace) -> list[Manifest]:
    """The objects that the arguments of `get` and `delete` name."""
    in_namespace = [
        found for found in load(given.store) if key(found)[1] in ((given.namespace,) if given.namespace else ("",))
    ]
    if given.arguments and "/" in given.arguments[0]:
        wanted = [tuple(argument.split("/")) for argument in given.arguments]
    elif given.arguments[1:]:
        wanted = [(given.arguments[0], name) for name in given.arguments[1:]]
    else:
        kinds = given.arguments[0].replace("secrets", "secret").split(",")
        return [found for found in in_namespace if found["kind"].lower() in kinds and matches(found, given.selector)]
    by_name = {(found["kind"].lower(), found["metadata"]["name"]): found for found in in_namespace}
    missing = [name for name in wanted if name not in by_name]
    if missing and not given.ignore_not_found:
        sys.exit(f"Error from server (NotFound): {missing}")
    return [by_name[name] for name in wanted if name in by_name]


def delete(given: Namespace) -> None:
    gone = {key(found) for found in selected(given)}
    if given.cascade != "orphan":
        gone |= {("Secret", namespace, name) for kind, namespace, name in gone if kind == "ExternalSecret"}
    namespaces = {name for kind, _, name in gone if kind == "Namespace"}
    kept = [found for found in load(given.store) if key(found) not in gone and key(found)[1] not in namespaces]
    save(given.store, kept)


def get(given: Namespace) -> None:
    found = selected(given)
    if given.output == "name":
        print("".join(f"{full_name(one)}\n" for one in found), end="")
    else:
        made = {"apiVersion": "v1", "items": found, "kind": "List", "metadata": {"resourceVersion": ""}}
        print(yaml.safe_dump(made), end="")


def apply_file(given: Namespace) -> None:
    text = sys.stdin.read() if given.filename == "-" else Path(given.filename).read_text()
    objects = [
        found
        for found in yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if found and matches(found, given.selector)
    ]
    if not objects:
        sys.exit("error: no objects passed to apply")
    if given.dry_run == "client":
        print("".join(f"{full_name(one)}\n" for one in objects), end="")
    else:
        apply(given.store, objects)


def execute(command: list[str], given: Namespace) -> None:
    """Run a command with the variables of the database's pod; as over the network, its streams are pipes."""
    pods: dict[str, dict[str, str]] = json.loads(os.environ["KUBECTL_PODS"])
    text = sys.stdin.buffer.read() if given.i else b""
    result = subprocess.run(command, env=pods[given.namespace], input=text, stdout=subprocess.PIPE, check=False)
    sys.stdout.buffer.write(result.stdout)
    sys.exit(result.returncode)


def main(arguments: list[str]) -> None:
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    parser = ArgumentParser(allow_abbrev=False)
    parser.add_argument("--namespace", "-n")
    parser.add_argument("--selector", "-l")
    parser.add_argument("--filename", "-f")
    parser.add_argument("--output", "-o")
    parser.add_argument("--dry-run")
    parser.add_argument("--ignore-not-found", action="store_true")
    parser.add_argument("--cascade")
    parser.add_argument("--replicas")
    parser.add_argument("--timeout")
    parser.add_argument("-i", action="store_true")
    parser.add_argument("verb", choices=["apply", "delete", "exec", "get", "rollout", "scale"])
    parser.add_argument("arguments", nargs="*")
    given = parser.parse_intermixed_args(arguments[:cut])
    given.store = Path(os.environ["KUBECTL_STORE"])
    calls: dict[str, Any] = {"apply": apply_file, "delete": delete, "get": get}
    if given.verb == "exec":
        execute(arguments[cut + 1 :], given)
    elif given.verb in calls:
        calls[given.verb](given)


if __name__ == "__main__":
    main(sys.argv[1:])
