"""The Sentry settings of the Python servers."""

from __future__ import annotations

from dataclasses import dataclass

from neuronpedia_constructs.configuration.variables import Config, variable
from neuronpedia_constructs.validation import texts

from .values import RATE


@dataclass(frozen=True, kw_only=True)
class SentryConfig(Config):
    """The base of configurations with Sentry. Only the current line's servers read more than `SENTRY_DSN`."""

    sentry_dsn: str | None = variable("SENTRY_DSN", texts.SENTRY_DSN)
    """`SENTRY_DSN`: the Sentry project for errors. Default: none."""
    sentry_environment: str | None = variable("SENTRY_ENVIRONMENT", texts.Text())
    """`SENTRY_ENVIRONMENT`: the environment that errors are filed under. Default: the server's own, "development"."""
    sentry_release: str | None = variable("SENTRY_RELEASE", texts.Text())
    """`SENTRY_RELEASE`: the release that errors are filed under. Default: none."""
    sentry_traces_sample_rate: float | None = variable("SENTRY_TRACES_SAMPLE_RATE", RATE)
    """`SENTRY_TRACES_SAMPLE_RATE`: the share of requests that are traced, from 0 to 1. Default: the server's own,
    0.25."""
    sentry_profiles_sample_rate: float | None = variable("SENTRY_PROFILES_SAMPLE_RATE", RATE)
    """`SENTRY_PROFILES_SAMPLE_RATE`: the share of sessions that are profiled, from 0 to 1. Default: the server's own,
    0.25."""
