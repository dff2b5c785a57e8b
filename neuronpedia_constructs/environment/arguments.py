"""What can be wrong with the arguments of an environment and of its inference servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from neuronpedia_constructs.validation.names import check_label, is_label_value
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.configuration.app import AppConfig
    from neuronpedia_constructs.configuration.secrets.sources import SecretSource
    from neuronpedia_constructs.draft.context import Context


class Option(Protocol):
    """An argument that checks itself."""

    def problems(self, context: Context) -> Iterable[Problem]:
        """List what is wrong with it in an environment."""
        ...


_Option = TypeVar("_Option", bound=Option)


def checked(
    argument: str, given: object, kind: type[_Option], default: _Option, context: Context
) -> tuple[_Option, list[Problem]]:
    """Return an argument and what is wrong with it; the default in place of what has another type.

    Args:
        argument: its name.
        given: what was given; None: nothing.
        kind: the class that it must be of. Where the default is of another class, only classes below it will do.
        default: what it is where nothing was given.
        context: the environment.
    """
    option = default if given is None else given
    if isinstance(option, kind) and (type(option) is not kind or type(default) is kind):
        return option, list(option.problems(context))
    known = [kind.__name__] if type(default) is kind else [found.__name__ for found in kind.__subclasses__()]
    meant = given.__name__ if isinstance(given, type) and given.__name__ in known else type(default).__name__
    allowed = " or ".join(f"{name}(...)" for name in known)
    return default, [Problem.invalid("argument.type", argument, given, allowed, f"write {argument}={meant}(...)")]


def check_namespace(namespace: object) -> Iterator[Problem]:
    """List a namespace that is not a name or is one of the cluster's own."""
    yield from check_label("namespace.invalid", "namespace", namespace, "neuronpedia")
    if namespace == "default" or (isinstance(namespace, str) and namespace.startswith("kube-")):
        allowed = (
            "a namespace that holds nothing but this environment: its policy default-deny closes every pod in the "
            "namespace, and in one of the cluster's own it would cut off what else runs there, such as DNS"
        )
        yield Problem.invalid(
            "namespace.reserved", "namespace", namespace, allowed, 'choose a name such as "neuronpedia"'
        )


def check_stage(stage: object) -> Iterator[Problem]:
    """List a stage that is no name."""
    if not is_label_value(stage):
        fix = 'write stage="production", or stage="local" for a throw-away cluster'
        yield Problem.invalid("stage.invalid", "stage", stage, 'a name; "local" is for throw-away clusters', fix)


def check_strategy(strategy: object) -> Iterator[Problem]:
    """List a strategy that there is not."""
    if strategy not in ("Recreate", "RollingUpdate"):
        fix = 'leave it out, or write strategy="RollingUpdate" where a second GPU is free during updates'
        yield Problem.invalid("inference.strategy-invalid", "strategy", strategy, '"Recreate" or "RollingUpdate"', fix)


def check_sizing(sizing: object, reason: object) -> Iterator[Problem]:
    """List memory that is not checked without a reason, and a reason without that."""
    if sizing not in ("checked", "unchecked"):
        yield Problem.invalid("inference.sizing-invalid", "sizing", sizing, '"checked" or "unchecked"', "leave it out")
    elif sizing == "unchecked" and not (isinstance(reason, str) and reason.strip()):
        fix = 'write sizing_reason="measured: 21 GiB", or leave sizing out'
        yield Problem.invalid(
            "inference.sizing-reason-missing",
            "sizing_reason",
            reason,
            "why the memory needs no check, for whoever reads dist/",
            fix,
        )
    elif sizing == "checked" and reason is not None:
        fix = 'write sizing="unchecked", or leave sizing_reason out'
        yield Problem.invalid(
            "inference.sizing-reason-unused", "sizing_reason", reason, 'a reason only where sizing="unchecked"', fix
        )


def check_embedding(app: AppConfig, source: SecretSource) -> Iterator[Problem]:
    """Warn of embeddings for which the webapp would use OpenAI's key, while nothing says that there is one."""
    if app.embedding_provider is None and not source.is_settled("OPENAI_API_KEY"):
        given = (
            "the webapp uses OpenAI, which needs OPENAI_API_KEY: without it, searches by meaning fail, and new "
            "explanations are saved but answered with an error"
        )
        fix = 'write embedding_provider="openai", which makes OPENAI_API_KEY required, or name another provider'
        allowed = '"openai", "azure" or "openrouter"'
        yield Problem(
            "configuration.embedding-key-missing", "AppConfig embedding_provider", given, allowed, fix, warning=True
        )
