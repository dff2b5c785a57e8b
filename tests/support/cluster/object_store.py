"""An S3 service of this machine and the AWS command line to reach it with: nothing leaves the machine."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import ThreadingHTTPServer
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from localbucket import S3Handler

from tests.support import waiting


@dataclass(frozen=True)
class ObjectStore:
    """A running S3 service: its bucket, which is a folder of files, and the whole environment that `aws` needs."""

    endpoint: str
    bucket: str
    folder: Path
    environ: dict[str, str]

    def aws(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return waiting.run(["aws", *arguments], env=self.environ, capture_output=True, text=True, check=False)


@cache
def aws_installed() -> TemporaryDirectory[str]:
    """A folder with the AWS command line, `aws`, in it: the package brings it as an archive, with its own libraries."""
    made = TemporaryDirectory(prefix="aws-")
    folder = Path(made.name)
    (package,) = (file for file in distribution("aws-cdk-asset-awscli-v1").files or () if file.suffix == ".tgz")
    with tarfile.open(str(package.locate())) as outer:
        if layer := outer.extractfile("package/lib/layer.zip"):
            zipfile.ZipFile(layer).extractall(folder)
    (folder / "aws").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder}/awscli/aws" "$@"\n', encoding="utf-8")
    (folder / "aws").chmod(0o755)
    return made


@contextmanager
def object_store(bucket: str = "models") -> Iterator[ObjectStore]:
    """Run an S3 service with one bucket on a free port; it takes any credentials and is gone after the `with`."""
    with TemporaryDirectory(prefix="object-store-") as root, ThreadingHTTPServer(("127.0.0.1", 0), S3Handler) as server:
        path = f"{aws_installed().name}:{os.environ['PATH']}"
        (folder := Path(root, "buckets", bucket)).mkdir(parents=True)
        server.RequestHandlerClass = type("Handler", (S3Handler,), {"data_root": folder.parent})
        url = f"http://127.0.0.1:{server.server_port}"
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
        files = {"HOME": root, "AWS_CONFIG_FILE": f"{root}/none", "AWS_SHARED_CREDENTIALS_FILE": f"{root}/none"}
        local = {"AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1", "NO_PROXY": "*"}
        Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        try:
            yield ObjectStore(url, bucket, folder, {"PATH": path, **keys, **files, **local})
        finally:
            server.shutdown()
