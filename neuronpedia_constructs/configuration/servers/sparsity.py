"""The configuration of the sparsity server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neuronpedia_constructs.configuration.variables import variable
from neuronpedia_constructs.validation import values

from .sentry import SentryConfig


@dataclass(frozen=True, kw_only=True)
class SparsityConfig(SentryConfig):
    """Every setting of the sparsity server that is not a secret.

    It becomes the ConfigMap `sparsity-config`. The names in capitals are environment variables that
    apps/sparsity/server.py or Hugging Face's library reads. None leaves a variable out.
    """

    reader: ClassVar[str] = "sparsity"
    title: ClassVar[str] = "SparsityConfig"

    hf_hub_offline: bool | None = variable("HF_HUB_OFFLINE", values.Boolean("1", "0"))
    """`HF_HUB_OFFLINE`: whether to load the model only from the cache. Default: False."""
