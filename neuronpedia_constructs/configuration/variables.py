"""The base of every program's configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from neuronpedia_constructs.draft.address import Address
from neuronpedia_constructs.draft.pod import SecretKey
from neuronpedia_constructs.validation.names import is_variable
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem, quoted
from neuronpedia_constructs.validation.texts import Url

from .secrets.variables import is_secret, read_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.validation.values import ValueType


_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Variable:
    """The environment variable of an argument."""

    name: str
    type: ValueType[object]
    build_time: bool
    """Whether the browser uses the value from the build of the webapp's image."""


@overload
def variable(name: str, type: ValueType[_Value], *, build_time: bool = False) -> _Value | None: ...
@overload
def variable(name: str, type: ValueType[_Value], *, default: _Value, build_time: bool = False) -> _Value: ...
def variable(name: str, type: ValueType[object], *, default: object = None, build_time: bool = False) -> Any:  # noqa: A002
    """Declare an argument that becomes the environment variable `name`.

    Args:
        name: the variable.
        type: the type of its value.
        default: the argument's default. None leaves the variable out, so the program uses its own default.
        build_time: whether the browser uses the value from the build of the webapp's image.
    """
    return field(default=default, metadata={"variable": Variable(name, type, build_time)})


@dataclass(frozen=True, kw_only=True)
class Config(PlainArguments):
    """The configuration of one program. Arguments are checked when the app is synthesized."""

    reader: ClassVar[str]
    """The program that reads it, by its name in the list of absent variables."""
    title: ClassVar[str]
    """The class, as messages name it."""

    extra: Mapping[str, str | SecretKey] = field(default_factory=dict)
    """Variables that this library does not know, such as those of a newer image: each a string, or the key of a Secret
    that you create elsewhere. Default: none."""

    @classmethod
    def declared(cls) -> dict[str, Variable]:
        """Return the environment variables by argument."""
        return {entry.name: entry.metadata["variable"] for entry in fields(cls) if "variable" in entry.metadata}

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables, as the program parses them."""
        found = {
            declared.name: declared.type.render(value)
            for argument, declared in self.declared().items()
            if (value := getattr(self, argument)) is not None and declared.type.accepts(value)
        }
        return {**found, **{name: value for name, value in self._good_extra().items() if isinstance(value, str)}}

    @property
    def secret_keys(self) -> dict[str, SecretKey]:
        """The environment variables in `extra` whose values are in Secrets."""
        return {name: value for name, value in self._good_extra().items() if isinstance(value, SecretKey)}

    @property
    def addresses(self) -> set[Address]:
        """The configured addresses that the program itself calls, as opposed to the browser."""
        return {
            Address.of_url(str(value))
            for argument, declared in self.declared().items()
            if isinstance(declared.type, Url) and not declared.name.startswith("NEXT_PUBLIC_")
            if declared.type.accepts(value := getattr(self, argument))
        }

    def problems(self, context: Context) -> Iterator[Problem]:
        """List problems and warnings about the arguments."""
        unread = context.line.unread.get(self.reader, frozenset())
        for argument, declared in self.declared().items():
            value = getattr(self, argument)
            if value is not None and declared.name in unread:
                yield self._not_of_line(context, argument, declared.name)
            elif value is not None and not declared.type.accepts(value):
                fix = f"write {argument}={declared.type.example!r}, or leave it out"
                yield Problem.invalid(
                    "configuration.value-invalid", self.place(argument), value, declared.type.allowed, fix
                )
        if not isinstance(self.extra, Mapping):
            allowed = "a dictionary of variables"
            cause = f"a {type(self.extra).__name__} is not allowed"
            yield Problem(
                "configuration.extra-invalid", self.place("extra"), cause, allowed, 'write extra={"MY_VARIABLE": "1"}'
            )
            return
        for name, value in self.extra.items():
            if name in unread:
                yield self._not_of_line(context, "extra", name)
            else:
                yield from self._extra_problems(name, value)

    def _not_of_line(self, context: Context, argument: str, name: str) -> Problem:
        cause = f"the {self.reader} server of this line does not read {name}"
        allowed = f'what it reads with upstream="{context.line.name}"'
        return Problem("configuration.not-of-line", self.place(argument), cause, allowed, "leave it out")

    def _good_extra(self) -> dict[str, str | SecretKey]:
        extra = self.extra if isinstance(self.extra, Mapping) else {}
        return {name: value for name, value in extra.items() if not list(self._extra_problems(name, value))}

    def _extra_problems(self, name: object, value: object) -> Iterator[Problem]:
        place = self.place("extra")
        arguments = {declared.name: argument for argument, declared in self.declared().items()}
        if not is_variable(name):
            allowed = "letters, digits, '-', '_' and '.', not beginning with a digit"
            yield Problem.invalid("configuration.extra-name-invalid", place, name, allowed, 'write it as "MY_VARIABLE"')
        elif str(name) in arguments:
            argument = arguments[str(name)]
            yield Problem.invalid(
                "configuration.extra-is-argument",
                place,
                name,
                "a variable that has no argument",
                f"use the argument {argument}",
            )
        elif str(name) in read_by(self.reader):
            secret = read_by(self.reader)[str(name)].secret
            fix = f"remove it, and put the value into the Secret {secret}"
            yield Problem.invalid(
                "configuration.extra-is-secret", place, name, "a variable that is not one of the library's secrets", fix
            )
        elif reason := reserved(self.reader).get(str(name)):
            yield Problem.invalid(
                "configuration.extra-reserved",
                place,
                name,
                "a variable that the program reads and that nothing else sets",
                reason,
            )
        elif not isinstance(value, (str, SecretKey)):
            shown = isinstance(value, (int, float)) and not is_secret(str(name))
            fix = f'write it as "{value}"' if shown else "leave it out, or write a string"
            shown_value = "the value" if is_secret(str(name)) else quoted(value)
            yield Problem(
                "configuration.extra-value-invalid",
                f"{place} {name}",
                f"{shown_value} is not allowed",
                "a string, or SecretKey(secret, key)",
                fix,
            )

    def place(self, argument: str) -> str:
        """Return an argument as messages name it. Internal."""
        return f"{self.title} {argument}"

    def missing(self, argument: str, because: str) -> Problem:
        """Return the problem of a required argument without a value. Internal."""
        example = self.declared()[argument].type.example
        return Problem(
            "configuration.value-missing",
            self.place(argument),
            "no value is given",
            f"a value {because}",
            f"write {argument}={example!r}",
        )

    def unused(self, argument: str, because: str, fix: str) -> Problem:
        """Return the warning about a value that nothing reads. Internal."""
        cause = f"{quoted(getattr(self, argument))} has no effect"
        return Problem(
            "configuration.value-unused", self.place(argument), cause, f"a value only {because}", fix, warning=True
        )


def reserved(reader: str) -> dict[str, str]:
    """Return the variables that `extra` may not set for a program, with what to do instead."""
    return {
        name: str(group["reason"])
        for group in absent().get(reader, [])
        if not group.get("settable")
        for name in group["variables"]
    }


@cache
def absent() -> dict[str, list[dict[str, Any]]]:
    """Return the variables that deliberately have no argument, by program, in groups with one reason each."""
    text = resources.files("neuronpedia_constructs.configuration").joinpath("absent.json").read_text(encoding="utf-8")
    groups: dict[str, list[dict[str, Any]]] = json.loads(text)
    return groups
