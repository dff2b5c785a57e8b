"""The faults of the old kustomize tree, the checks that guard against each, and how each would look today.

`come_back` puts a fault into the manifests of an environment, by default production. Where it is None, the guard is no
rule for manifests but a test that runs something: SQL, a TLS connection, or input that has to be refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.cases.faults import (
    MODEL,
    config,
    container,
    deployment,
    inference,
    ingress,
    install_at_run_time,
    listen_by_variable,
    never_restart,
    publish_backends,
    rename_job,
    seed_in_the_webapp,
    select_by_app_alone,
    with_dotenv,
    with_gpu,
    with_webapp_image,
    without,
    without_init_containers,
    without_network_policies,
    without_pod_security,
    without_probes,
    without_pull_secrets,
    without_volume,
)
from tests.support.building import Manifest, pod


class Defect(NamedTuple):
    checks: tuple[str, ...]
    come_back: Callable[[list[Manifest]], object] | None = None
    environment: str = "production"
    """Whose manifests; staging has two models, one of them on a CPU."""


BACKEND = "rules.pods.backends_demand_the_secret_that_the_webapp_sends"
COMMANDS = "rules.running.start_commands_obey_the_manifest"
IMAGES = "rules.running.images_are_those_of_their_programs"
INGRESS = "rules.objects.the_ingress_leads_to_the_webapp_alone_and_the_url_is_its_host"
PROBES = "rules.running.probes_fit_the_service"
PROBED = "rules.pods.every_container_has_probes_and_resources"
GPUS = "rules.pods.gpu_pods_enter_gpu_node_pools_and_never_wait_for_a_second_gpu"
PULLED = "rules.pods.images_are_pinned_and_pull_secrets_are_on_every_pod"

DEFECTS = {
    "C01": Defect((BACKEND,), lambda made: without(inference(made)["env"], "SECRET")),
    "C02": Defect(
        ("rules.running.the_webapp_knows_its_autointerp_server",),
        lambda made: config(made, "app-config").pop("AUTOINTERP_SERVER"),
    ),
    "C03": Defect(
        ("configuration.test_absent.test_nothing_is_told_that_nothing_reads",),
        lambda made: config(made, "app-config").update(CONTACT_EMAIL_ADDRESS="a@example.org"),
    ),
    "C04": Defect(
        (
            "rules.running.every_server_is_registered",
            "services.registration.test_jobs.test_every_model_of_the_catalogue_is_found_for_the_sources_that_it_loads",
        ),
        lambda made: config(made, "register-inference").update({"register.sql": "SELECT 1;"}),
    ),
    "C05": Defect((COMMANDS, "rules.webapp.a_dotenv_file_of_the_build_is_hidden"), with_dotenv),
    "C06": Defect(("configuration.test_variables.test_what_the_image_froze_is_marked",)),
    "C07": Defect(("environment.test_bad_input.test_it_is_named_and_nothing_else_is",)),
    "C08": Defect(
        (
            "services.test_database_init.test_what_no_migration_does_is_done_again_and_again_and_leaves_their_tables_alone",
        )
    ),
    "C09": Defect((IMAGES, COMMANDS), seed_in_the_webapp),
    "C10": Defect((IMAGES,), with_webapp_image),
    "C11": Defect(
        ("services.test_database_init.test_init_sql_prepares_the_database_that_the_webapp_uses_and_no_other",)
    ),
    "C12": Defect(
        ("rules.running.the_inference_server_is_told_what_its_launcher_would_tell_it", COMMANDS),
        listen_by_variable,
    ),
    "C13": Defect(("services.registration.test_jobs.test_a_name_that_the_server_refuses_is_told",)),
    "N01": Defect(
        (INGRESS,),
        lambda made: ingress(made)["metadata"].update(annotations={"nginx.ingress.kubernetes.io/rewrite-target": "/"}),
    ),
    "N02": Defect((INGRESS,), publish_backends),
    "N03": Defect((INGRESS,), lambda made: ingress(made)["spec"].pop("tls")),
    "N04": Defect(("rules.network.pods_call_those_whom_they_need_and_nobody_else",), without_network_policies),
    "N05": Defect(
        (
            "rules.objects.pods_of_different_workloads_are_never_selected_together",
            "rules.objects.every_service_selects_exactly_its_pods_on_a_port_they_have",
        ),
        select_by_app_alone,
        "staging",
    ),
    "J01": Defect(
        (COMMANDS, IMAGES), lambda made: install_at_run_time(container(made, "db-init", "wait-for-postgres"))
    ),
    "J02": Defect(("services.test_database_init.test_db_init_waits_for_the_database_of_its_own_namespace",)),
    "J03": Defect(("rules.objects.jobs_can_be_applied_again_and_again",), rename_job),
    "J04": Defect(
        (
            "rules.running.services_wait_for_the_schema_of_their_release",
            "services.test_database_init.test_the_webapp_waits_for_the_schema_of_its_release",
        ),
        without_init_containers,
    ),
    "J05": Defect(
        (PROBES,),
        lambda made: container(made, "postgres")["readinessProbe"]["exec"].update(
            command=["/bin/sh", "-c", 'pg_isready -U "$POSTGRES_USER"']
        ),
    ),
    "P01": Defect((PROBED,), lambda made: without_probes(container(made, "webapp"))),
    "P02": Defect((PROBED,), lambda made: without_probes(container(made, "autointerp"))),
    "P03": Defect((PROBED, PROBES), never_restart),
    "P04": Defect(
        ("rules.pods.gpus_are_given_to_models_on_cuda_and_to_no_others",),
        lambda made: with_gpu(container(made, "gpt2-small-inference")),
        "staging",
    ),
    "P05": Defect(
        (
            "upstream.legacy.test_fit.test_without_a_profile_a_model_on_a_cpu_gets_the_memory_it_needs",
            "upstream.legacy.test_fit.test_a_model_on_a_cpu_has_to_fit_its_memory_limit",
        )
    ),
    "P06": Defect(
        ("rules.running.the_database_holds_the_sessions_of_an_import",),
        lambda made: container(made, "postgres")["resources"]["limits"].update(memory="512Mi"),
    ),
    "P07": Defect((GPUS,), lambda made: deployment(made, f"{MODEL}-inference")["spec"].pop("strategy")),
    "P08": Defect(
        (
            "rules.running.downloads_have_a_place",
            "rules.pods.pods_run_as_a_user_who_can_write_where_the_program_writes",
        ),
        without_volume,
    ),
    "P09": Defect((COMMANDS,), lambda made: inference(made).update(command=["python", "start.py"])),
    "P10": Defect((GPUS,), lambda made: pod(deployment(made, f"{MODEL}-inference")).pop("tolerations")),
    "S01": Defect(
        ("rules.pods.least_privilege_a_program_gets_the_secret_keys_that_it_reads",),
        lambda made: container(made, "autointerp").update(envFrom=[{"secretRef": {"name": "app-secrets"}}]),
    ),
    "S02": Defect(
        (
            "rules.pods.pods_meet_the_restricted_pod_security_standard",
            "rules.pods.the_namespace_holds_its_pods_to_the_standard",
        ),
        without_pod_security,
    ),
    "S03": Defect(("tools.test_dist.test_no_secret_and_no_secret_value_is_in_dist",)),
    "S04": Defect((PULLED,), without_pull_secrets),
    "S05": Defect((PULLED,), lambda made: container(made, "webapp").update(image="neuronpedia-webapp")),
    "S06": Defect(
        (
            "rules.pods.certificates_reach_whoever_calls_out",
            "network.test_certificates.test_a_client_reaches_both_servers_with_the_bundle_and_neither_without",
        ),
        lambda made: without(container(made, "webapp")["env"], "NODE_EXTRA_CA_CERTS"),
    ),
    "S07": Defect(
        (
            "configuration.secrets.test_sources.test_addresses_of_the_database_lead_back_to_what_was_given_once",
            "cli.test_secrets.test_addresses_follow_the_password_and_postgresql_does_not",
        )
    ),
}
