"""The configuration of the webapp."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from neuronpedia_constructs.draft.address import Address
from neuronpedia_constructs.validation import texts, values
from neuronpedia_constructs.validation.names import matches
from neuronpedia_constructs.validation.problems import Problem

from . import app_requirements
from .node_memory import memory_problems
from .variables import Config, variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.context import Context

MailProvider = Literal["aws", "resend", "smtp"]
EmbeddingProvider = Literal["openai", "azure", "openrouter"]

_MAIL = values.OneOf[MailProvider](get_args(MailProvider))
_EMBEDDINGS = values.OneOf[EmbeddingProvider](get_args(EmbeddingProvider))
_TEXT = texts.Text()
_YES = values.Boolean()
_URL = texts.Url()
_RATE = values.Fraction(0, 1, example=0.25)
_USER = texts.Text("the id of a user", "clkht01d40000jv08hvalcvly")

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""

_SMTP = 25
"""The webapp's default port for mail servers."""


@dataclass(frozen=True, kw_only=True)
class AppConfig(Config):
    """Every setting of the webapp that is not a secret; it becomes the ConfigMap `app-config`.

    The names in capitals are the webapp's environment variables, which it reads in apps/webapp/lib/env.ts. None leaves
    a variable out, so the webapp uses its own default.

    "Build time" marks variables that Next.js writes into the browser's code when the image is built. Give the build the
    same value. A variable that is set during the build keeps that value everywhere. A variable that is not set during
    the build is unknown to the browser; only the server sees the value that you set here.
    """

    reader: ClassVar[str] = "webapp"
    title: ClassVar[str] = "AppConfig"

    enable_signin: bool | None = variable("NEXT_PUBLIC_ENABLE_SIGNIN", _YES, default=True, build_time=True)
    """`NEXT_PUBLIC_ENABLE_SIGNIN`, build time: whether people can sign in. Requires at least one of
    `github_id`, `google_client_id`, `apple_client_id` and `email_sending_provider`. Default True."""
    demo_mode: bool | None = variable("NEXT_PUBLIC_DEMO_MODE", _YES, default=False, build_time=True)
    """`NEXT_PUBLIC_DEMO_MODE`, build time: whether the site is anonymous and read-only. Default False."""
    contact_email_address: str | None = variable("NEXT_PUBLIC_CONTACT_EMAIL_ADDRESS", texts.Email(), build_time=True)
    """`NEXT_PUBLIC_CONTACT_EMAIL_ADDRESS`, build time: the address that the site shows and sends mail from. Default:
    the address of neuronpedia.org."""
    enable_rate_limiter: bool | None = variable("ENABLE_RATE_LIMITER", _YES, default=False)
    """`ENABLE_RATE_LIMITER`: whether to limit requests per client; requires `kv_rest_api_url`. Default False."""
    kv_rest_api_url: str | None = variable("KV_REST_API_URL", _URL)
    """`KV_REST_API_URL`: the REST endpoint of an Upstash Redis, which holds the rate limiter's counters. Default:
    none."""
    enable_vercel_analytics: bool | None = variable("ENABLE_VERCEL_ANALYTICS", _YES, default=False)
    """`ENABLE_VERCEL_ANALYTICS`: whether pages load Vercel's analytics. Default False."""
    nextauth_url_internal: str | None = variable("NEXTAUTH_URL_INTERNAL", _URL)
    """`NEXTAUTH_URL_INTERNAL`: the URL at which the webapp reaches itself. Default: the public URL."""

    default_release_name: str | None = variable("NEXT_PUBLIC_DEFAULT_RELEASE_NAME", _TEXT, build_time=True)
    """`NEXT_PUBLIC_DEFAULT_RELEASE_NAME`, build time: the release shown first. Default: none."""
    default_model_id: str | None = variable("NEXT_PUBLIC_DEFAULT_MODELID", _TEXT, build_time=True)
    """`NEXT_PUBLIC_DEFAULT_MODELID`, build time: the model selected first. Default: none."""
    default_source_set: str | None = variable("NEXT_PUBLIC_DEFAULT_SOURCESET", _TEXT, build_time=True)
    """`NEXT_PUBLIC_DEFAULT_SOURCESET`, build time: the SAE set selected first. Default: none."""
    default_source: str | None = variable("NEXT_PUBLIC_DEFAULT_SOURCE", _TEXT, build_time=True)
    """`NEXT_PUBLIC_DEFAULT_SOURCE`, build time: the SAE selected first. Default: none."""
    default_steer_model: str | None = variable("NEXT_PUBLIC_DEFAULT_STEER_MODEL", _TEXT, build_time=True)
    """`NEXT_PUBLIC_DEFAULT_STEER_MODEL`, build time: the model that the steering page opens with. Default: none."""
    steer_force_allow_instruct_models: Sequence[str] | None = variable(
        "NEXT_PUBLIC_STEER_FORCE_ALLOW_INSTRUCT_MODELS", values.Words(), build_time=True
    )
    """`NEXT_PUBLIC_STEER_FORCE_ALLOW_INSTRUCT_MODELS`, build time: chat models for which steering is always
    allowed. Default: none."""
    search_topk_max_char_length: int | None = variable(
        "NEXT_PUBLIC_SEARCH_TOPK_MAX_CHAR_LENGTH", values.Number(1, example=1700), build_time=True
    )
    """`NEXT_PUBLIC_SEARCH_TOPK_MAX_CHAR_LENGTH`, build time: maximum length of a top-k search, in characters. Default:
    the webapp's own, 1700."""

    default_creator_user_id: str | None = variable(
        "DEFAULT_CREATOR_USER_ID", _USER, default="clkht01d40000jv08hvalcvly"
    )
    """`DEFAULT_CREATOR_USER_ID`: the user who owns uploads. Default: the one that the seed creates."""
    inference_activation_user_id: str | None = variable(
        "INFERENCE_ACTIVATION_USER_ID", _USER, default="cljgamm90000076zdchicy6zj"
    )
    """`INFERENCE_ACTIVATION_USER_ID`: the user who owns the activations of anonymous searches. Default: the one that
    the seed creates."""
    public_activations_user_ids: Sequence[str] | None = variable(
        "PUBLIC_ACTIVATIONS_USER_IDS",
        values.Words(example=("clkht01d40000jv08hvalcvly",)),
        default=(
            "clsxqq2xd0000vvp2k5itlhqj",
            "clkht01d40000jv08hvalcvly",
            "cljqfoqm1000776wmbr1f5mux",
            "cljj57d3c000076ei38vwnv35",
        ),
    )
    """`PUBLIC_ACTIVATIONS_USER_IDS`: users whose activations are public. Default: the four users that own
    Neuronpedia's published data; the webapp's own default has only two of them."""

    email_sending_provider: MailProvider | None = variable("EMAIL_SENDING_PROVIDER", _MAIL)
    """`EMAIL_SENDING_PROVIDER`: the mail provider; "aws" is SES. Each needs its own secrets, "smtp" needs
    `smtp_server_host`. Default: the webapp's own, "aws", with no secret required."""
    smtp_server_host: str | None = variable("SMTP_SERVER_HOST", texts.Host())
    """`SMTP_SERVER_HOST`: the mail server. It must support STARTTLS and accept mail without a password. Default:
    none."""
    smtp_server_port: int | None = variable("SMTP_SERVER_PORT", values.Number(1, 65535, example=587))
    """`SMTP_SERVER_PORT`: the port of the mail server. Default: the webapp's own, 25."""
    aws_region: str | None = variable("AWS_REGION", texts.Text("a region of AWS", "us-east-1"))
    """`AWS_REGION`: the region of the bucket for uploaded graphs. Default: the webapp's own, us-east-1."""
    embedding_provider: EmbeddingProvider | None = variable("EMBEDDING_PROVIDER", _EMBEDDINGS)
    """`EMBEDDING_PROVIDER`: the provider of the embeddings for semantic search; each needs its own key. Default:
    the webapp's own, "openai", with no key required."""
    azure_openai_endpoint: str | None = variable("AZURE_OPENAI_ENDPOINT", _URL)
    """`AZURE_OPENAI_ENDPOINT`: the URL of Azure OpenAI, for embeddings. Default: none."""

    github_id: str | None = variable("GITHUB_ID", _TEXT)
    """`GITHUB_ID`: client ID for sign-in with GitHub; its secret is `GITHUB_SECRET`. Default: none."""
    google_client_id: str | None = variable("GOOGLE_CLIENT_ID", _TEXT)
    """`GOOGLE_CLIENT_ID`: client ID for sign-in with Google; its secret is `GOOGLE_CLIENT_SECRET`. Default: none."""
    apple_client_id: str | None = variable("APPLE_CLIENT_ID", _TEXT)
    """`APPLE_CLIENT_ID`: client ID for sign-in with Apple; its secret is `APPLE_CLIENT_SECRET`. Default: none."""

    autointerp_server: str | None = variable("AUTOINTERP_SERVER", _URL)
    """`AUTOINTERP_SERVER`: the URL of an autointerp server. Default: the environment's own server."""
    use_localhost_inference: bool | None = variable("USE_LOCALHOST_INFERENCE", _YES, default=False)
    """`USE_LOCALHOST_INFERENCE`: whether to send every inference request to `localhost_inference_host_override`,
    instead of to the servers in the database. Default False."""
    localhost_inference_host_override: str | None = variable("LOCALHOST_INFERENCE_HOST_OVERRIDE", _URL)
    """`LOCALHOST_INFERENCE_HOST_OVERRIDE`: the URL of that server, such as "http://gpt2-small-inference:5002". Default:
    none."""
    use_localhost_graph: bool | None = variable("USE_LOCALHOST_GRAPH", _YES, default=False)
    """`USE_LOCALHOST_GRAPH`: whether to send every graph request to `localhost_graph_host_override`, instead of to the
    servers in the database. Default False."""
    localhost_graph_host_override: str | None = variable("LOCALHOST_GRAPH_HOST_OVERRIDE", _URL)
    """`LOCALHOST_GRAPH_HOST_OVERRIDE`: the URL of that server. Default: none."""
    use_localhost_nla: bool | None = variable("USE_LOCALHOST_NLA", _YES)
    """`USE_LOCALHOST_NLA`: whether to send every request for natural-language autoencoders to
    `localhost_nla_host_override`, instead of to the servers in the database. Default: the webapp's own, False."""
    localhost_nla_host_override: str | None = variable("LOCALHOST_NLA_HOST_OVERRIDE", _URL)
    """`LOCALHOST_NLA_HOST_OVERRIDE`: the URL of that server. Default: none."""
    sparsity_server: str | None = variable("SPARSITY_SERVER", _URL)
    """`SPARSITY_SERVER`: the URL of a sparsity server. Default: the webapp's own, which does not exist here."""

    sentry_dsn: str | None = variable("SENTRY_DSN", texts.SENTRY_DSN)
    """`SENTRY_DSN`: the Sentry project for errors of the server. Default: none."""
    public_sentry_dsn: str | None = variable("NEXT_PUBLIC_SENTRY_DSN", texts.SENTRY_DSN, build_time=True)
    """`NEXT_PUBLIC_SENTRY_DSN`, build time: the Sentry project for errors in browsers. Default: none."""
    sentry_traces_sample_rate: float | None = variable("SENTRY_TRACES_SAMPLE_RATE", _RATE)
    """`SENTRY_TRACES_SAMPLE_RATE`: the fraction of requests to trace, from 0 to 1. Default: the webapp's own, 0.25."""

    graph_bucket: str | None = None
    """The S3 bucket in which the webapp saves graphs. No variable sets it: the name is in the webapp's code
    (`NP_GRAPH_BUCKET` in apps/webapp/app/[modelId]/graph/utils.ts), so you build the image with yours. Default: none.
    Required with graph servers, which then also need `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`."""
    memory: str = "2Gi"
    """The webapp's memory limit, a quantity with a unit. Default "2Gi", which the largest batch of an import needs.
    With less, you get a warning, because an import can then crash the webapp for everyone."""
    max_old_space_size: int | None = None
    """`NODE_OPTIONS --max-old-space-size`: the maximum size of Node.js's heap, in MiB. Default: the memory limit minus
    768 MiB, and at least half of the limit, because buffers and the database client use memory outside of the heap."""
    foreign_hosts: Literal["keep", "remove"] = "remove"
    """What to do with inference hosts in the webapp's database that are not servers of this environment, such as the
    hosts that an import adds. The webapp picks a host at random, and sends it prompts and `INFERENCE_SERVER_SECRET`.
    Default "remove": they are deleted every five minutes. "keep" deletes only hosts without an address."""

    @property
    def required_secrets(self) -> frozenset[str]:
        """The issued secrets that these settings need. Internal."""
        return app_requirements.secrets(self)

    @property
    def addresses(self) -> set[Address]:
        """The configured addresses that the webapp calls, including its mail server."""
        host, port = self.smtp_server_host, self.smtp_server_port
        mail = {Address(str(host), port or _SMTP)} if self.declared()["smtp_server_host"].type.accepts(host) else set()
        return {*super().addresses, *mail}

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of each argument, and of their combinations."""
        yield from super().problems(context)
        yield from memory_problems(self.memory, self.max_old_space_size)
        if self.foreign_hosts not in ("keep", "remove"):
            fix = 'write foreign_hosts="keep", or leave it out'
            yield Problem.invalid(
                "configuration.value-invalid", "AppConfig foreign_hosts", self.foreign_hosts, '"keep" or "remove"', fix
            )
        yield from app_requirements.problems(self)
        if self.graph_bucket is not None and not matches(_BUCKET, self.graph_bucket):
            allowed = "the name of a bucket: 3 to 63 lowercase letters, digits, '.' and '-'"
            fix = 'write graph_bucket="example-graphs"'
            yield Problem.invalid(
                "configuration.value-invalid", "AppConfig graph_bucket", self.graph_bucket, allowed, fix
            )
