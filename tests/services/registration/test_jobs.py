"""The webapp finds its inference servers: the SQL in the manifests is run by the command in them, on a real server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import CPU_STANDARD, GPU_STANDARD, CpuProfile, InferenceConfig, Model, models
from neuronpedia_constructs.draft.rules.objects.sizes import ANNOTATIONS, applied_size
from tests.support.building import bare, containers, named, pod, synthesized, workloads
from tests.support.database.postgres import USER, Server, psql, run
from tests.support.database.registering import (
    ROWS,
    apply,
    found,
    imported,
    is_registration,
    register,
    registration,
    served,
)
from tests.support.waiting import until


def test_every_model_of_the_catalogue_is_found_for_the_sources_that_it_loads(
    server: Server, database: str, tmp_path: Path
) -> None:
    environment = bare(App())
    for name in models.names():
        model = models.get(name)
        environment.add_inference(name).with_(model, CPU_STANDARD if model.device == "cpu" else GPU_STANDARD)
        imported(server, database, model.webapp_id, *{model.saes[0].id, model.saes[-1].id, "0-res-other"})
    register(server, database, environment, tmp_path)
    for name in models.names():
        model = models.get(name)
        for sae in (model.saes[0], model.saes[-1]):
            assert f"http://{name}-inference:5002" in found(server, database, model.webapp_id, sae.id)
        assert found(server, database, model.webapp_id, "0-res-other") == []


def test_a_server_of_the_current_line_serves_any_name_and_may_have_no_saes(
    server: Server, database: str, tmp_path: Path
) -> None:
    imported(server, database, "gemma-2-2b", "0-res-other", tlens_id="a-name-of-the-webapp")
    environment = bare(App(), upstream="current")
    environment.add_inference("m").with_(replace(models.get("gemma-2-2b"), sae_sets=[]), GPU_STANDARD)
    assert "WARNING" not in register(server, database, environment, tmp_path)
    assert psql(server, ROWS, database).count("host|") == 1
    assert "join|" not in psql(server, ROWS, database)


def test_the_url_is_that_of_a_service() -> None:
    made = synthesized(served("one"))
    (port,) = named(made, "Service", "one-inference")["spec"]["ports"]
    assert f"'http://one-inference:{port['port']}'" in registration(made)[1]


def test_nothing_has_to_be_there_and_what_comes_later_is_found(server: Server, database: str, tmp_path: Path) -> None:
    environment = served("one")
    register(server, database, environment, tmp_path)
    assert psql(server, ROWS, database) == ""
    imported(server, database, "gpt2-small")
    register(server, database, environment, tmp_path)
    assert psql(server, """SELECT "hostUrl" FROM "InferenceHostSource" """, database) == "http://one-inference:5002"
    imported(server, database, "gpt2-small", "5-res-jb")
    register(server, database, environment, tmp_path)
    assert found(server, database, "gpt2-small", "5-res-jb") == ["http://one-inference:5002"]


def test_a_hundred_runs_in_a_row_and_several_at_once_leave_the_same_rows(
    server: Server, database: str, tmp_path: Path
) -> None:
    imported(server, database, "gpt2-small", *(f"{layer}-res-jb" for layer in range(12)))
    container, text = registration(synthesized(served("one", "two")))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: apply(server, database, container, text, tmp_path), range(8)))
    rows = psql(server, ROWS, database)
    assert len(rows.splitlines()) == 2 + 2 * 12
    psql(server, text * 100, database)
    assert psql(server, ROWS, database) == rows


OURS = "neuronpedia-constructs/test/one"


def test_a_row_of_ours_that_somebody_changed_is_as_it_was(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database, "gpt2-small", "5-res-jb")
    environment = served("one", foreign_hosts="keep")
    register(server, database, environment, tmp_path)
    overwrite = f"""
    UPDATE "InferenceHostSource" SET "hostUrl" = 'http://x', engine = 'CSPACE', "runpodServerlessUrl" = 'r'
    WHERE id = '{OURS}';
    DELETE FROM "InferenceHostSourceOnSource" WHERE "inferenceHostId" = '{OURS}'"""
    psql(server, overwrite, database)
    register(server, database, environment, tmp_path, "Job")
    assert found(server, database, "gpt2-small", "5-res-jb") == ["http://one-inference:5002"]
    assert psql(server, """SELECT count("runpodServerlessUrl") FROM "InferenceHostSource" """, database) == "0"


def test_what_a_server_no_longer_serves_is_removed(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database, "gpt2-small", "5-res-jb", "5-att-kk", "6-res-jb")
    register(server, database, served("one", "two"), tmp_path)
    assert len(found(server, database, "gpt2-small", "5-att-kk")) == 2
    register(server, database, served("two", sae_sets=["res-jb"], exclude_sae=["^6-"]), tmp_path)
    assert found(server, database, "gpt2-small", "5-res-jb") == ["http://two-inference:5002"]
    assert psql(server, """SELECT count(*) FROM "InferenceHostSourceOnSource" """, database) == "1"
    assert psql(server, """SELECT name FROM "InferenceHostSource" """, database) == "two"
    register(server, database, bare(App()), tmp_path)
    assert psql(server, ROWS, database) == ""
    assert psql(server, """SELECT count(*) FROM "Source" """, database) == "3"


def test_hundreds_of_servers_are_listed_in_several_files_each_of_which_can_be_applied(
    server: Server, database: str, tmp_path: Path
) -> None:
    environment = bare(App())
    names = [f"a-server-with-a-long-name-{number:03}" for number in range(600)]
    for name in names:
        environment.add_inference(name).with_(models.get("gpt2-small"), CPU_STANDARD)
    made = synthesized(environment)
    (job,) = (found for found in workloads(made) if found["kind"] == "CronJob")
    (container,) = pod(job)["containers"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    files = {}
    for volume in pod(job)["volumes"]:
        if "configMap" in volume:
            config_map = named(made, "ConfigMap", volume["configMap"]["name"])
            assert applied_size(config_map) < ANNOTATIONS / 2
            for file, text in config_map["data"].items():
                (folder := tmp_path / volume["name"]).mkdir()
                (folder / file).write_text(text.replace("\\i /sql-", f"\\i {tmp_path}/sql-"))
                files[mounts[volume["name"]]] = folder
    assert list(files) == ["/sql", "/sql-2", "/sql-3", "/sql-4"]

    source = models.get("gpt2-small").saes[0].id
    imported(server, database, "gpt2-small", source)
    result = run(container, server.environ(database), files=files)
    assert (result.returncode, result.stderr) == (0, "")
    there = found(server, database, "gpt2-small", source)
    assert sorted(there) == [f"http://{name}-inference:5002" for name in names]


def test_filters_and_names_in_one_entry_count(server: Server, database: str, tmp_path: Path) -> None:
    imported(server, database, "gpt2-small", "5-res-jb", "6-res-jb", "5-att-kk", "5-mlp-tm")
    register(server, database, served("one", sae_sets=["res-jb att-kk"], include_sae=["^5-", "^7-"]), tmp_path)
    rows = psql(server, """SELECT "sourceId" FROM "InferenceHostSourceOnSource" ORDER BY 1""", database)
    assert rows.split() == ["5-att-kk", "5-res-jb"]


def test_a_run_waits_for_the_one_before_it(server: Server, database: str, tmp_path: Path) -> None:
    lock = "SELECT pg_advisory_lock(hashtextextended('neuronpedia-constructs/test/', 0)), pg_sleep(600)"
    locks = "SELECT granted FROM pg_locks WHERE locktype = 'advisory' ORDER BY granted DESC"
    container, text = registration(synthesized(served("one")))
    (tmp_path / "register.sql").write_text(text)
    with ThreadPoolExecutor() as pool:
        pool.submit(psql, server, lock, database)
        until(lambda: psql(server, locks, database) == "t")
        waiting = pool.submit(run, container, server.environ(database), files={"/sql": tmp_path})
        until(lambda: psql(server, locks, database) == "t\nf")
        assert not waiting.done()
        psql(server, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        assert waiting.result().returncode == 0


def test_a_server_that_gets_another_model_is_found_for_that_alone(
    server: Server, database: str, tmp_path: Path
) -> None:
    imported(server, database, "gpt2-small", "5-res-jb")
    imported(server, database, "mine", "5-res-jb")
    register(server, database, served("one"), tmp_path)
    register(server, database, served("one", neuronpedia_id="mine"), tmp_path)
    assert found(server, database, "gpt2-small", "5-res-jb") == []
    assert found(server, database, "mine", "5-res-jb") == ["http://one-inference:5002"]
    register(server, database, served("one", neuronpedia_id="not-imported"), tmp_path)
    assert psql(server, ROWS, database) == ""


def test_odd_names_are_only_text(server: Server, database: str, tmp_path: Path) -> None:
    model = Model(
        "own", model_id="it's/mine:'x'", device="cpu", sae_sets=["a'); DROP TABLE \"Model\"; --", r"b\c"],
        include_sae=[r"^5-[^']*$", "it's"], neuronpedia_id="o'brien",
    )  # fmt: skip
    environment = bare(App(), upstream="legacy")
    environment.add_inference("one").with_(model, CpuProfile(cpu="1", memory="1Gi"))
    psql(server, """INSERT INTO "Model" VALUES ('o''brien', 'u', 12, 1, 'o')""", database)
    said = register(server, database, environment, tmp_path)
    assert "WARNING: one refuses requests for model o'brien" in said
    assert psql(server, """SELECT count(*) FROM "Model" """, database) == "1"


def test_a_name_that_the_server_refuses_is_told(server: Server, database: str, tmp_path: Path) -> None:
    environment = bare(App(), upstream="legacy")
    environment.add_inference("llama").with_(models.get("llama-31-8b"), GPU_STANDARD)
    environment.add_inference("deepseek").with_(models.get("deepseek-r1-distill-llama-8b"), GPU_STANDARD)
    imported(server, database, "llama3.1-8b", "5-llamascope-res-32k", tlens_id="meta-llama/Llama-3.1-8B")
    assert register(server, database, environment, tmp_path) == ""
    for accepted in ("meta-llama/Llama-3.1-8B", "deepseek-ai/DeepSeek-R1-Distill-Llama-8B"):
        psql(server, "DELETE FROM \"Model\" WHERE id LIKE 'deepseek%'", database)
        imported(server, database, "deepseek-r1-distill-llama-8b", tlens_id=accepted)
        assert register(server, database, environment, tmp_path) == ""
    psql(server, """UPDATE "Model" SET "tlensId" = NULL""", database)
    said = register(server, database, environment, tmp_path)
    assert "llama refuses requests for model llama3.1-8b" in said
    assert "set its tlensId to meta-llama/Llama-3.1-8B" in said
    assert psql(server, """SELECT count("tlensId") FROM "Model" """, database) == "0"


@pytest.mark.parametrize(
    ("extra", "engine"), [({"NNSIGHT": "true"}, "NNSIGHT"), ({"CHATSPACE": "True"}, "CSPACE"), ({"NNSIGHT": "0"}, None)]
)
def test_another_engine_is_registered_as_what_it_is(extra: dict[str, str], engine: str | None) -> None:
    environment = bare(App(), upstream="legacy")
    environment.add_inference("one", config=InferenceConfig(extra=extra)).with_(models.get("gpt2-small"), CPU_STANDARD)
    assert f"'{engine or 'TRANSFORMER_LENS'}'" in registration(synthesized(environment))[1]


def test_a_wrong_password_ends_with_a_clear_message(server: Server, database: str, tmp_path: Path) -> None:
    made = synthesized(served("one"))
    for container in containers(named(made, "CronJob", "register-inference")):
        environ = server.environ(database) | {"PGPASSWORD": "wrong"}
        result = run(container, environ, files={"/sql": tmp_path})
        assert result.returncode != 0
        assert f'password authentication failed for user "{USER}"' in result.stderr


def test_it_runs_at_every_change_and_every_few_minutes() -> None:
    one, two = synthesized(served("one")), synthesized(served("one", "two"))
    changed = synthesized(served("one", "two", sae_sets=["res-jb"]))
    jobs = [{f["metadata"]["name"] for f in made if is_registration(f, "Job")} for made in (one, two, changed)]
    assert [len(names) for names in jobs] == [1, 2, 2]
    assert jobs[0] < jobs[1]
    assert not jobs[1] & jobs[2]
    (job,) = (found for found in one if is_registration(found, "Job"))
    assert pod(job) == pod(named(one, "CronJob", "register-inference"))
    assert named(one, "CronJob", "register-inference") == named(two, "CronJob", "register-inference")
    assert named(one, "CronJob", "register-inference")["spec"]["schedule"] == "*/5 * * * *"
