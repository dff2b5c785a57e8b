"""Sources of secret values."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from neuronpedia_constructs.draft.pod import SecretKey
from neuronpedia_constructs.draft.workload import Prerequisite
from neuronpedia_constructs.validation.names import is_dns_name, is_variable, matches
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem, quoted

from . import variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import WorkloadDraft

_PATH = re.compile(r"[^\s/](?:\S*[^\s/])?")
_INTERVAL = re.compile(r"(?:[0-9]+(?:h|m|s))+")


@dataclass(frozen=True, kw_only=True)
class SecretSource(PlainArguments):
    """The source of an environment's secret values: `ClusterSecrets`, `ExternalSecrets` or `DevelopmentSecrets`."""

    def reference(self, key: SecretKey) -> SecretKey | None:
        """Return a pod's reference to a key of one of our Secrets, or None for no reference."""
        return key

    @property
    def names(self) -> dict[str, str]:
        """The names of our Secrets in this source."""
        return {name: name for name in variables.OWN_SECRETS}

    def finalize(self, draft: WorkloadDraft) -> None:
        """Turn the references in a draft, which mixins may have changed, into references to this source."""
        for container in draft.all_containers():
            for name, value in list(container.env.items()):
                if isinstance(value, SecretKey) and value.secret in variables.OWN_SECRETS:
                    reference = self.reference(value)
                    if reference is None:
                        del container.env[name]
                    else:
                        container.env[name] = reference

    def is_settled(self, key: str) -> bool:
        """Return whether the source states that a key which no setting needs exists, or that it may be missing."""
        del key
        return False

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        del context
        yield from ()


@dataclass(frozen=True, kw_only=True)
class ClusterSecrets(SecretSource):
    """Existing Secrets in the namespace.

    `neuronpedia-constructs secrets` creates them. You can also create them yourself, or with a tool such as Sealed
    Secrets. Issued keys that no setting needs may be missing; adding one enables a feature of the webapp.
    """

    app: str = variables.APP
    """Name of the Secret with the keys of the webapp and of its servers. Default `app-secrets`."""
    database: str = variables.DATABASE
    """Name of the Secret with the database's password and addresses. Default `db-credentials`."""
    inference: str = variables.INFERENCE
    """Name of the Secret with `HF_TOKEN`. Default `inference-secrets`."""

    @property
    def names(self) -> dict[str, str]:
        """The given names."""
        given = {variables.APP: self.app, variables.DATABASE: self.database, variables.INFERENCE: self.inference}
        return {name: str(other) for name, other in given.items()}

    def reference(self, key: SecretKey) -> SecretKey | None:
        """Return the same key in the Secret with the given name."""
        return replace(key, secret=self.names[key.secret])

    def problems(self, context: Context) -> Iterator[Problem]:
        """List invalid names."""
        del context
        for argument in ("app", "database", "inference"):
            if not is_dns_name(name := getattr(self, argument)):
                yield Problem.invalid(
                    "secrets.name-invalid",
                    f"secrets {argument}",
                    name,
                    "the name of a Secret",
                    'write it as "app-secrets"',
                )


@dataclass(frozen=True, kw_only=True)
class DevelopmentSecrets(SecretSource):
    """Secrets for a disposable cluster: `neuronpedia-constructs secrets` generates them without any input.

    Only for `stage="local"`. Every issued key may be missing: everything starts without it, but the feature that needs
    it does not work.
    """

    def reference(self, key: SecretKey) -> SecretKey | None:
        """Return the key; an issued key may be missing."""
        known = variables.by_name().get(key.key)
        return replace(key, optional=key.optional or (known is not None and known.origin == "issued"))

    def is_settled(self, key: str) -> bool:
        """Return True: every key may be missing."""
        del key
        return True

    def problems(self, context: Context) -> Iterator[Problem]:
        """List a problem unless the cluster is disposable."""
        if not context.is_local:
            fix = 'write secrets=ClusterSecrets(), or secrets=ExternalSecrets(...), or stage="local"'
            yield Problem(
                "secrets.development-only",
                "secrets",
                "DevelopmentSecrets() is only for disposable clusters",
                'another source, unless stage="local"',
                fix,
            )


@dataclass(frozen=True, kw_only=True)
class ExternalSecrets(SecretSource):
    """Secrets that the External Secrets Operator creates from a store, such as HashiCorp Vault or a cloud's own.

    One entry of the store, at `path`, has a property for each key: `POSTGRES_PASSWORD`, `NEXTAUTH_SECRET`, … The
    operator composes the database's addresses from its password. It fetches an issued key only if a setting or a gated
    model needs it, or if `optional` names it, because a missing property makes the operator fail.
    """

    store: str
    """Name of the store, which you create elsewhere."""
    kind: Literal["SecretStore", "ClusterSecretStore"] = "ClusterSecretStore"
    """The kind of the store, "SecretStore" or "ClusterSecretStore". Default "ClusterSecretStore"."""
    path: str
    """The entry in the store: "neuronpedia/production" in Vault or AWS, "neuronpedia-production" in GCP or Azure."""
    optional: tuple[str, ...] = ()
    """Optional keys that the entry has, such as "OPENAI_API_KEY". Default: none."""
    refresh_interval: str = "1h"
    """How often the operator checks for new values, such as "30m". Default "1h". With "0s", it reads the store once."""

    null_byte_policy: Literal["Ignore", "Fail"] | None = None
    """What the operator does with a value with a null byte, "Ignore" or "Fail". Default None: the field is left
    out, because operators before 2.3 do not have it. Later ones fill in "Ignore", which Argo CD reports as a difference
    unless you write it here."""

    def reference(self, key: SecretKey) -> SecretKey | None:
        """Return the key if the operator fetches it; a fetched key must exist."""
        return None if key.optional and not self.is_settled(key.key) else replace(key, optional=False)

    def is_settled(self, key: str) -> bool:
        """Return whether `optional` names the key."""
        return isinstance(self.optional, (list, tuple)) and key in self.optional

    @property
    def prerequisite(self) -> Prerequisite:
        """The store, as an object that you must create."""
        return Prerequisite(self.kind, self.store)

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        del context
        if not is_dns_name(self.store):
            yield Problem.invalid(
                "secrets.store-invalid", "secrets store", self.store, "the name of a store", 'write it as "vault"'
            )
        if self.kind not in ("SecretStore", "ClusterSecretStore"):
            allowed = '"SecretStore" or "ClusterSecretStore"'
            yield Problem.invalid(
                "secrets.kind-invalid", "secrets kind", self.kind, allowed, 'write kind="ClusterSecretStore"'
            )
        if not matches(_PATH, self.path):
            allowed = "a path without spaces, and without leading or trailing slash"
            yield Problem.invalid(
                "secrets.path-invalid", "secrets path", self.path, allowed, 'write it as "neuronpedia/production"'
            )
        if not matches(_INTERVAL, self.refresh_interval):
            allowed = "a duration in h, m and s"
            yield Problem.invalid(
                "secrets.refresh-interval-invalid",
                "secrets refresh_interval",
                self.refresh_interval,
                allowed,
                'write it as "1h"',
            )
        if self.null_byte_policy not in (None, "Ignore", "Fail"):
            yield Problem.invalid(
                "secrets.null-byte-policy-invalid",
                "secrets null_byte_policy",
                self.null_byte_policy,
                '"Ignore", "Fail" or None',
                'write null_byte_policy="Ignore", or leave it out',
            )
        yield from self._optional_problems()

    def _optional_problems(self) -> Iterator[Problem]:
        issued = [variable.name for variable in variables.SECRET_VARIABLES if variable.may_be_issued]
        if not isinstance(self.optional, (list, tuple)):
            fix = 'write optional=("OPENAI_API_KEY",)'
            yield Problem(
                "secrets.optional-invalid",
                "secrets optional",
                f"a {type(self.optional).__name__} is not allowed",
                "a list of keys",
                fix,
            )
            return
        for key in self.optional:
            if key not in issued:
                from difflib import get_close_matches  # noqa: PLC0415 - slow to import, and only an error needs it

                nearest = get_close_matches(str(key), issued, n=3, cutoff=0.4) or issued
                allowed = f"an issued key; the nearest are: {', '.join(nearest)}"
                cause = f"{quoted(key) if is_variable(key) else 'a text that may be a value'} is not the name of a key"
                yield Problem(
                    "secrets.optional-unknown",
                    "secrets optional",
                    cause,
                    allowed,
                    f'write "{nearest[0]}", or remove it',
                )
