"""The command `neuronpedia-constructs`: its arguments and subcommands."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NoReturn

from neuronpedia_constructs.upstream.lines import CURRENT, NAMES
from neuronpedia_constructs.validation.problems import visible

from .diff.flags import FLAGS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DIFF = """\
Say what `kubectl apply` of the new manifests does to a cluster with the old ones: what it refuses, which data are at
risk, which pods restart and for how long they are away, which Jobs run, which connections open, what must exist first.
Without OLD and NEW, dist/ is compared with dist/ in git's HEAD. The exit code is 1 if --fail-on finds something, and 2
if the manifests cannot be compared."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code."""
    given = parser().parse_args(arguments)
    return _COMMANDS[given.command](given)


# Each loads only its own module: the constructs and Node.js take half a second.
def _models(given: argparse.Namespace) -> int:
    from . import models  # noqa: PLC0415

    return models.run(upstream=given.upstream, as_json=given.json)


def _images(given: argparse.Namespace) -> int:
    from . import images  # noqa: PLC0415

    return images.run(given.environment, app=given.app, as_json=given.json, contract=given.contract)


def _check_images(given: argparse.Namespace) -> int:
    from . import images  # noqa: PLC0415

    return images.check(given.environment, app=given.app)


def _admin(given: argparse.Namespace) -> int:
    from .admin import command as admin  # noqa: PLC0415

    return admin.run(given.environment, app=given.app, email=given.email, name=given.name)


def _restore(given: argparse.Namespace) -> int:
    from . import restore  # noqa: PLC0415

    return restore.run(given.environment, app=given.app, dump=given.dump, into=given.into)


def _diff(given: argparse.Namespace) -> int:
    from .diff import command as diff  # noqa: PLC0415

    return diff.run(given.old, given.new, base=given.base, style=given.format, fail_on=given.fail_on)


def _secrets(given: argparse.Namespace) -> int:
    from . import secrets  # noqa: PLC0415

    return secrets.run(
        given.environment,
        app=given.app,
        env_file=given.from_env_file,
        existing=given.existing,
        list_keys=given.list_keys,
    )


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "admin": _admin,
    "check-images": _check_images,
    "diff": _diff,
    "images": _images,
    "models": _models,
    "restore": _restore,
    "secrets": _secrets,
}


class _Parser(argparse.ArgumentParser):
    """A parser whose errors show control characters in arguments as escapes."""

    def error(self, message: str) -> NoReturn:
        """Print the message with the usage, and end with exit code 2."""
        super().error(visible(message))


def parser() -> argparse.ArgumentParser:
    """Return the parser for the command's arguments."""
    main_parser = _Parser(prog="neuronpedia-constructs", description="Run Neuronpedia on Kubernetes.")
    commands = main_parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    models = commands.add_parser("models", help="list the models in the catalogue")
    models.add_argument("--json", action="store_true", help="print JSON, with all sizes in bytes")
    models.add_argument(
        "--upstream",
        choices=NAMES,
        default=CURRENT,
        help="the line of Neuronpedia's own services whose figures to print; default: current",
    )

    images = commands.add_parser(
        "images",
        help="list every image that an environment runs",
        description=(
            "List every image that the pods of an environment run, one per line, as the manifests name it. If a mirror "
            "is set, the second column has the image to copy to it."
        ),
    )
    _of_environment(images)
    images.add_argument("--json", action="store_true", help="print JSON, with the workloads that run each image")
    images.add_argument(
        "--contract", action="store_true", help="print what the manifests expect of Neuronpedia's own images instead"
    )

    check_images = commands.add_parser(
        "check-images",
        help="print Jobs that look into the images of an environment, for kubectl apply -f -",
        description=(
            "Print a Job for each of Neuronpedia's own images. It runs the image with the user and the restrictions "
            "of its pods, and logs what is missing. The namespace and the registry's pull Secret must exist; nothing "
            "else need be deployed."
        ),
    )
    _of_environment(check_images)

    secrets = commands.add_parser(
        "secrets",
        help="print the Secrets of an environment, for kubectl apply -f -",
        description=(
            "Print the Secrets that the pods of an environment refer to, as YAML and only to standard output. Each "
            "value comes from the file, the existing Secrets, or the environment of this process, in this order. A "
            "value that is in none of them is generated if possible, and reported if a provider must issue it."
        ),
    )
    _of_environment(secrets)
    secrets.add_argument("--from-env-file", metavar="FILE", help="a dotenv file with values, such as .env")
    secrets.add_argument(
        "--existing",
        metavar="FILE",
        help="output of `kubectl get secrets -o yaml`, or - for standard input; its values are kept",
    )

    secrets.add_argument(
        "--list",
        dest="list_keys",
        action="store_true",
        help="print only the keys, with the workloads that need them and where their values come from",
    )

    admin = commands.add_parser(
        "admin",
        help="print a Job that creates an administrator with an API key, for kubectl apply -f -",
        description=(
            "Print a Secret with a new API key, and a Job that gives the key to the user with this mail address and "
            "makes that user an administrator. If the site has no such user, the Job creates one."
        ),
    )
    _of_environment(admin)
    admin.add_argument("--email", required=True, metavar="ADDRESS", help="mail address of the user")
    admin.add_argument("--name", metavar="NAME", help="name of a new user; default: derived from the address")
    restore = commands.add_parser(
        "restore",
        help="print a Job that lists the dumps of a database or restores one, for kubectl create -f -",
        description=(
            "Print a Job, as YAML on standard output. Without --from, it lists the dumps of PostgresBackup. With "
            "--from, it restores a dump into a new database, checks the result, and renames both databases; the live "
            "one is kept. If a step fails, the live database stays as it is. docs/backups.md has the whole procedure."
        ),
    )
    _of_environment(restore)
    restore.add_argument("--from", dest="dump", metavar="DUMP", help="name of a dump, or latest")
    restore.add_argument(
        "--into",
        metavar="DATABASE",
        help="an empty database to restore into, if the user may not create one; default: the Job creates one",
    )
    _add_diff(commands.add_parser("diff", help="say what a change of manifests does to a cluster", description=_DIFF))
    return main_parser


def _add_diff(diff: argparse.ArgumentParser) -> None:
    diff.add_argument("old", nargs="?", metavar="OLD", help="a file or a folder, or - for standard input")
    diff.add_argument("new", nargs="?", metavar="NEW", help="the same for the new side; a missing one is empty")
    diff.add_argument("--base", metavar="REVISION", help="compare with dist/ where the branch left this revision")
    diff.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="default: text")
    diff.add_argument(
        "--fail-on",
        type=_flags,
        default=(),
        metavar="WHAT",
        help=f"end with exit code 1 if the change has one of these, separated by commas: {', '.join(FLAGS)}",
    )


def _flags(words: str) -> tuple[str, ...]:
    found = tuple(word.strip() for word in words.split(","))
    if wrong := [word for word in found if word not in FLAGS]:
        raise argparse.ArgumentTypeError(f"{', '.join(map(repr, wrong))}; allowed: {', '.join(FLAGS)}")
    return found


def _of_environment(command: argparse.ArgumentParser) -> None:
    command.add_argument("environment", metavar="ENVIRONMENT", help="name of an environment in the app")
    command.add_argument("--app", default="main.py", metavar="FILE", help="file with the app; default: main.py")
