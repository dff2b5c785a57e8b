"""What the webapp's arguments require: other arguments, and issued secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .variables import Config

_DECIDING = ("enable_rate_limiter", "email_sending_provider", "embedding_provider")
_NEEDED = {
    ("enable_rate_limiter", True): ("KV_REST_API_TOKEN",),
    ("email_sending_provider", "aws"): ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    ("email_sending_provider", "resend"): ("RESEND_EMAIL_API_KEY",),
    ("embedding_provider", "openai"): ("OPENAI_API_KEY",),
    ("embedding_provider", "azure"): ("AZURE_OPENAI_API_KEY",),
    ("embedding_provider", "openrouter"): ("OPENROUTER_API_KEY",),
}
"""The issued secrets that an argument needs if it has this value."""

_CLIENTS = {
    "apple_client_id": "APPLE_CLIENT_SECRET",
    "github_id": "GITHUB_SECRET",
    "google_client_id": "GOOGLE_CLIENT_SECRET",
}
"""The secret that a client ID needs."""

_SIGN_IN = (*_CLIENTS, "email_sending_provider")
"""Ways to sign in: one is enough."""

_TOGETHER = (
    ("kv_rest_api_url", "enable_rate_limiter", True),
    ("smtp_server_host", "email_sending_provider", "smtp"),
    ("smtp_server_port", "email_sending_provider", "smtp"),
    ("azure_openai_endpoint", "embedding_provider", "azure"),
    ("localhost_inference_host_override", "use_localhost_inference", True),
    ("localhost_graph_host_override", "use_localhost_graph", True),
    ("localhost_nla_host_override", "use_localhost_nla", True),
)
"""An argument, and another argument with the only value that uses it. Only the port has a default."""


def secrets(config: Config) -> frozenset[str]:
    """Return the issued secrets that the arguments need."""
    made = {argument: getattr(config, argument) for argument in _DECIDING}
    accepted = {name: value for name, value in made.items() if config.declared()[name].type.accepts(value)}
    chosen = [_NEEDED.get(pair) for pair in accepted.items()]
    clients = [key for argument, key in _CLIENTS.items() if getattr(config, argument) is not None]
    return frozenset([*(key for keys in chosen if keys for key in keys), *clients])


def problems(config: Config) -> Iterator[Problem]:
    """List missing arguments, arguments without effect, and what sign-in and mail lack."""
    for argument, needed, value in _TOGETHER:
        because = f"if {needed}={value!r}"
        # 1 equals True, but is not a bool: that has its own problem.
        wanted = getattr(config, needed) == value and config.declared()[needed].type.accepts(getattr(config, needed))
        given = getattr(config, argument) is not None
        if wanted and not given and argument != "smtp_server_port":
            yield config.missing(argument, because)
        elif given and not wanted:
            yield config.unused(argument, because, f"write {needed}={value!r}, or leave {argument} out")
    yield from _sign_in_problems(config)


def _sign_in_problems(config: Config) -> Iterator[Problem]:
    """List what prevents people from signing in, or mail from arriving."""
    given = {argument: getattr(config, argument) for argument in config.declared()}
    enabled = given["enable_signin"] is True and given["demo_mode"] is not True
    if enabled and all(given[argument] is None for argument in _SIGN_IN):
        cause = "nobody can sign in, because no provider is configured"
        allowed = "True with at least one of " + ", ".join(sorted(_SIGN_IN))
        fix = 'write github_id="…", or email_sending_provider="smtp" with smtp_server_host, or enable_signin=False'
        place = config.place("enable_signin")
        yield Problem("configuration.sign-in-impossible", place, cause, allowed, fix, warning=True)
    if given["email_sending_provider"] is not None and given["contact_email_address"] is None:
        cause = "mail is sent as johnny@neuronpedia.org, which mail providers refuse"
        allowed = "an address that your mail provider sends from"
        fix = 'write contact_email_address="neuronpedia@example.org"'
        place = config.place("contact_email_address")
        yield Problem("configuration.contact-email-missing", place, cause, allowed, fix, warning=True)
