"""The webapp: the Next.js site that people open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft import image, leaves
from neuronpedia_constructs.draft.quantity import Resources
from neuronpedia_constructs.draft.workload import ContainerDraft, PodDraft, Scratch, SecretKey, WorkloadDraft
from neuronpedia_constructs.settings import APP_SECRETS, DATABASE_CREDENTIALS, INFERENCE_SECRETS

from . import autointerp
from .workload import Workload

if TYPE_CHECKING:
    from constructs import Construct

    from neuronpedia_constructs.settings import Settings

    from .service import Service

NAME = "webapp"
PORT = 3000
CONFIG = "app-config"

_UID = 1001
"""The image's user nextjs, who owns /app."""

_REQUIRED_SECRETS = (
    "AUTOINTERP_SERVER_SECRET",
    "GRAPH_ADMIN_BROWSE_KEY",  # while it is missing, an empty key opens the page that it protects
    "INFERENCE_SERVER_SECRET",
    "NEXTAUTH_SECRET",
)
_OPTIONAL_SECRETS = (
    "ANTHROPIC_API_KEY",
    "APPLE_CLIENT_SECRET",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AZURE_OPENAI_API_KEY",
    "GEMINI_API_KEY",
    "GITHUB_SECRET",
    "GOOGLE_CLIENT_SECRET",
    "GRAPH_RUNPOD_SECRET",
    "GRAPH_SERVER_SECRET",
    "HIGHER_LIMIT_API_TOKENS",
    "KV_REST_API_TOKEN",
    "NLA_SERVER_SECRET",
    "OPENAI_API_KEY",
    "OPENROUTER_API_KEY",
    "RESEND_EMAIL_API_KEY",
    "SPARSITY_SERVER_SECRET",
)
"""Every other secret that apps/webapp/lib/env.ts reads: a feature is on once its key is in the Secret."""


class Webapp(Workload):
    """The webapp: Deployment `webapp`, its Service, and ConfigMap `app-config`."""

    port = PORT

    def __init__(self, scope: Construct, service: Service) -> None:
        super().__init__(scope, NAME, service)


def draft(settings: Settings) -> WorkloadDraft:
    """Return the webapp as it is before any mixin."""
    container = ContainerDraft(
        name=NAME,
        image=image.WEBAPP,
        runtime="node",
        # The image's own start script lets a dotenv file from the build override these variables.
        command=("node", "server.js"),
        env={"HOSTNAME": "0.0.0.0", "PORT": str(PORT), **_secrets()},
        config_maps={CONFIG},
        # Its mere presence turns the site into a read-only demonstration.
        never_empty=frozenset({"NEXT_PUBLIC_SITE_NAME_VERCEL_DEPLOY"}),
        ports={leaves.HTTP: PORT},
        resources=Resources(requests={"cpu": "500m", "memory": "512Mi"}, limits={"cpu": "1", "memory": "1Gi"}),
        # Neither route touches the database; the first also loads the server's code, so it waits for a working one.
        startup_probe=leaves.http_probe("/api/auth/providers", period=5, timeout=5, failures=60),
        readiness_probe=leaves.http_probe("/robots.txt", period=10, timeout=5, failures=3),
        liveness_probe=leaves.http_probe("/robots.txt", period=20, timeout=5, failures=6),
        security_context=leaves.confined(),
        mounts={
            "/app/.next/cache": "next-cache",
            "/tmp": "tmp",
        },
    )
    return WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels=settings.labels(NAME, "website"),
        config_maps={CONFIG: _config(settings)},
        pod=PodDraft(
            containers={NAME: container},
            volumes={"next-cache": Scratch("2Gi"), "tmp": Scratch("1Gi")},
            security_context=leaves.pod_identity(_UID),
        ),
    )


def _config(settings: Settings) -> dict[str, str]:
    return {
        "AUTOINTERP_SERVER": autointerp.URL,
        "NEXTAUTH_URL": settings.url.text,
        "NEXT_PUBLIC_URL": settings.url.text,
        "USE_LOCALHOST_AUTOINTERP": "false",
        "USE_LOCALHOST_INFERENCE": "false",
    }


def _secrets() -> dict[str, str | SecretKey]:
    database = {
        key: SecretKey(DATABASE_CREDENTIALS, key) for key in ("POSTGRES_PRISMA_URL", "POSTGRES_URL_NON_POOLING")
    }
    required = {key: SecretKey(APP_SECRETS, key) for key in _REQUIRED_SECRETS}
    optional = {key: SecretKey(APP_SECRETS, key, optional=True) for key in _OPTIONAL_SECRETS}
    return {**database, **required, **optional, "HF_TOKEN": SecretKey(INFERENCE_SECRETS, "HF_TOKEN", optional=True)}
