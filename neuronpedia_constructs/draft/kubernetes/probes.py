"""Typed leaves of a draft, each built once.

The structs of `cdk8s_plus_28.k8s` check their types whenever they are built. They are values, so equal ones are shared.
"""

from __future__ import annotations

from functools import cache

from cdk8s_plus_28 import k8s

from .bridge import named_port

HTTP = "http"
"""Name of the port of every service that speaks HTTP."""


@cache
def http_probe(path: str, *, period: int, timeout: int, failures: int) -> k8s.Probe:
    """Return a probe that asks for `path`; `period` and `timeout` in seconds."""
    get = k8s.HttpGetAction(path=path, port=named_port(HTTP))
    return k8s.Probe(http_get=get, period_seconds=period, timeout_seconds=timeout, failure_threshold=failures)


@cache
def tcp_probe(*, period: int, timeout: int, failures: int) -> k8s.Probe:
    """Return a probe that opens a connection; `period` and `timeout` in seconds."""
    socket = k8s.TcpSocketAction(port=named_port(HTTP))
    return k8s.Probe(tcp_socket=socket, period_seconds=period, timeout_seconds=timeout, failure_threshold=failures)


@cache
def shell_probe(script: str, *, period: int, timeout: int, failures: int) -> k8s.Probe:
    """Return a probe that runs a shell script; `period` and `timeout` in seconds."""
    action = k8s.ExecAction(command=["/bin/sh", "-c", script])
    return k8s.Probe(exec=action, period_seconds=period, timeout_seconds=timeout, failure_threshold=failures)


@cache
def drained() -> k8s.Lifecycle:
    """Let a container that is asked to end go on for five seconds, until no more connections are led to it."""
    action = k8s.ExecAction(command=["/bin/sh", "-c", "sleep 5"])
    return k8s.Lifecycle(pre_stop=k8s.LifecycleHandler(exec=action))
