"""`neuronpedia-constructs secrets`: the Secrets of an environment, only on standard output."""

from __future__ import annotations

import io
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.decisions import Given, decide
from neuronpedia_constructs.configuration.secrets.existing import read_secrets
from neuronpedia_constructs.configuration.secrets.manifests import UnreadableError, write_secrets
from neuronpedia_constructs.configuration.secrets.needed import NeededKey, needed_keys
from neuronpedia_constructs.configuration.secrets.sources import ExternalSecrets
from neuronpedia_constructs.configuration.secrets.variables import DATABASE
from neuronpedia_constructs.database import references
from neuronpedia_constructs.validation.problems import listed, visible_line

from .apps import UnknownError, find_valid, refuse
from .secret_list import lines

if TYPE_CHECKING:
    from neuronpedia_constructs.environment.plan import Plan


def run(
    environment: str, *, app: str, env_file: str | None = None, existing: str | None = None, list_keys: bool = False
) -> int:
    """Print the Secrets of an environment, or why they cannot be created, and return the exit code."""
    try:
        plan = find_valid(app, environment)
    except UnknownError as error:
        return _refuse(str(error))
    if list_keys:
        print(*lines(plan), sep="\n")
        return 0
    if isinstance(plan.secrets, ExternalSecrets):
        return _refuse(
            f"the Secrets of {environment} come from the External Secrets Operator, which reads "
            f"{plan.secrets.kind} {plan.secrets.store}: put the values there; --list prints which"
        )
    keys = _own_keys(plan)
    try:
        given = Given(_read_env_file(env_file), _read_existing(existing, plan, keys), os.environ)
    except UnreadableError as error:
        return _refuse(str(error))
    return _print(plan, keys, given)


def _own_keys(plan: Plan) -> list[NeededKey]:
    """Return the keys of our Secrets that pods refer to."""
    own = set(plan.secrets.names.values())
    needed = needed_keys(plan.drafts())
    return [key for key in needed if key.secret in own]


def _print(plan: Plan, keys: list[NeededKey], given: Given) -> int:
    own = set(plan.secrets.names.values())
    values = decide(
        keys,
        given,
        lambda password: references.composed(plan.database, password),
        strict=not plan.context.is_local,
        issued=() if plan.database.password_is_chosen else ("POSTGRES_PASSWORD",),
    )
    if values.problems:
        problems = [problem.at("", plan.name) for problem in values.problems]
        count = "1 value is" if len(problems) == 1 else f"{len(problems)} values are"
        return _refuse(listed(f"{count} missing or refused; no Secret was printed.", problems))
    missing = {needed.name for needed in plan.prerequisites() if needed.kind == "Secret"} - given.existing.keys()
    config_maps = [f"ConfigMap {needed.name}" for needed in plan.prerequisites() if needed.kind == "ConfigMap"]
    others = [*sorted(missing - own), *config_maps]
    made_elsewhere = [f"to be created elsewhere: {', '.join(others)}"] if others else []
    for note in [*values.notes, *made_elsewhere]:
        print(visible_line(f"note: {note}"), file=sys.stderr)
    print(write_secrets(values.data, plan.context.namespace, plan.context.common_labels("secrets")), end="")
    return 0


def _read_env_file(name: str | None) -> dict[str, str]:
    if name is None:
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415 - only this option needs it

    text = _read("--from-env-file", name)
    unreadable: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: unreadable.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("dotenv.main")
    log.addHandler(handler)
    propagated, log.propagate = log.propagate, False
    try:
        values = dotenv_values(stream=io.StringIO(text), interpolate=False)
    finally:
        log.removeHandler(handler)
        log.propagate = propagated
    if unreadable:
        raise UnreadableError(f"--from-env-file: {name}: {unreadable[0]}; write NAME=value on each line")
    return {key: value for key, value in values.items() if value}


def _read_existing(name: str | None, plan: Plan, keys: list[NeededKey]) -> dict[str, dict[str, str]]:
    if name is None:
        return {}
    text = _read("--existing", name)
    # The addresses of the database are composed of its password, also where no pod refers to that.
    password = (plan.secrets.names[DATABASE], "POSTGRES_PASSWORD")
    try:
        return read_secrets(text, plan.context.namespace, {password, *((key.secret, key.name) for key in keys)})
    except UnreadableError as error:
        raise UnreadableError(f"--existing: {error}") from None


def _read(option: str, name: str) -> str:
    """Return the text of a file, of a pipe such as /dev/fd/63, or of standard input for `-`."""
    try:
        return (sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()).decode("utf-8-sig")
    except OSError as error:
        raise UnreadableError(f"{option}: {name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UnreadableError(f"{option}: {name} is not UTF-8 text") from None


def _refuse(message: str) -> int:
    return refuse("secrets", message)
