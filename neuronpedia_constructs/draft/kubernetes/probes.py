"""Probes and hooks of containers, each created once.

The structs of `cdk8s_plus_28.k8s` check their types on creation. They are immutable, so equal ones are shared.
"""

from __future__ import annotations

from functools import cache

from cdk8s_plus_28 import k8s

from .bridge import named_port

HTTP = "http"
"""Port name of every service that speaks HTTP."""


@cache
def http_probe(path: str, *, period: int, timeout: int, failures: int) -> k8s.Probe:
    """Return a probe that requests `path`; `period` and `timeout` are in seconds."""
    get = k8s.HttpGetAction(path=path, port=named_port(HTTP))
    return k8s.Probe(http_get=get, period_seconds=period, timeout_seconds=timeout, failure_threshold=failures)


@cache
def tcp_probe(*, period: int, timeout: int, failures: int) -> k8s.Probe:
    """Return a probe that opens a connection; `period` and `timeout` are in seconds."""
    socket = k8s.TcpSocketAction(port=named_port(HTTP))
    return k8s.Probe(tcp_socket=socket, period_seconds=period, timeout_seconds=timeout, failure_threshold=failures)


@cache
def shell_probe(script: str, *, period: int, timeout: int, failures: int) -> k8s.Probe:
    """Return a probe that runs a shell script; `period` and `timeout` are in seconds."""
    action = k8s.ExecAction(command=["/bin/sh", "-c", script])
    return k8s.Probe(exec=action, period_seconds=period, timeout_seconds=timeout, failure_threshold=failures)


@cache
def drained() -> k8s.Lifecycle:
    """Return a hook that delays the end of a container by five seconds, until no new connections are routed to it."""
    action = k8s.ExecAction(command=["/bin/sh", "-c", "sleep 5"])
    return k8s.Lifecycle(pre_stop=k8s.LifecycleHandler(exec=action))
