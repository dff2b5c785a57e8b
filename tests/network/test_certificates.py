"""The bundle that the manifests have written is trusted by the programs that they name it to."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CorporateCaCerts,
    PostgresBackup,
    S3Target,
)
from tests.support import waiting
from tests.support.building import (
    Manifest,
    bare,
    containers,
    guide,
    named,
    pod,
    small,
    synthesized,
    variables,
    workloads,
)
from tests.support.cluster.merging import (
    CALLING,
    CERTIFI,
    CLIENTS,
    INFERENCE,
    ROOTS_OF_CERTIFI,
    STORES,
    assert_merged,
    bundles,
    merge,
    path_of,
    volumes,
    workload,
)
from tests.support.cluster.private_ca import ANSWER, Trust, serving
from tests.support.own_mixins import CERTIFICATES


@pytest.fixture(scope="module")
def made() -> list[Manifest]:
    return synthesized(guide(App()).with_(PostgresBackup(target=S3Target(bucket="backups"))))


@pytest.fixture(scope="module")
def trust(programs: None) -> Trust:  # noqa: ARG001
    return Trust.made()


@pytest.fixture(scope="module")
def addresses(trust: Trust, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Of a server that the corporate authority signed for, and of one that the public one did."""
    folder = tmp_path_factory.mktemp("servers")
    with serving(trust.corporate, folder) as first, serving(trust.public, folder) as second:
        yield [first, second]


@pytest.mark.parametrize("ends", [("\n", "\n"), ("\n", ""), ("", "\n"), ("", "")])
@pytest.mark.parametrize("name", ["webapp", INFERENCE, "autointerp"])
def test_the_bundle_has_the_store_and_the_config_map(
    made: list[Manifest], trust: Trust, tmp_path: Path, name: str, ends: tuple[str, str]
) -> None:
    store, given = (
        text.strip() + end for text, end in zip((trust.node, trust.corporate.certificate), ends, strict=True)
    )
    assert_merged(merge(made, name, tmp_path, given, {STORES[0]: store}), tmp_path, store, given)


@pytest.mark.parametrize("at", range(len(STORES)))
def test_the_first_store_that_holds_something_is_taken(
    made: list[Manifest], trust: Trust, tmp_path: Path, at: int
) -> None:
    texts = ["", "", trust.public.certificate, trust.node, trust.node][2 - at :]
    result = merge(made, INFERENCE, tmp_path, trust.corporate.certificate, dict(zip(STORES, texts, strict=False)))
    assert_merged(result, tmp_path, trust.public.certificate, trust.corporate.certificate)


def test_a_config_map_of_another_key_with_several_certificates(trust: Trust, tmp_path: Path) -> None:
    mixin = CorporateCaCerts("company-roots", key="bundle.pem", mount_path="/etc/company")
    made = synthesized(small(App()).with_(mixin))
    given = f"# Ours\n{trust.corporate.certificate}\n# Theirs\n{trust.public.certificate}"
    assert_merged(merge(made, "webapp", tmp_path, given, {STORES[0]: trust.node}), tmp_path, trust.node, given)
    (main,) = pod(workload(made, "webapp"))["containers"]
    assert set(bundles(main).values()) == {Path("/etc/company/ca-certificates.crt")}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_reaches_both_servers_with_the_bundle_and_neither_without(
    made: list[Manifest], trust: Trust, addresses: list[str], tmp_path: Path, client: str
) -> None:
    name, *command = CLIENTS[client]
    if shutil.which(command[0]) is None:
        pytest.skip(f"there is no {command[0]}")
    store = f"{trust.node}\n{trust.public.certificate}"
    merged = merge(made, name, tmp_path, trust.corporate.certificate, {STORES[0]: store})
    assert_merged(merged, tmp_path, store, trust.corporate.certificate)
    (main,) = pod(workload(made, name))["containers"]
    folders = {path: tmp_path / volume for path, volume in volumes(main).items()}
    told = {variable: str(folders[str(file.parent)] / file.name) for variable, file in bundles(main).items()}
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    for address in addresses:
        reached = waiting.run([*command, address], env=bare | told, capture_output=True, text=True, check=False)
        assert (reached.returncode, reached.stdout.strip(), reached.stderr) == (0, ANSWER.strip(), "")
        refused = waiting.run([*command, address], env=bare, capture_output=True, text=True, check=False)
        assert refused.returncode != 0
        assert re.search("certificate verif|certificate problem|unable to verify", refused.stderr)


def test_without_a_store_the_roots_are_those_of_certifi(made: list[Manifest], trust: Trust, tmp_path: Path) -> None:
    here = {"PATH": path_of(tmp_path / "bin", "cat", "python3"), "PYTHONPATH": str(CERTIFI)}
    result = merge(made, "autointerp", tmp_path, trust.corporate.certificate, {}, **here)
    assert_merged(result, tmp_path, ROOTS_OF_CERTIFI.read_text(), trust.corporate.certificate)


@pytest.mark.parametrize("others", [[], ["python3 -I -S"]], ids=["alone", "beside a Python without certifi"])
def test_without_a_store_the_roots_are_those_of_node(
    made: list[Manifest], trust: Trust, tmp_path: Path, others: list[str]
) -> None:
    here = path_of(tmp_path / "bin", "cat", "node", *others)
    result = merge(made, "webapp", tmp_path, trust.corporate.certificate, {}, PATH=here)
    assert_merged(result, tmp_path, trust.node, trust.corporate.certificate)


def test_an_image_without_roots_ends_with_a_clear_message(made: list[Manifest], trust: Trust, tmp_path: Path) -> None:
    here = path_of(tmp_path / "bin", "cat", "python3 -I -S")
    result = merge(made, "webapp", tmp_path, trust.corporate.certificate, {}, PATH=here)
    assert result.returncode != 0
    assert result.stderr == "This image has no bundle of public certificate authorities.\n"


SPOILED: dict[str, Callable[[str], str]] = {
    "empty": lambda text: "",
    "prose": lambda text: "BEGIN CERTIFICATE is missing\n",
    "key": lambda text: text.replace("CERTIFICATE", "PUBLIC KEY"),
    "request": lambda text: text.replace("CERTIFICATE", "CERTIFICATE REQUEST"),
    "cut off": lambda text: text[: len(text) // 2],
    "second cut off": lambda text: text + text[: len(text) // 2],
    "indented": lambda text: text.replace("-----BEGIN", "  -----BEGIN"),
    "one line": lambda text: text.replace("\n", "\\n"),
}


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: f"\ufeff{text}"])
def test_a_file_of_another_system_is_one_too(
    made: list[Manifest], trust: Trust, tmp_path: Path, change: Callable[[str], str]
) -> None:
    result = merge(made, "autointerp", tmp_path, change(trust.corporate.certificate), {STORES[0]: trust.node})
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_config_map_without_a_whole_certificate_ends_with_a_clear_message(
    made: list[Manifest], trust: Trust, tmp_path: Path, spoil: Callable[[str], str]
) -> None:
    given = spoil(trust.corporate.certificate)
    result = merge(made, "autointerp", tmp_path, given, {STORES[0]: trust.node})
    file = tmp_path / "corporate-ca-certs" / "ca-certificates.crt"
    assert result.returncode != 0
    assert result.stderr == f"{file} has no certificate in PEM format, or a truncated one.\n"


def test_a_bundle_in_the_place_of_the_images_own_does_not_hide_that_from_the_merge() -> None:
    environment = bare(App()).with_(CorporateCaCerts("roots", mount_path="/etc/ssl/certs"))
    first, *_, main = containers(named(synthesized(environment), "Deployment", "autointerp"))
    assert "/etc/ssl/certs" in volumes(main)
    assert not any(path.startswith("/etc") for path in volumes(first))


def test_the_containers_that_call_out_have_the_variables_and_whoever_calls_nobody_has_nothing(
    made: list[Manifest],
) -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for manifest in workloads(made):
        name = re.sub("-[0-9a-f]{8}$", "", manifest["metadata"]["name"])
        told = {container["name"]: set(bundles(container)) for container in containers(manifest)}
        if calling := {container: names for container, names in told.items() if names}:
            found[name] = calling
        else:
            assert name in {"postgres", "db-index", "register-inference"}
            assert not {volume["name"] for volume in pod(manifest)["volumes"]} & {"ca-bundle", "corporate-ca-certs"}
            assert "merge-ca-certs" not in told
    assert found == CALLING


@pytest.mark.parametrize("name", CALLING)
def test_the_bundle_is_written_first_and_into_a_volume_of_those_who_read_it(made: list[Manifest], name: str) -> None:
    first, *others = containers(workload(made, name))
    made_of = {volume["name"]: volume for volume in pod(workload(made, name))["volumes"]}
    written, given = (Path(variables(first)[variable]["value"]) for variable in ("CA_BUNDLE", "CORPORATE_CA"))
    bundle = volumes(first)[str(written.parent)]
    assert "emptyDir" in made_of[bundle]
    config_map = made_of[volumes(first)[str(given.parent)]]["configMap"]
    assert (config_map["name"], config_map["items"][0]["path"]) == ("corporate-ca-certificates", given.name)
    assert first["securityContext"]["readOnlyRootFilesystem"] is True
    assert set(re.findall(r">>? *([^\s;]+)", first["command"][-1])) == {'"$CA_BUNDLE"', "/dev/null", "&1", "&2"}
    for container in others:
        calls = container["name"] in CALLING[name]
        assert (bundle in volumes(container).values()) == calls
        if calls:
            assert container["image"] == first["image"]
            (path,) = set(bundles(container).values())
            assert path.name == written.name
            assert volumes(container)[str(path.parent)] == bundle


def test_corporate_ca_certs_reach_the_services_that_call_out(app: App) -> None:
    made = synthesized(small(app).with_(CERTIFICATES))
    bundle = "/usr/local/share/ca-certificates/ca-certificates.crt"
    read = {"webapp": "NODE_EXTRA_CA_CERTS", "inference": "REQUESTS_CA_BUNDLE", "autointerp": "SSL_CERT_FILE"}
    for each in workloads(made):
        main = pod(each)["containers"][0]
        if main["name"] in read:
            assert variables(main)[read[main["name"]]] == {"name": read[main["name"]], "value": bundle}
        mounted = any(
            mount["mountPath"] == "/usr/local/share/ca-certificates" for mount in main.get("volumeMounts", [])
        )
        assert mounted == (main["name"] not in ("postgres", "db-index", "register-inference"))
