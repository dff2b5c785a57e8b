"""The configuration of the autointerp server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neuronpedia_constructs.configuration.variables import variable
from neuronpedia_constructs.validation import values

from .sentry import SentryConfig


@dataclass(frozen=True, kw_only=True)
class AutointerpConfig(SentryConfig):
    """Every setting of the autointerp server that is not a secret.

    The names in capitals are environment variables that apps/autointerp/server.py or Hugging Face's library reads. None
    leaves a variable out.
    """

    reader: ClassVar[str] = "autointerp"
    title: ClassVar[str] = "AutointerpConfig"

    hf_hub_offline: bool | None = variable("HF_HUB_OFFLINE", values.Boolean("1", "0"))
    """`HF_HUB_OFFLINE`: whether to load the embedding model only from the cache. Default: False."""
