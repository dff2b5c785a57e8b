"""The command `neuronpedia-constructs`: its arguments, and which part answers."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code."""
    _find_node()
    given = parser().parse_args(arguments)
    # Only what is asked for is loaded: the constructs, and with them Node.js, take half a second.
    if given.command == "models":
        from . import models  # noqa: PLC0415

        return models.run(as_json=given.json)
    if given.command == "images":
        from . import images  # noqa: PLC0415

        return images.run(given.environment, app=given.app, as_json=given.json)
    if given.command == "admin":
        from .admin import command as admin  # noqa: PLC0415

        return admin.run(given.environment, app=given.app, email=given.email, name=given.name)
    if given.command == "restore":
        from . import restore  # noqa: PLC0415

        return restore.run(given.environment, app=given.app, dump=given.dump, into=given.into)
    from . import secrets  # noqa: PLC0415

    return secrets.run(given.environment, app=given.app, env_file=given.from_env_file, existing=given.existing)


def parser() -> argparse.ArgumentParser:
    """Return what understands the arguments of the command."""
    main_parser = argparse.ArgumentParser(prog="neuronpedia-constructs", description="Neuronpedia on Kubernetes.")
    commands = main_parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    models = commands.add_parser("models", help="list the models of the catalogue")
    models.add_argument("--json", action="store_true", help="print them as JSON, with all figures in bytes")

    images = commands.add_parser(
        "images",
        help="list every image that an environment runs",
        description=(
            "List every image that the pods of an environment run, one on each line, as the manifests name it. Where "
            "a mirror is set, the second column has the image that has to be copied there."
        ),
    )
    _of_environment(images)
    images.add_argument("--json", action="store_true", help="print them as JSON, with the workloads that run them")

    secrets = commands.add_parser(
        "secrets",
        help="print the Secrets that an environment needs, for kubectl apply -f -",
        description=(
            "Print the Secrets that the pods of an environment refer to, as YAML on standard output and nowhere else. "
            "A value is taken from the file, the existing Secrets or the environment of this process, in this order. "
            "What is in none of them is chosen at random where it is ours to choose, and reported where it is not."
        ),
    )
    _of_environment(secrets)
    secrets.add_argument("--from-env-file", metavar="FILE", help="a dotenv file with values, such as .env")
    secrets.add_argument(
        "--existing",
        metavar="FILE",
        help="what `kubectl get secrets -o yaml` printed, or - for standard input: what is there is kept",
    )

    admin = commands.add_parser(
        "admin",
        help="print what makes an administrator with an API key, for kubectl apply -f -",
        description=(
            "Print a Secret with a new API key, and a Job that gives the key to the person with this mail address and "
            "makes that person an administrator. A person whom the site does not know yet is added to it."
        ),
    )
    _of_environment(admin)
    admin.add_argument("--email", required=True, metavar="ADDRESS", help="mail address of the person")
    admin.add_argument("--name", metavar="NAME", help="name of a new person; default: made of the address")
    restore = commands.add_parser(
        "restore",
        help="print a Job that lists the dumps of a database or restores one, for kubectl create -f -",
        description=(
            "Print a Job, as YAML on standard output. Without --from, it lists the dumps that PostgresBackup has made. "
            "With --from, it restores one into a new database, checks that, and renames it and the live one, which is "
            "kept; if anything fails before, the live one stays as it is. docs/backups.md has the whole procedure."
        ),
    )
    _of_environment(restore)
    restore.add_argument("--from", dest="dump", metavar="DUMP", help="name of a dump, or latest")
    restore.add_argument(
        "--into",
        metavar="DATABASE",
        help="an empty database to restore into, where the user may not make one; default: the Job makes one",
    )
    return main_parser


def _of_environment(command: argparse.ArgumentParser) -> None:
    command.add_argument("environment", metavar="ENVIRONMENT", help="name of an environment of the app")
    command.add_argument("--app", default="main.py", metavar="FILE", help="the app; default: main.py")


def _find_node() -> None:
    """Let jsii find the Node.js that is installed beside this command, also where no virtual environment is active."""
    folder = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", "")])
