"""How many connections the webapp may open, and what the addresses that it reads consist of."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from cdk8s import App
from constructs import IMixin

from neuronpedia_constructs import (
    Autoscaling,
    CloudNativePg,
    DatabaseSpec,
    ExternalDatabase,
    Neuronpedia,
    Postgres,
    Replicas,
    SecretKey,
    WorkloadDraft,
    find_problems,
)
from neuronpedia_constructs.database import connection_pools
from tests.rules.connections import URLS, expanded, max_connections, most_pods, told
from tests.support.building import (
    ROOT,
    Manifest,
    bare,
    containers,
    doubts,
    named,
    pod,
    pod_template,
    small,
    synthesized,
    variables,
)
from tests.support.database.databases import EXPECTED, VERIFIED, Expected
from tests.support.own_mixins import DraftChange

CHOICES = (Postgres, CloudNativePg, lambda **given: ExternalDatabase(host="db.example.org", **given))


def webapp(manifests: list[Manifest]) -> Manifest:
    (found,) = pod(named(manifests, "Deployment", "webapp"))["containers"]
    assert isinstance(found, dict)
    return found


def with_pods(app: App, mixin: IMixin, database: DatabaseSpec | None = None) -> Neuronpedia:
    environment = bare(app, database=database)
    environment.webapp.with_(mixin)
    return environment


@pytest.mark.parametrize(
    ("choice", "replicas", "limit"),
    [
        *((Postgres(), replicas, 6) for replicas in (1, 2, 6)),
        *((Postgres(), replicas, 3) for replicas in (7, 12)),
        *((Postgres(), replicas, 2) for replicas in (13, 20)),
        (CloudNativePg(), 6, 6),
        (ExternalDatabase(host="db.example.org"), 6, 3),
        (ExternalDatabase(host="db.example.org"), 10, 2),
        (ExternalDatabase(host="db.example.org", max_connections=400), 1, 10),
        (Postgres(max_connections=50), 3, 2),
        (Postgres(max_connections=1000), 6, 10),
    ],
)
def test_the_limit_follows_from_pods_and_server(choice: DatabaseSpec, replicas: int, limit: int) -> None:
    for mixin in (Replicas(replicas), Autoscaling(min_replicas=1, max_replicas=replicas)):
        app = App()
        container = webapp(synthesized(with_pods(app, mixin, choice)))
        assert told(container)["connection_limit"] == str(limit)
        assert find_problems(app) == ()


@pytest.mark.parametrize("allowed", [50, 51, 60, 99, 100, 101, 137, 200, 500, 1000, 262_143])
def test_what_is_opened_never_exceeds_what_is_allowed(allowed: int) -> None:
    limits = [connection_pools.limit(allowed, replicas) for replicas in range(1, 40)]
    assert limits == sorted(limits, reverse=True)
    assert max(limits) <= 10
    for replicas, limit in enumerate(limits, 1):
        # Two clients, and old pods beside new ones.
        assert limit < 1 or 2 * limit * 2 * replicas + max(20, allowed / 5) <= allowed


@pytest.mark.parametrize("choice", CHOICES)
def test_scaling_up_to_six_pods_changes_no_variable(choice: Any) -> None:
    found = [synthesized(with_pods(App(), Replicas(count), choice())) for count in (2, 3, 4, 5, 6)]
    assert len({str(pod_template(named(made, "Deployment", "webapp"))) for made in found}) == 1
    one = webapp(synthesized(bare(App(), database=choice())))
    assert one == webapp(found[0])


@pytest.mark.parametrize("allowed", [50, 100, 200, 333])
@pytest.mark.parametrize("choice", CHOICES)
def test_too_many_pods_are_refused_with_numbers_that_work(choice: Any, allowed: int) -> None:
    most = (allowed - max(20, -(-allowed // 5))) // 8
    for pods, mixin in ((most + 1, Replicas(most + 1)), (3 * most, Autoscaling(max_replicas=3 * most))):
        app = App()
        with_pods(app, mixin, choice(max_connections=allowed))
        (problem,) = find_problems(app)
        assert (problem.construct, problem.field) == ("webapp", "connection limit")
        assert f"{pods} pods, or {2 * pods} during a rollout, with 2 clients" in problem.cause
        assert problem.cause.endswith(f"of max_connections={allowed}")
        assert f"at most {most} pods" in problem.allowed
        raised = int(problem.fix.partition("max_connections=")[2].partition(")")[0])
        assert problem.fix.endswith(f", or max_replicas={most}" if pods > most + 1 else f", or Replicas({most})")
        assert ("after raising the limit of the server" in problem.fix) is isinstance(choice(), ExternalDatabase)
        # Neither more nor fewer are needed.
        assert connection_pools.limit(raised, pods) == 2 > connection_pools.limit(raised - 1, pods)
        for works, fits in ((mixin, raised), (Replicas(most), allowed)):
            app = App()
            with_pods(app, works, choice(max_connections=fits))
            assert find_problems(app) == ()


@pytest.mark.parametrize("choice", CHOICES)
def test_only_so_many_connections_make_sense(choice: Any) -> None:
    for wrong in (49, 0, -1, "200", 200.0, True, None, 262_144):
        app = App()
        with_pods(app, Autoscaling(max_replicas=100), choice(max_connections=wrong))
        (problem,) = find_problems(app)
        assert (problem.construct, problem.field) == ("Neuronpedia", "database max_connections")
    for many in (1000, 1001):
        app = App()
        bare(app, database=choice(max_connections=many))
        fields = [warning.field for warning in doubts(app)]
        ours = not isinstance(choice(), ExternalDatabase)
        assert fields == ["database max_connections"] * (many > 1000 and ours)
        assert find_problems(app) == ()


def test_the_document_has_the_limits_that_there_are() -> None:
    text = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| up to (\d+) \| (\w+) \| (\w+) \|$", text, re.MULTILINE)
    before = 0
    for pods, *limits in rows:
        for replicas in range(before + 1, int(pods) + 1):
            found = [connection_pools.limit(allowed, replicas) for allowed in (200, 100)]
            assert [str(limit) if limit > 1 else "refused" for limit in found] == limits
        before = int(pods)
    assert before == 20


def test_the_server_is_told_how_many_it_allows() -> None:
    for choice in (Postgres(max_connections=321), CloudNativePg(max_connections=321)):
        manifests = synthesized(bare(App(), database=choice))
        assert max_connections(manifests) == 321
    assert max_connections(synthesized(bare(App(), database=CHOICES[2](max_connections=321)))) == 100


@pytest.mark.parametrize("kept", [True, False])
def test_arguments_of_the_server_that_a_mixin_replaces_are_a_warning(app: App, *, kept: bool) -> None:
    def change(draft: WorkloadDraft) -> None:
        draft.main.args = (*(draft.main.args if kept else ()), "-c", "jit=off")

    bare(app).postgres.with_(DraftChange(change))
    warned = [(warning.construct, warning.field) for warning in doubts(app)]
    assert warned == ([] if kept else [("postgres", "max_connections")])
    assert find_problems(app) == ()


@pytest.mark.parametrize("expected", EXPECTED.values(), ids=EXPECTED)
def test_each_library_is_told_of_the_connection_in_its_own_words(expected: Expected) -> None:
    file = "/database-ca/ca.crt"
    verified = {"sslmode": "require", "sslaccept": "strict", "sslcert": file, "sslrootcert": file}
    requests, imports = {"pgbouncer": "true", "connect_timeout": "15"}, {}
    if expected.told:
        requests |= verified if expected.told == VERIFIED else {"sslmode": "require"}
        imports = verified if expected.told == VERIFIED else {"sslmode": "no-verify"}
    manifests = synthesized(small(App(), database=expected.choice))
    limit = "3" if isinstance(expected.choice, ExternalDatabase) else "6"
    job = {"connection_limit": "2"}
    pools = {"webapp": {"connection_limit": limit, "pool_timeout": "20"}, "migrate": job, "db-init": job}
    for workload in (named(manifests, "Deployment", "webapp"), named(manifests, "Job", "db-init")):
        for container in (found for found in containers(workload) if found["name"] in pools):
            values = expanded(container, dict.fromkeys(variables(container), "the-address"))
            for name, parameters in zip(URLS, ({**requests, **pools[container["name"]]}, imports), strict=True):
                base, _, query = values[name].partition("?")
                assert (base, dict(parse_qsl(query))) == ("the-address", parameters)


def setting(**env: str | SecretKey) -> DraftChange:
    """A mixin that sets variables of the webapp."""
    return DraftChange(lambda draft: draft.main.env.update(env))


def test_an_address_that_a_mixin_sets_stays(app: App) -> None:
    """And with it the number of connection_pools, which nobody here knows any more."""
    own = SecretKey("mine", "pooled")
    environment = with_pods(app, setting(POSTGRES_PRISMA_URL=own), ExternalDatabase(host="db.example.org"))
    environment.webapp.with_(Replicas(50))
    found = variables(webapp(synthesized(environment)))
    assert found["POSTGRES_PRISMA_URL"]["valueFrom"]["secretKeyRef"] == {"name": "mine", "key": "pooled"}
    assert found["POSTGRES_URL_NON_POOLING"]["value"] == "$(POSTGRES_URL)?sslmode=no-verify"
    assert found["POSTGRES_URL"]["valueFrom"]["secretKeyRef"]["name"] == "db-credentials"
    assert find_problems(app) == ()
    assert most_pods(synthesized(environment), "webapp") == 100


def test_parameters_are_added_to_a_base_that_a_mixin_sets(app: App) -> None:
    found = variables(webapp(synthesized(with_pods(app, setting(POSTGRES_URL=SecretKey("mine", "uri"))))))
    assert found["POSTGRES_URL"]["valueFrom"]["secretKeyRef"] == {"name": "mine", "key": "uri"}
    assert found["POSTGRES_PRISMA_URL"]["value"].startswith("$(POSTGRES_URL)?pgbouncer=true&connect_timeout=15&")


def test_a_pod_does_not_want_a_secret_that_it_makes_nothing_of(app: App) -> None:
    own = {name: SecretKey("mine", name.lower()) for name in URLS}
    environment = with_pods(app, setting(**own), ExternalDatabase(host="db.example.org"))
    found = variables(webapp(synthesized(environment)))
    assert "POSTGRES_URL" not in found
    assert {found[name]["valueFrom"]["secretKeyRef"]["name"] for name in URLS} == {"mine"}
    needed = {required.name: required.keys for required in environment.prerequisites}
    assert needed["mine"] == tuple(sorted(name.lower() for name in URLS))
