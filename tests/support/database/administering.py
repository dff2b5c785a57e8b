"""Call `neuronpedia-constructs admin`, and look at what it prints."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from neuronpedia_constructs.cli.main import main
from tests.support.building import Manifest, documents, pod

MAIN = """
from cdk8s import App
from neuronpedia_constructs import *
class NodePool(Mixin):
    def apply_to_draft(self, draft):
        draft.pod.node_selector["pool"] = "jobs"
class Broken(Mixin):
    def apply_to_draft(self, draft):
        draft.pod.init_containers["mend"].env["A"] = "1"
app = App()
given = {"namespace": "np", "url": "https://np.example.org"}
plain = Neuronpedia(app, "plain", **given)
plain.database_init.with_(NodePool())
Neuronpedia(app, "stored", secrets=ExternalSecrets(store="vault", path="np/production"), **given)
Neuronpedia(app, "operated", database=CloudNativePg(), **given)
elsewhere = ExternalDatabase(host="db.example.org", ca_config_map="db-ca")
Neuronpedia(app, "elsewhere", database=elsewhere, **given)
Neuronpedia(app, "taken", secrets=ClusterSecrets(app="neuronpedia-admin"), **given)
Neuronpedia(app, "broken", **given).database_init.with_(Broken())
app.with_(HarborRegistry("harbor.example.org/np", tag="v1", mirror="harbor.example.org/mirror"))
app.synth()
"""


class Printed(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Manifest]:
        return documents(self.out)

    @property
    def secret(self) -> dict[str, str]:
        return {key: base64.b64decode(value).decode() for key, value in self.objects[0]["data"].items()}

    @property
    def job(self) -> Manifest:
        return self.objects[1]

    @property
    def container(self) -> Manifest:
        (found,) = pod(self.job)["containers"]
        return dict(found)


Command = Callable[..., Printed]


def caller(capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, in a folder that gets an app."""
    Path("main.py").write_text(MAIN, encoding="utf-8")

    def called(environment: str = "plain", email: str = "anna@example.org", *others: str) -> Printed:
        code = main(["admin", environment, "--email", email, *others])
        printed = capsys.readouterr()
        return Printed(code, printed.out, printed.err)

    return called
