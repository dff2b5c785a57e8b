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
    """There is no such app or environment, or it is not valid; the message says what there is."""


REFUSED = 1
"""Exit code where something is wrong with the app or with what was given; argparse has 2 for its own."""


def refuse(command: str, message: str) -> int:
    """Say why a command does nothing, and return its exit code."""
    print(f"neuronpedia-constructs {command}: {message}", file=sys.stderr)
    return REFUSED


def find_valid(file: str, environment: str) -> Plan:
    """Return the plan of an environment of an app with which nothing is wrong.

    Raises:
        UnknownError: there is no such environment, or something is wrong.
    """
    app, plan = find_app(file, environment)
    if problems := find_problems(app):
        raise UnknownError(report(problems))
    return plan


def find_app(file: str, environment: str) -> tuple[App, Plan]:
    """Run an app, and return the one that has the environment, with its plan.

    The app's `synth` does nothing meanwhile, and what it prints goes to standard error.

    Raises:
        UnknownError: there is no such file, or no such environment in it.
        InvalidAppError: left to whoever looks for problems; nothing is validated here.
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
    """Run a file as `python <file>` would. Return the apps that it creates, and how it ended if it did so itself."""
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
