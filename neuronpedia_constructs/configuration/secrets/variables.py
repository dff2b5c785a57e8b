"""Every secret variable that a program reads, defined once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from neuronpedia_constructs.draft.pod import SecretKey
from neuronpedia_constructs.validation.names import looks_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

APP = "app-secrets"
DATABASE = "db-credentials"
INFERENCE = "inference-secrets"
OWN_SECRETS = (APP, DATABASE, INFERENCE)
"""The default names of the Secrets that programs read."""

DATABASE_CLIENTS = "its clients"
"""Containers that run PostgreSQL's own programs: Jobs, and init containers that wait."""

PUBLIC = "public"
"""The well-known secret of public servers, which Neuronpedia's own clients send."""

PUBLIC_VARIABLES = ("SECRET", "INFERENCE_SERVER_SECRET")
"""The variables that may have this value."""

Origin = Literal["chosen", "issued", "composed"]
"""The origin of a value: "chosen" is generated at random, "issued" comes from a provider, and "composed" follows from
other values, such as the address of the database."""


@dataclass(frozen=True)
class SecretVariable:
    """A key of a Secret, and the variables in which programs read it."""

    name: str
    secret: str
    origin: Origin
    read_as: Mapping[str, str]
    """The environment variable, by program."""
    what: str
    """Its purpose."""
    without: str = ""
    """What does not work without it. Empty: nothing, because a setting that needs the key makes it required."""
    server: str = ""
    """The program whose server in the environment makes the key required, and generated. Without such a server, it is
    the key of one elsewhere: issued, and optional. Default: none; the key does not depend on a server."""

    @property
    def may_be_issued(self) -> bool:
        """Whether a provider issues it, at least in some environments."""
        return self.origin == "issued" or bool(self.server)

    def reference(self, *, optional: bool = False) -> SecretKey:
        """Return a reference to it."""
        return SecretKey(self.secret, self.name, optional)


def _of_webapp(name: str, what: str, origin: Origin = "issued", without: str = "") -> SecretVariable:
    return SecretVariable(name, APP, origin, {"webapp": name}, what, without)


def _of_server(name: str, server: str, what: str) -> SecretVariable:
    return SecretVariable(name, APP, "chosen", {"webapp": name, server: "SECRET"}, what, server=server)


_NO_UPLOADS = "graphs cannot be uploaded"

SECRET_VARIABLES = (
    _of_webapp("NEXTAUTH_SECRET", "signs user sessions", "chosen"),
    # While it is missing, an empty key opens the page that it protects.
    _of_webapp("GRAPH_ADMIN_BROWSE_KEY", "gives access to the administration of graphs", "chosen"),
    SecretVariable(
        "INFERENCE_SERVER_SECRET",
        APP,
        "chosen",
        {"webapp": "INFERENCE_SERVER_SECRET", "inference": "SECRET"},
        "authenticates the webapp to the inference servers",
    ),
    SecretVariable(
        "AUTOINTERP_SERVER_SECRET",
        APP,
        "chosen",
        {"webapp": "AUTOINTERP_SERVER_SECRET", "autointerp": "SECRET"},
        "authenticates the webapp to the autointerp server",
    ),
    _of_webapp(
        "ANTHROPIC_API_KEY",
        "explanations by Anthropic's models",
        without="explanations by Anthropic's models need each user's own key",
    ),
    _of_webapp("APPLE_CLIENT_SECRET", "sign-in with Apple"),
    _of_webapp("AWS_ACCESS_KEY_ID", "mail through SES, and uploads of graphs to S3", without=_NO_UPLOADS),
    _of_webapp("AWS_SECRET_ACCESS_KEY", "mail through SES, and uploads of graphs to S3", without=_NO_UPLOADS),
    _of_webapp("AZURE_OPENAI_API_KEY", "embeddings from Azure OpenAI"),
    _of_webapp(
        "GEMINI_API_KEY",
        "explanations by Google's models",
        without="explanations by Google's models need each user's own key",
    ),
    _of_webapp("GITHUB_SECRET", "sign-in with GitHub"),
    _of_webapp("GOOGLE_CLIENT_SECRET", "sign-in with Google"),
    _of_webapp("GRAPH_RUNPOD_SECRET", "the API key of a graph server at RunPod"),
    _of_server("GRAPH_SERVER_SECRET", "graph", "authenticates the webapp to the graph servers"),
    _of_webapp("HIGHER_LIMIT_API_TOKENS", "comma-separated API keys with a higher rate limit"),
    _of_webapp("KV_REST_API_TOKEN", "the Upstash Redis of the rate limiter"),
    _of_server("NLA_SERVER_SECRET", "nla", "authenticates the webapp to the NLA servers"),
    _of_webapp(
        "OPENAI_API_KEY",
        "explanations and embeddings by OpenAI's models",
        without="explanations by OpenAI's models need each user's own key; and if OpenAI provides the embeddings, "
        "which is the default, semantic search fails, and saving an explanation responds with an error",
    ),
    _of_webapp(
        "OPENROUTER_API_KEY",
        "explanations and embeddings through OpenRouter",
        without="scores, and explanations by models of other providers, need each user's own key",
    ),
    _of_webapp("RESEND_EMAIL_API_KEY", "mail through Resend"),
    _of_server("SPARSITY_SERVER_SECRET", "sparsity", "authenticates the webapp to the sparsity server"),
    SecretVariable(
        "POSTGRES_PASSWORD",
        DATABASE,
        "chosen",
        {"postgres": "POSTGRES_PASSWORD", DATABASE_CLIENTS: "PGPASSWORD"},
        "the database's password, which PostgreSQL stores when it initializes its volume",
    ),
    SecretVariable(
        "POSTGRES_URL",
        DATABASE,
        "composed",
        {"webapp": "POSTGRES_URL", "db-init": "POSTGRES_URL"},
        "the database's URL with user and password; the manifest adds parameters to it in `POSTGRES_PRISMA_URL` and "
        "`POSTGRES_URL_NON_POOLING`",
    ),
    SecretVariable(
        "HF_TOKEN",
        INFERENCE,
        "issued",
        dict.fromkeys(("inference", "autointerp", "graph", "nla", "sparsity", "webapp"), "HF_TOKEN"),
        "downloads from Hugging Face; required for gated models such as Gemma and Llama",
        "downloads are anonymous and have a lower rate limit",
    ),
)


@cache
def by_name() -> dict[str, SecretVariable]:
    """Return the secret variables by the key in their Secret."""
    return {variable.name: variable for variable in SECRET_VARIABLES}


def read_by(reader: str, *, required: frozenset[str] = frozenset()) -> dict[str, SecretKey]:
    """Return a program's references to Secrets, by environment variable.

    Generated and composed keys must exist. Issued keys may be missing, unless `required` names them.
    """
    return {
        variable.read_as[reader]: variable.reference(
            optional=variable.may_be_issued and reader != variable.server and variable.name not in required
        )
        for variable in SECRET_VARIABLES
        if reader in variable.read_as
    }


def is_secret(name: str) -> bool:
    """Return whether an environment variable is a secret: a known one, or one with such a name."""
    return name in by_name() or looks_secret(name)
