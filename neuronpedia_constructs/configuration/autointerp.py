"""What the autointerp server can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neuronpedia_constructs.validation import texts, values

from .variables import Config, variable


@dataclass(frozen=True, kw_only=True)
class AutointerpConfig(Config):
    """What the autointerp server can be told and that is no secret.

    The names in capitals are environment variables that it reads in apps/autointerp/server.py, or that Hugging Face's
    library reads. None leaves a variable out.
    """

    reader: ClassVar[str] = "autointerp"
    title: ClassVar[str] = "AutointerpConfig"

    sentry_dsn: str | None = variable("SENTRY_DSN", texts.SENTRY_DSN)
    """`SENTRY_DSN`: where errors are reported. Default: nowhere."""
    hf_hub_offline: bool | None = variable("HF_HUB_OFFLINE", values.Boolean("1", "0"))
    """`HF_HUB_OFFLINE`: whether to load the embedding model from the cache alone. Default: no."""
