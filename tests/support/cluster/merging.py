"""Run the merge of certificate authorities as the manifests hold it, and find who reads what it writes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pip
from pip._vendor import certifi

from tests.support.building import Manifest, named, pod, variables
from tests.support.database.postgres import run

from .private_ca import certificates

Result = subprocess.CompletedProcess[str]

INFERENCE = "deepseek-r1-distill-llama-8b-inference"
STORES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
CERTIFI = Path(pip.__file__).parent / "_vendor"
"""Where `certifi` can be imported from: pip has a copy of it, and one of requests."""

ROOTS_OF_CERTIFI = Path(certifi.where())
"""Its roots. In Debian's pip, they are those of the system."""

NODE = {"NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"}
PYTHON = {"CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"}
AWS = {"AWS_CA_BUNDLE"}
CALLING = {
    "webapp": {"webapp": NODE},
    "db-init": {"migrate": NODE, "db-init": NODE},
    INFERENCE: {"fetch-model": PYTHON, "inference": PYTHON},
    "autointerp": {"autointerp": PYTHON},
    "postgres-backup": {"upload": AWS},
}
"""The variables for a bundle of each container that makes TLS connections, by workload."""

URLLIB = "import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).read().decode())"
REQUESTS = "import sys; from pip._vendor import requests; print(requests.get(sys.argv[1]).text)"
FETCH = "fetch(process.argv[1]).then((answer) => answer.text()).then(console.log)"
CLIENTS = {
    "urllib": (INFERENCE, sys.executable, "-c", URLLIB),
    "requests": ("autointerp", sys.executable, "-c", REQUESTS),
    "git": (INFERENCE, "git", "ls-remote", "--quiet"),
    "curl": (INFERENCE, "curl", "--silent", "--show-error"),
    "fetch": ("webapp", "node", "-e", FETCH),
    "an OpenSSL program beside Node": ("webapp", "curl", "--silent", "--show-error"),
}
"""Programs that open the address they are given last, and the service in whose container they do."""


def workload(made: list[Manifest], name: str) -> Manifest:
    kinds = {"db-init": "Job", "postgres-backup": "CronJob"}
    return named(made, kinds.get(name, "Deployment"), name)


def volumes(container: Manifest) -> dict[str, str]:
    """The volumes of a container by the path at which it finds them, each as a whole."""
    mounts = [mount for mount in container.get("volumeMounts", []) if mount["name"] != "dotenv"]
    assert not any("subPath" in mount for mount in mounts)
    return {mount["mountPath"]: mount["name"] for mount in mounts}


def bundles(container: Manifest) -> dict[str, Path]:
    """The paths that a container's variables for CA bundles name."""
    read = NODE | PYTHON | AWS
    return {name: Path(entry["value"]) for name, entry in variables(container).items() if name in read}


def merge(
    made: list[Manifest], name: str, folder: Path, given: str, stores: Mapping[str, str], **environ: str
) -> Result:
    """Run the init container where the ConfigMap holds `given` and the image has these stores, by path."""
    for volume in ("ca-bundle", "corporate-ca-certs", "cwd"):
        (folder / volume).mkdir()
    spec = pod(workload(made, name))
    ((item,),) = (volume["configMap"]["items"] for volume in spec["volumes"] if volume["name"] == "corporate-ca-certs")
    (folder / "corporate-ca-certs" / item["path"]).write_text(given)
    files = {path: folder / f"store-{index}" for index, path in enumerate(STORES)}
    for path, text in stores.items():
        files[path].write_text(text)
    init = spec["initContainers"][0]
    files |= {path: folder / volume for path, volume in volumes(init).items()}
    result = run(init, {"PATH": os.environ["PATH"], **environ}, files=files, cwd=folder / "cwd")
    assert not list((folder / "cwd").iterdir())
    return result


def assert_merged(result: Result, folder: Path, *texts: str) -> None:
    """Assert that the bundle has the certificates of these texts and no others."""
    assert (result.returncode, result.stderr) == (0, "")
    (bundle,) = (folder / "ca-bundle").iterdir()
    assert certificates(bundle.read_text()) == frozenset().union(*map(certificates, texts))


def path_of(folder: Path, *programs: str) -> str:
    """A folder for PATH that has these programs and no others; with options that they are always given."""
    folder.mkdir()
    for program, *options in map(str.split, programs):
        script = ["#!/bin/sh", f'exec "{shutil.which(program)}" {" ".join(options)} "$@"']
        (folder / program).write_text("\n".join(script))
        (folder / program).chmod(0o755)
    return str(folder)
