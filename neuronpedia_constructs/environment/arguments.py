"""Validation of the arguments of environments and inference servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from neuronpedia_constructs.network.routes.gateway import GatewayRoute
from neuronpedia_constructs.validation.names import check_label, is_label_value
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.configuration.app import AppConfig
    from neuronpedia_constructs.configuration.secrets.sources import SecretSource
    from neuronpedia_constructs.configuration.servers.inference import InferenceConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.network.access import NetworkAccess
    from neuronpedia_constructs.network.routes.route import Route


class Option(Protocol):
    """An argument that validates itself."""

    def problems(self, context: Context) -> Iterable[Problem]:
        """Return its problems in an environment."""
        ...


_Option = TypeVar("_Option", bound=Option)


def checked(
    argument: str, given: object, kind: type[_Option], default: _Option, context: Context
) -> tuple[_Option, list[Problem]]:
    """Return an argument and its problems. A value of the wrong type is replaced by the default.

    Args:
        argument: name of the argument.
        given: the given value, or None if there is none.
        kind: the class that the value must have. If the default's class differs, only subclasses are accepted.
        default: the value to use if none is given.
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
    """Yield a problem if the namespace is not a valid name or belongs to the cluster itself."""
    yield from check_label("namespace.invalid", "namespace", namespace, "neuronpedia")
    if namespace == "default" or (isinstance(namespace, str) and namespace.startswith("kube-")):
        allowed = (
            "a namespace for this environment only: its policy default-deny isolates every pod in the namespace, and "
            "would cut off whatever else runs there, such as DNS"
        )
        yield Problem.invalid(
            "namespace.reserved", "namespace", namespace, allowed, 'choose a name such as "neuronpedia"'
        )


def check_stage(stage: object) -> Iterator[Problem]:
    """Yield a problem if the stage is not a valid name."""
    if not is_label_value(stage):
        fix = 'write stage="production", or stage="local" for a throw-away cluster'
        yield Problem.invalid("stage.invalid", "stage", stage, 'a name, where "local" means a throw-away cluster', fix)


def check_strategy(strategy: object) -> Iterator[Problem]:
    """Yield a problem if the strategy does not exist."""
    if strategy not in ("Recreate", "RollingUpdate"):
        fix = 'leave it out, or write strategy="RollingUpdate" if a second GPU is free during updates'
        yield Problem.invalid("inference.strategy-invalid", "strategy", strategy, '"Recreate" or "RollingUpdate"', fix)


def check_sizing(sizing: object, reason: object) -> Iterator[Problem]:
    """Yield a problem if `sizing` is invalid, or does not match `sizing_reason`."""
    if sizing not in ("checked", "unchecked"):
        yield Problem.invalid("inference.sizing-invalid", "sizing", sizing, '"checked" or "unchecked"', "leave it out")
    elif sizing == "unchecked" and not (isinstance(reason, str) and reason.strip()):
        fix = 'write sizing_reason="measured: 21 GiB", or leave sizing out'
        yield Problem.invalid(
            "inference.sizing-reason-missing",
            "sizing_reason",
            reason,
            "a reason why the memory needs no check, for readers of the manifest",
            fix,
        )
    elif sizing == "checked" and reason is not None:
        fix = 'write sizing="unchecked", or leave sizing_reason out'
        yield Problem.invalid(
            "inference.sizing-reason-unused", "sizing_reason", reason, 'a reason only with sizing="unchecked"', fix
        )


_WAITING = 300
"""The inference server's own `REQUEST_LOCK_TIMEOUT`, in seconds."""


def check_lock_timeout(config: InferenceConfig, route: Route) -> Iterator[Problem]:
    """Warn of requests that wait longer for their turn than the way in lets them."""
    given, limit = config.request_lock_timeout, route.longest_request
    known = isinstance(given, int) and not isinstance(given, bool)
    if limit is not None and given is not None and known and (given == 0 or given >= limit):
        waits = "without limit" if given == 0 else f"for {given} s"
        cause = f"a request may wait {waits}, and the route ends it after {limit:g} s"
        allowed = "less than the route allows, so that a waiting request gets an answer that says why"
        fix = f"write request_lock_timeout={max(int(limit * 0.9), 1)}, or leave it out"
        yield Problem("inference.waits-too-long", "config request_lock_timeout", cause, allowed, fix, warning=True)


def lock_timeout(config: InferenceConfig, route: Route) -> int | None:
    """Return how long a request may wait for its turn, in seconds; None for the server's own limit."""
    limit = route.longest_request
    short = config.request_lock_timeout is None and limit is not None and limit <= _WAITING
    return max(int(limit * 0.9), 1) if short and limit is not None else None


def check_principals(route: Route, network: NetworkAccess) -> Iterator[Problem]:
    """Warn that nothing restricts who calls the webapp if its identities come from a mesh that it is not in."""
    if isinstance(route, GatewayRoute) and route.istio_principals and network.mesh is None:
        cause = "they become an AuthorizationPolicy, which enforces nothing unless the pods are part of a mesh"
        allowed = "principals with network=NetworkAccess(mesh=IstioSidecars()) or NetworkAccess(mesh=IstioAmbient())"
        fix = "choose the mesh, or leave istio_principals out"
        yield Problem("route.principals-without-mesh", "route istio_principals", cause, allowed, fix, warning=True)


def check_embedding(app: AppConfig, source: SecretSource) -> Iterator[Problem]:
    """Warn that the webapp will use OpenAI for embeddings, if nothing ensures that it has a key."""
    if app.embedding_provider is None and not source.is_settled("OPENAI_API_KEY"):
        given = (
            "the webapp uses OpenAI by default; without OPENAI_API_KEY, semantic search fails, and new explanations "
            "are saved but the response is an error"
        )
        fix = 'write embedding_provider="openai", which makes OPENAI_API_KEY required, or choose another provider'
        allowed = '"openai", "azure" or "openrouter"'
        yield Problem(
            "configuration.embedding-key-missing", "AppConfig embedding_provider", given, allowed, fix, warning=True
        )
