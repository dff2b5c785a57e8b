"""Run the registration of inference servers as the manifests hold it, and look at what it leaves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal

from cdk8s import App

from neuronpedia_constructs import CPU_STANDARD, AppConfig, Neuronpedia, models
from tests.support.building import Manifest, bare, named, pod, synthesized, workloads

from .postgres import Server, psql, run
from .webapp_tables import LOOK_UP

ROWS = """
SELECT 'host', id, name, "hostUrl", engine::text, "modelId", "createdAt"::text, "updatedAt"::text
FROM "InferenceHostSource"
UNION ALL
SELECT 'join', "sourceId", "sourceModelId", "inferenceHostId", '', '', '', '' FROM "InferenceHostSourceOnSource"
ORDER BY 1, 2, 3, 4
"""


def imported(server: Server, database: str, model: str, *sources: str, tlens_id: str | None = None) -> None:
    """Import a model and sources of it, as the webapp does it."""
    tlens = "NULL" if tlens_id is None else f"'{tlens_id}'"
    rows = [f"""INSERT INTO "Model" VALUES ('{model}', 'u', 12, 1, 'o', {tlens}) ON CONFLICT DO NOTHING"""]
    for source in sources:
        name = source.partition("-")[2].partition("__")[0]
        rows.append(f"""INSERT INTO "SourceSet" VALUES ('{model}', '{name}', '', '', 'u') ON CONFLICT DO NOTHING""")
        rows.append(f"""INSERT INTO "Source" VALUES ('{source}', '{model}', '{name}', 'u') ON CONFLICT DO NOTHING""")
    psql(server, ";".join(rows), database)


def is_registration(found: Manifest, kind: str) -> bool:
    return bool(found["kind"] == kind and found["metadata"]["labels"]["app"] == "register-inference")


def registration(made: list[Manifest], kind: str = "CronJob") -> tuple[Manifest, str]:
    """The container that registers, and the SQL that it runs."""
    workload = next(found for found in workloads(made) if is_registration(found, kind))
    (container,) = pod(workload)["containers"]
    (text,) = named(made, "ConfigMap", "register-inference")["data"].values()
    return container, text


def register(server: Server, database: str, environment: Neuronpedia, folder: Path, kind: str = "CronJob") -> str:
    container, text = registration(synthesized(environment), kind)
    return apply(server, database, container, text, folder)


def apply(server: Server, database: str, container: Manifest, text: str, folder: Path) -> str:
    # A folder for each run: several at once would read what another is writing.
    (made := Path(mkdtemp(dir=folder)) / "register.sql").write_text(text)
    result = run(container, server.environ(database), files={"/sql": made.parent})
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def served(
    *instances: str, foreign_hosts: Literal["keep", "remove"] = "remove", upstream: str = "current", **changes: Any
) -> Neuronpedia:
    environment = bare(App(), upstream=upstream, app_config=AppConfig(foreign_hosts=foreign_hosts))
    for instance in instances:
        environment.add_inference(instance).with_(replace(models.get("gpt2-small"), **changes), CPU_STANDARD)
    return environment


def found(server: Server, database: str, model: str, source: str) -> list[str]:
    return psql(server, LOOK_UP.format(model=model, source=source), database).split()
