"""Decide on the values of an environment's secrets, briefly and only in memory."""

from __future__ import annotations

import re
import secrets as random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from neuronpedia_constructs.validation.problems import Problem

from .needed import NeededKey
from .variables import by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from .variables import Origin

_PUBLISHED = re.compile(r"org-secure-password|8{8,}|your[-_].*|token1,token2", re.IGNORECASE)
"""Values that Neuronpedia's old guide published."""

_NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
"""Text that is certainly a name."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass
class Values:
    """The values of an environment's secrets by Secret and key, with problems and notes."""

    data: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    """The keys whose values are new."""

    def __repr__(self) -> str:
        return f"Values of {', '.join(self.data)}"


@dataclass(frozen=True, repr=False)
class Given:
    """Where to look for values, in this order. A value that is in none of them is generated if that is allowed."""

    file: Mapping[str, str]
    """A dotenv file."""
    existing: Mapping[str, Mapping[str, str]]
    """The Secrets in the cluster, by name and key."""
    environment: Mapping[str, str]
    """The environment of this process."""

    def find(self, key: NeededKey) -> str | None:
        """Return a key's value; an empty value counts as missing."""
        kept = self.existing.get(key.secret, {}).get(key.name)
        return self.file.get(key.name) or kept or self.environment.get(key.name) or None


def decide(
    keys: Iterable[NeededKey],
    given: Given,
    compose: Callable[[str], Mapping[str, str]],
    *,
    strict: bool,
    issued: Collection[str] = (),
) -> Values:
    """Return a value for each key that pods refer to.

    Args:
        keys: the keys that pods refer to.
        given: where to look for values.
        compose: returns the keys that are composed from the database's percent-encoded password.
        strict: whether to refuse published values, as in every cluster that is not disposable.
        issued: keys that are normally generated, but issued elsewhere for this environment.
    """
    wanted = list(keys)
    values = Values()
    for key in wanted:
        if (origin := _origin(key)) != "composed":
            elsewhere = key.name in issued or _is_of_server_elsewhere(key)
            _decide(key, "issued" if elsewhere else origin, given, values, strict=strict)
    composed: Mapping[str, str] = {}
    if addresses := [key for key in wanted if _origin(key) == "composed"]:
        password = _password(addresses, given, values, strict=strict)
        composed = compose(quote(password, safe="", errors="replace"))
        for key in addresses:
            values.data.setdefault(key.secret, {})[key.name] = composed[key.name]
    _note(wanted, given, values, composed)
    return values


def _is_of_server_elsewhere(key: NeededKey) -> bool:
    """Return whether it is the key of a kind of server that this environment does not have."""
    variable = by_name().get(key.name)
    return variable is not None and bool(variable.server) and not key.required_by


def _origin(key: NeededKey) -> Origin:
    return variable.origin if (variable := by_name().get(key.name)) else "issued"


def _password(addresses: list[NeededKey], given: Given, values: Values, *, strict: bool) -> str:
    """Return the database's password, from which addresses are composed, or an empty string if it is missing."""
    for data in values.data.values():
        if "POSTGRES_PASSWORD" in data:
            return data["POSTGRES_PASSWORD"]
    if any(problem.field == "POSTGRES_PASSWORD" for problem in values.problems):
        return ""  # already reported as missing
    # No pod reads it from one of our Secrets, so it was issued elsewhere and must be given.
    readers = {reader for key in addresses for reader in key.required_by}
    told = NeededKey(addresses[0].secret, "POSTGRES_PASSWORD", readers)
    _decide(told, "issued", given, values, strict=strict)
    return values.data.get(told.secret, {}).pop(told.name, "")


def _decide(key: NeededKey, origin: Origin, given: Given, values: Values, *, strict: bool) -> None:
    value = given.find(key)
    if value is None and origin == "chosen":
        if lost := _lost(key, given):
            values.problems.append(lost)
            return
        value = random.token_hex(32)
        values.chosen.append(key.name)
    if value is None:
        if key.required_by:
            values.problems.append(_missing(key))
        return
    if strict and _PUBLISHED.fullmatch(value):
        fix = "remove it to generate a new one" if origin == "chosen" else "write the value that you were issued"
        if given.existing.get(key.secret, {}).get(key.name) == value:
            fix = "write a new value into the file of --from-env-file"
        allowed = 'your own value, unless stage="local"'
        values.problems.append(
            _problem("secrets.value-published", key, "the value is published in a guide", allowed, fix)
        )
    elif not _is_text(value):
        cause, fix = "the value is not UTF-8 text", "encode it as UTF-8"
        values.problems.append(_problem("secrets.value-invalid", key, cause, "UTF-8 text", fix))
    elif _CONTROL.search(value):
        fix = "write it on one line, without extra quotes or spaces"
        cause = "the value contains a line break or another control character"
        values.problems.append(_problem("secrets.value-invalid", key, cause, "a single line", fix))
    values.data.setdefault(key.secret, {})[key.name] = value


def _lost(key: NeededKey, given: Given) -> Problem | None:
    """Return the problem that prevents a new value: another one may be in use that is not visible here."""
    fix = f"write {key.name}=… into the file of --from-env-file: the value in use, or any value if none is in use"
    if key.name in given.existing.get(key.secret, {}):
        return _problem("secrets.value-lost", key, "the value in the cluster is empty", "the value in use", fix)
    kept = {name for found in given.existing.values() for name in found if found[name] and _is_of_ours(name)}
    if key.name == "POSTGRES_PASSWORD" and (kept or key.secret in given.existing):
        holding = ", ".join(sorted(kept)) or f"a Secret {key.secret}"
        cause = f"the Secrets in --existing do not have it where pods read it, although they have {holding}"
        return _problem("secrets.value-lost", key, cause, "the password with which PostgreSQL first started", fix)
    return None


def _is_of_ours(name: str) -> bool:
    """Return whether an earlier run of the command creates such a key."""
    variable = by_name().get(name)
    return variable is not None and variable.origin != "issued"


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _missing(key: NeededKey) -> Problem:
    variable = by_name().get(key.name)
    what = f" ({variable.what})" if variable else ""
    fix = f"write {key.name}=… into the file of --from-env-file, or into the environment of this command"
    readers = ", ".join(sorted(key.required_by))
    return _problem("secrets.value-missing", key, "no value is given", f"a value for {readers}{what}", fix)


def _problem(code: str, key: NeededKey, cause: str, allowed: str, fix: str) -> Problem:
    return Problem(code, key.name, cause, allowed, fix, construct=key.secret)


def _note(wanted: list[NeededKey], given: Given, values: Values, composed: Mapping[str, str]) -> None:
    known = {key.name for key in wanted}
    given_names = [name for name in sorted(given.file) if given.file[name]]
    if unused := [name for name in given_names if name not in known]:
        # Anything else may be the second line of a value.
        names = [name for name in unused if _NAME.fullmatch(name)]
        others = [f"{len(unused) - len(names)} not shown"] if len(names) < len(unused) else []
        values.notes.append(f"unused, because no pod of this environment refers to them: {', '.join(names + others)}")
    if made := [name for name in given_names if name in composed]:
        values.notes.append(f"unused, because they are composed from POSTGRES_PASSWORD: {', '.join(made)}")
    if values.chosen:
        values.notes.append(f"generated: {', '.join(values.chosen)}; pass --existing next time to keep them")
    values.notes += _missing_features(wanted, values)
    for key in wanted:
        kept = given.existing.get(key.secret, {}).get(key.name)
        if key.name == "POSTGRES_PASSWORD" and kept and values.data[key.secret][key.name] != kept:
            values.notes.append(
                "POSTGRES_PASSWORD differs from the one in the cluster. PostgreSQL keeps the password of its first "
                "start: change it there as well, with ALTER USER"
            )


def _missing_features(wanted: list[NeededKey], values: Values) -> Iterator[str]:
    """Yield what does not work because optional keys are missing; one note for keys with the same effect."""
    effects: dict[str, list[str]] = {}
    for key in wanted:
        without = variable.without if (variable := by_name().get(key.name)) else ""
        if without and not key.required_by and key.name not in values.data.get(key.secret, {}):
            effects.setdefault(without, []).append(key.name)
    for without, names in effects.items():
        yield f"without {' and '.join(names)}: {without}"
