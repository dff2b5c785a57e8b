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
    ("choice", "limit", "most"),
    [
        (Postgres(), 5, 12),
        (Postgres(max_connections=50), 2, 3),
        (Postgres(max_connections=200), 3, 13),
        (Postgres(max_connections=250), 4, 12),
        (Postgres(max_connections=1000), 5, 40),
        (CloudNativePg(), 5, 12),
        (ExternalDatabase(host="db.example.org"), 2, 10),
        (ExternalDatabase(host="db.example.org", max_connections=400), 5, 16),
    ],
)
def test_the_limit_follows_from_the_server_alone(choice: DatabaseSpec, limit: int, most: int) -> None:
    for replicas in (1, 2, most):
        for mixin in (Replicas(replicas), Autoscaling(min_replicas=1, max_replicas=replicas)):
            app = App()
            container = webapp(synthesized(with_pods(app, mixin, choice)))
            assert told(container)["connection_limit"] == str(limit)
            assert find_problems(app) == ()
    app = App()
    with_pods(app, Replicas(most + 1), choice)
    assert [problem.code for problem in find_problems(app)] == ["database.connections-too-few"]


@pytest.mark.parametrize("allowed", [50, 51, 60, 99, 100, 101, 137, 200, 299, 300, 500, 1000, 262_143])
def test_what_is_opened_never_exceeds_what_is_allowed(allowed: int) -> None:
    limit, most = connection_pools.limit(allowed), connection_pools.most_pods(allowed)
    assert 2 <= limit <= 5
    assert most >= (12 if allowed >= 200 else 3)
    # Two clients, and old pods beside new ones.
    opened = [2 * limit * 2 * pods + max(20, allowed / 5) for pods in (most, most + 1)]
    assert opened[0] <= allowed < opened[1]


@pytest.mark.parametrize("allowed", [50, 100, 200, 250, 300, 333])
@pytest.mark.parametrize("choice", CHOICES)
def test_too_many_pods_are_refused_with_numbers_that_work(choice: Any, allowed: int) -> None:
    most, limit = connection_pools.most_pods(allowed), connection_pools.limit(allowed)
    for pods, mixin in ((most + 1, Replicas(most + 1)), (3 * most, Autoscaling(max_replicas=3 * most))):
        app = App()
        with_pods(app, mixin, choice(max_connections=allowed))
        (problem,) = find_problems(app)
        assert (problem.construct, problem.field) == ("webapp", "connection limit")
        assert f"{pods} pods, or {2 * pods} during a rollout, with 2 Prisma clients of {limit} " in problem.cause
        assert problem.cause.endswith(f"of max_connections={allowed}")
        assert problem.allowed == f"at most {most} pods"
        raised = int(problem.fix.partition("max_connections=")[2].partition(")")[0])
        assert problem.fix.endswith(f", or max_replicas={most}" if pods > most + 1 else f", or Replicas({most})")
        assert ("after raising the limit of the server" in problem.fix) is isinstance(choice(), ExternalDatabase)
        # Neither more nor fewer are needed.
        assert allowed < raised
        assert connection_pools.most_pods(raised) >= pods > connection_pools.most_pods(raised - 1)
        for works, fits in ((mixin, raised), (Replicas(most), allowed)):
            app = App()
            with_pods(app, works, choice(max_connections=fits))
            assert find_problems(app) == ()


def test_more_pods_than_any_server_has_connections_for_are_not_told_to_raise_them(app: App) -> None:
    with_pods(app, Replicas(20_000), Postgres())
    (problem,) = find_problems(app)
    assert problem.fix == "write Replicas(12)"


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
    rows = re.findall(r"^\| ([\d,]+)[^|]* \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    assert len(rows) == 5
    for written, limit, pods in rows:
        allowed = int(written.replace(",", ""))
        found = connection_pools.limit(allowed), connection_pools.most_pods(allowed)
        assert found == (int(limit), int(pods)), written


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
    limit = "2" if isinstance(expected.choice, ExternalDatabase) else "5"
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
