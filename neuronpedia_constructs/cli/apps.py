"""Find the environments of an app without synthesizing it."""

from __future__ import annotations

import contextlib
import os
import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cdk8s import App

from neuronpedia_constructs.environment.synthesis import Synthesis, find_problems
from neuronpedia_constructs.validation.problems import InvalidAppError, quoted, report, visible, visible_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.environment.plan import Plan


class UnknownError(Exception):
    """The app or the environment does not exist or is invalid. The message lists what exists."""


REFUSED = 1
"""Exit code for an invalid app or argument; argparse uses 2."""


def refuse(command: str, message: str) -> int:
    """Print why a command does nothing, and return its exit code."""
    print(visible(f"neuronpedia-constructs {command}: {message}"), file=sys.stderr)
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
    path, shown = Path(file), visible_line(file)
    if not path.is_file():
        raise UnknownError(f"there is no file {shown}; name the app with --app")
    run = _Run(path)
    plans = [(app, found.plan) for app in run.apps if (known := Synthesis.find(app)) for found in known.environments]
    for app, plan in plans:
        if plan.name == environment:
            if app not in run.synthesized:
                raise UnknownError(
                    f"{shown} does not synthesize the app of {quoted(environment)}, so it writes no manifests; "
                    f"end it with app.synth(){run.early}"
                )
            return app, plan
    names = ", ".join(visible_line(plan.name) for _, plan in plans) or "none"
    raise UnknownError(f"{shown} has no environment {quoted(environment)}; it has: {names}{run.early}")


class _Run:
    """What a file does when it is run like `python <file>`, except that nothing is synthesized."""

    def __init__(self, path: Path) -> None:
        self.apps: list[App] = []
        """The apps that it creates."""
        self.synthesized: list[App] = []
        """Those whose `synth` it calls."""
        self.early = ""
        """How it ends itself, as the end of a message."""
        initialize, process, leave = App.__init__, os.getpid(), os._exit

        def record(app: App, *arguments: object, **options: object) -> None:
            initialize(app, *arguments, **options)  # type: ignore[arg-type]
            self.apps.append(app)

        def synthesize(app: App) -> str:
            self.synthesized.append(app)
            return ""

        def exit_at_once(code: int) -> None:
            if os.getpid() != process:
                leave(code)  # a process that the file has forked
            raise SystemExit(code)

        with (
            _replaced(App, __init__=record, synth=synthesize, synth_yaml=synthesize),
            _replaced(sys, path=[str(path.parent.resolve()), *sys.path], argv=[str(path)]),
            _replaced(os, _exit=exit_at_once),
            contextlib.redirect_stdout(sys.stderr),
        ):
            try:
                runpy.run_path(str(path), run_name="__main__")
            except InvalidAppError as error:
                raise UnknownError(str(error)) from None
            except SystemExit as error:
                self.early = f". It ended early: sys.exit({quoted(error.code)})"


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
