"""Where the bundle of certificates may be: a volume hides what an image has at its path."""

from __future__ import annotations

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CorporateCaCerts,
    EmptyDir,
    PostgresBackup,
    S3Target,
    WorkloadDraft,
    find_problems,
)
from tests.support.building import bare, small
from tests.support.own_mixins import DraftChange


def codes(app: App, path: str) -> list[str]:
    """The problems of a bundle at a path, in an environment with every kind of workload that calls out."""
    environment = small(app).with_(PostgresBackup(target=S3Target(bucket="backups")))
    environment.with_(CorporateCaCerts("roots", mount_path=path))
    return [problem.code for problem in find_problems(app) if problem.field == "CA certificates mount_path"]


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/usr",
            "/usr/bin",
            "/usr/lib",
            "/usr/lib/x86_64-linux-gnu",
            "/usr/libexec",
            "/usr/share",
            "/usr/share/zoneinfo",
        ),
        *("/usr/local", "/usr/local/bin", "/usr/local/lib/python3.10", "/usr/local/share", "/usr/local/aws-cli"),
        *("/usr/local/cuda-12.1", "/usr/local/nvidia/lib64", "/opt", "/opt/nvidia", "/home", "/home/nextjs/.npm"),
        *("/app", "/app/node_modules", "/app/.next", "/app/.next/cache", "/app/apps/inference", "/aws", "/root/.local"),
        *("/bin", "/sbin", "/lib", "/lib64", "/lib/x86_64-linux-gnu", "/boot", "/dev", "/proc/self", "/sys", "/run"),
        *("/etc", "/etc/ssl", "/etc/pki", "/etc/pki/tls", "/etc/hosts", "/etc/passwd", "/etc/ld.so.conf.d", "/var"),
        *("/var/run", "/var/run/secrets", "/var/lib"),
    ],
)
def test_a_path_that_hides_programs_or_system_files_is_refused(path: str, app: App) -> None:
    assert codes(app, path) == ["certificates.mount-path-hides"]


@pytest.mark.parametrize("path", ["/tmp", "/tmp/ca", "/cache", "/cache/huggingface", "/backups", "/backups/a"])
def test_a_path_at_below_or_above_a_volume_of_a_workload_is_refused(path: str, app: App) -> None:
    assert codes(app, path) == ["certificates.mount-path-taken"]


def test_a_path_above_a_volume_of_a_mixin_is_refused(app: App) -> None:
    environment = bare(app).with_(CorporateCaCerts("roots", mount_path="/data"))

    def add(draft: WorkloadDraft) -> None:
        draft.pod.volumes["more"] = EmptyDir("1Gi")
        draft.main.volume_mounts["/data/more"] = "more"

    environment.webapp.with_(DraftChange(add))
    (problem,) = find_problems(app)
    assert problem.code == "certificates.mount-path-taken"
    assert "overlaps with '/data/more', where a workload has its volume more" in problem.cause


@pytest.mark.parametrize(
    "path",
    [
        *("/usr/local/share/ca-certificates", "/usr/local/share/ca-certificates/company", "/usr/local/share/company"),
        *(
            "/usr/share/ca-certificates",
            "/usr/share/pki/trust/anchors",
            "/etc/ssl/certs",
            "/etc/company",
            "/etc/pki/ca",
        ),
        *(
            "/etc/pki/tls/certs",
            "/opt/company",
            "/var/lib/ca-certificates",
            "/certs",
            "/mnt",
            "/application",
            "/binary",
        ),
        "/run/company",
    ],
)
def test_a_path_that_hides_nothing_is_accepted(path: str, app: App) -> None:
    assert codes(app, path) == []
