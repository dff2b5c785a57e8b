"""Every secret variable that a program reads, declared once."""

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
"""The Secrets that the programs read, by the names that the manifests give them unless a source has others."""

DATABASE_CLIENTS = "its clients"
"""What runs PostgreSQL's own programs: jobs, and init containers that wait."""

PUBLIC = "public"
"""The well-known secret of servers that answer everybody, as Neuronpedia's own clients send it."""

PUBLIC_VARIABLES = ("SECRET", "INFERENCE_SERVER_SECRET")
"""The variables that may hold it."""

Origin = Literal["chosen", "issued", "composed"]
"""Who decides on a value: we choose it, at random; somebody else issues it, such as a provider of language models; or
it is composed of others, such as the address of the database."""


@dataclass(frozen=True)
class SecretVariable:
    """A key of a Secret, and the variables in which programs read it."""

    name: str
    secret: str
    origin: Origin
    read_as: Mapping[str, str]
    """The environment variable, by program."""
    what: str
    """What it is for, and who issues it."""
    without: str = ""
    """What does not work while it is missing; empty: nothing, unless a setting asks for it, which makes it required."""

    def reference(self, *, optional: bool = False) -> SecretKey:
        """Return the reference to it."""
        return SecretKey(self.secret, self.name, optional)


def _of_webapp(name: str, what: str, origin: Origin = "issued", without: str = "") -> SecretVariable:
    return SecretVariable(name, APP, origin, {"webapp": name}, what, without)


_NO_UPLOADS = "graphs cannot be uploaded"

SECRET_VARIABLES = (
    _of_webapp("NEXTAUTH_SECRET", "signs the sessions of people who are signed in", "chosen"),
    # While it is missing, an empty key opens the page that it protects.
    _of_webapp("GRAPH_ADMIN_BROWSE_KEY", "opens the administration of graphs", "chosen"),
    SecretVariable(
        "INFERENCE_SERVER_SECRET",
        APP,
        "chosen",
        {"webapp": "INFERENCE_SERVER_SECRET", "inference": "SECRET"},
        "what the webapp sends to the inference servers, which answer nobody else",
    ),
    SecretVariable(
        "AUTOINTERP_SERVER_SECRET",
        APP,
        "chosen",
        {"webapp": "AUTOINTERP_SERVER_SECRET", "autointerp": "SECRET"},
        "what the webapp sends to the autointerp server, which answers nobody else",
    ),
    _of_webapp(
        "ANTHROPIC_API_KEY",
        "explanations by Anthropic's models",
        without="explanations by Anthropic's models need each person's own key",
    ),
    _of_webapp("APPLE_CLIENT_SECRET", "signing in with Apple"),
    _of_webapp("AWS_ACCESS_KEY_ID", "mail through SES, and uploads of graphs to S3", without=_NO_UPLOADS),
    _of_webapp("AWS_SECRET_ACCESS_KEY", "mail through SES, and uploads of graphs to S3", without=_NO_UPLOADS),
    _of_webapp("AZURE_OPENAI_API_KEY", "embeddings by Azure"),
    _of_webapp(
        "GEMINI_API_KEY",
        "explanations by Google's models",
        without="explanations by Google's models need each person's own key",
    ),
    _of_webapp("GITHUB_SECRET", "signing in with GitHub"),
    _of_webapp("GOOGLE_CLIENT_SECRET", "signing in with Google"),
    _of_webapp("GRAPH_RUNPOD_SECRET", "a graph server at RunPod: its API key"),
    _of_webapp("GRAPH_SERVER_SECRET", "a graph server: its SECRET"),
    _of_webapp("HIGHER_LIMIT_API_TOKENS", "keys, separated by commas, whose requests are limited less"),
    _of_webapp("KV_REST_API_TOKEN", "the Redis at Upstash in which the rate limiter counts"),
    _of_webapp("NLA_SERVER_SECRET", "a server of natural-language autoencoders: its SECRET"),
    _of_webapp(
        "OPENAI_API_KEY",
        "explanations and embeddings by OpenAI's models",
        without="explanations by OpenAI's models need each person's own key; and where OpenAI embeds, which is the "
        "default, searches by meaning fail, and new explanations are saved but answered with an error",
    ),
    _of_webapp(
        "OPENROUTER_API_KEY",
        "explanations and embeddings by way of OpenRouter",
        without="scores, and explanations by models of other makers, need each person's own key",
    ),
    _of_webapp("RESEND_EMAIL_API_KEY", "mail through Resend"),
    _of_webapp("SPARSITY_SERVER_SECRET", "a server of sparse circuits: its SECRET"),
    SecretVariable(
        "POSTGRES_PASSWORD",
        DATABASE,
        "chosen",
        {"postgres": "POSTGRES_PASSWORD", DATABASE_CLIENTS: "PGPASSWORD"},
        "the database's password; PostgreSQL takes it when its volume is empty",
    ),
    SecretVariable(
        "POSTGRES_URL",
        DATABASE,
        "composed",
        {"webapp": "POSTGRES_URL", "db-init": "POSTGRES_URL"},
        "the database's address with user and password; the manifest adds parameters to it, as `POSTGRES_PRISMA_URL` "
        "and `POSTGRES_URL_NON_POOLING`",
    ),
    SecretVariable(
        "HF_TOKEN",
        INFERENCE,
        "issued",
        {"inference": "HF_TOKEN", "autointerp": "HF_TOKEN", "webapp": "HF_TOKEN"},
        "downloads from Hugging Face; gated models such as Gemma and Llama need it",
        "downloads are anonymous, and limited sooner",
    ),
)


@cache
def by_name() -> dict[str, SecretVariable]:
    """Return the secret variables by the key in their Secret."""
    return {variable.name: variable for variable in SECRET_VARIABLES}


def read_by(reader: str, *, required: frozenset[str] = frozenset()) -> dict[str, SecretKey]:
    """Return the references of a program, by environment variable.

    What we choose or compose is there; what others issue may be missing, unless it is named in `required`.
    """
    return {
        variable.read_as[reader]: variable.reference(
            optional=variable.origin == "issued" and variable.name not in required
        )
        for variable in SECRET_VARIABLES
        if reader in variable.read_as
    }


def is_secret(name: str) -> bool:
    """Tell whether an environment variable holds a secret: one of ours, or one that is named like one."""
    return name in by_name() or looks_secret(name)
