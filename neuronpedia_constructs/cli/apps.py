"""Find the environments of an app without synthesizing it."""

from __future__ import annotations

import contextlib
import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cdk8s import App

from neuronpedia_constructs.environment.synthesis import Synthesis, find_problems
from neuronpedia_constructs.validation.problems import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.environment.plan import Plan


class UnknownError(Exception):
    """The app or the environment does not exist or is invalid. The message lists what exists."""


REFUSED = 1
"""Exit code for an invalid app or argument; argparse uses 2."""


def refuse(command: str, message: str) -> int:
    """Print why a command does nothing, and return its exit code."""
    print(f"neuronpedia-constructs {command}: {message}", file=sys.stderr)
    return REFUSED


def find_valid(file: str, environment: str) -> Plan:
    """Return the plan of a valid environment of a valid app.

    Raises:
        UnknownError: there is no such environment, or the app is invalid.
    """
    app, plan = find_app(file, environment)
    if problems := find_problems(app):
        raise UnknownError(report(problems))
    return plan


def find_app(file: str, environment: str) -> tuple[App, Plan]:
    """Run a file, and return the app with the environment, and its plan.

    The app's `synth` does nothing, and its output goes to standard error.

    Raises:
        UnknownError: the file or the environment does not exist.
        InvalidAppError: never; callers look for problems themselves.
    """
    path = Path(file)
    if not path.is_file():
        raise UnknownError(f"there is no file {file}; name the app with --app")
    apps, ended = _run(path)
    plans = [(app, found.plan) for app in apps if (known := Synthesis.find(app)) for found in known.environments]
    for app, plan in plans:
        if plan.name == environment:
            return app, plan
    names = ", ".join(plan.name for _, plan in plans) or "none"
    early = f". It ended early: sys.exit({ended.code!r})" if ended else ""
    raise UnknownError(f"{file} has no environment {environment!r}; it has: {names}{early}")


def _run(path: Path) -> tuple[list[App], SystemExit | None]:
    """Run a file like `python <file>`. Return the apps that it creates, and its SystemExit if it exits by itself."""
    created: list[App] = []
    ended: SystemExit | None = None
    initialize = App.__init__

    def record(app: App, *arguments: object, **options: object) -> None:
        initialize(app, *arguments, **options)  # type: ignore[arg-type]
        created.append(app)

    with (
        _replaced(App, __init__=record, synth=lambda _: None, synth_yaml=lambda _: ""),
        _replaced(sys, path=[str(path.parent.resolve()), *sys.path], argv=[str(path)]),
        contextlib.redirect_stdout(sys.stderr),
    ):
        try:
            runpy.run_path(str(path), run_name="__main__")
        except SystemExit as error:
            ended = error
    return created, ended


@contextlib.contextmanager
def _replaced(owner: object, **attributes: object) -> Iterator[None]:
    """Replace attributes for as long as the context lasts."""
    before = {name: getattr(owner, name) for name in attributes}
    for name, value in attributes.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)
