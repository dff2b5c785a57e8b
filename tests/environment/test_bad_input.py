"""Bad input is refused with one list of all problems of all environments, before anything is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import InvalidAppError, Neuronpedia, find_problems, models
from tests.cases import (
    wrong_environments,
    wrong_mixins,
    wrong_options,
    wrong_pods,
    wrong_resources,
    wrong_sizes,
    wrong_upstream,
)
from tests.cases.wrong_environments import CPU_MODEL, Case
from tests.cases.wrong_mixins import CUDA_MODEL
from tests.conftest import run_app
from tests.support.building import REGISTRY, bare, doubts, small
from tests.support.programs import starts_programs
from tools.reference.problems import collect

CODES: dict[str, str] = json.loads((Path(__file__).parent.parent / "cases" / "codes.json").read_text("utf-8"))
MODULES = (wrong_environments, wrong_mixins, wrong_options, wrong_pods, wrong_resources, wrong_sizes, wrong_upstream)
CASES = {what: case for module in MODULES for what, case in module.CASES.items()}


@pytest.mark.parametrize("what", CASES)
def test_it_is_named_and_nothing_else_is(app: App, what: str) -> None:
    case: Case = CASES[what]
    case.build(app)
    problems = find_problems(app)
    (found,) = (problem for problem in problems if (problem.construct, problem.field) == (case.construct, case.field))
    assert found.code == CODES[what]
    assert case.given in found.cause
    assert found.allowed
    assert found.fix
    assert found.environment or case.construct == "App"
    assert len(problems) == (3 if what in wrong_mixins.WITHOUT_A_TAG else 1)


@pytest.mark.parametrize("what", wrong_upstream.DOUBTS)
def test_a_doubt_is_told_and_stops_nothing(app: App, what: str) -> None:
    case: Case = wrong_upstream.DOUBTS[what]
    case.build(app)
    assert find_problems(app) == ()
    (found,) = doubts(app)
    assert (found.code, found.construct, found.field) == (CODES[what], case.construct, case.field)
    assert case.given in found.cause
    assert found.allowed
    assert found.fix


def test_every_problem_of_a_line_has_a_case() -> None:
    collected = {raised.code for raised in collect() if raised.owner.startswith("neuronpedia_constructs.upstream.")}
    assert collected - {CODES[what] for what in (*CASES, *wrong_upstream.DOUBTS)} == set()


@pytest.mark.parametrize("instance", ["i" * 46, "a", "gemma-2-2b-it-a"])
def test_good_instances(app: App, instance: str) -> None:
    bare(app).add_inference(instance).with_(CPU_MODEL)
    assert find_problems(app) == ()


@pytest.mark.parametrize("url", ["https://a.example.org", "http://a.example.org", "https://a.example.org:8443"])
def test_good_urls(app: App, url: str) -> None:
    small(app, url=url)
    assert find_problems(app) == ()


def test_a_local_stage_relaxes_what_it_says_and_nothing_else(app: App) -> None:
    environment = Neuronpedia(app, "local", namespace="np", url="http://localhost:3000", stage="local")
    environment.add_inference("gpt2-small").with_(CPU_MODEL)
    assert find_problems(app) == ()
    other = App()
    environment = Neuronpedia(other, "local", namespace="np", url="http://localhost:3000", stage="local")
    environment.add_inference("gemma").with_(CUDA_MODEL)
    assert [problem.field for problem in find_problems(other)] == ["resource profile"]


def test_namespaces_that_only_look_like_the_clusters_own(app: App) -> None:
    for name in ("kube", "kubernetes", "my-kube-system", "default-np"):
        small(app, name, namespace=name)
    assert find_problems(app) == ()


def test_a_namespace_of_the_cluster_is_answered_with_why(app: App) -> None:
    small(app, namespace="kube-system")
    (problem,) = find_problems(app)
    assert "default-deny" in problem.allowed
    assert "DNS" in problem.allowed


WRONG_APP = """
from cdk8s import App
from neuronpedia_constructs import GPU_LITE, HarborRegistry, Neuronpedia, models

app = App()
good = Neuronpedia(app, "good", namespace="np", url="https://np.example.org")
good.with_(HarborRegistry("harbor.example.org/np", tag="v1"))
first = Neuronpedia(app, "first", namespace="Np", url="https://np.example.org/")
first.with_(HarborRegistry("harbor.example.org/np", tag="v1"))
second = Neuronpedia(app, "second", namespace="np", url="https://np.example.org")
second.add_inference("gpt2-small").with_(models.get("gpt2-small"), GPU_LITE)
second.add_inference("gemma").with_(HarborRegistry("harbor.example.org/np/", tag="v1"))
app.synth()
"""

EXPECTED = """\
Neuronpedia: 9 problems; nothing was written.

first
    - Neuronpedia: namespace: 'Np' is not allowed: it contains 'N'. [namespace.invalid]
      Allowed: a DNS-1123 label: lowercase letters, digits and '-'.
      Fix: write a name such as "np".
"""


@starts_programs
def test_the_list_is_all_that_is_printed_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    kept = tmp_path / "dist" / "first.k8s.yaml"
    kept.write_text("as it was")
    result = run_app(WRONG_APP, tmp_path)
    assert result.returncode == 1
    assert result.stdout == ""
    printed = result.stderr[result.stderr.index("Neuronpedia:") :]
    assert "Traceback" not in result.stderr
    assert printed.startswith(EXPECTED)
    assert printed.index("first") < printed.index("second")
    assert "good\n" not in printed
    assert printed.rstrip().splitlines()[-1].startswith("      Fix: ")
    assert [file.name for file in (tmp_path / "dist").iterdir()] == [kept.name]
    assert kept.read_text() == "as it was"


def test_the_error_can_be_caught_like_any_other(app: App) -> None:
    small(app, namespace="Np").with_(REGISTRY)
    with pytest.raises(InvalidAppError, match="namespace: 'Np' is not allowed") as caught:
        app.synth()
    (problem,) = caught.value.problems
    assert (problem,) == find_problems(app)
    assert (problem.code, problem.environment, problem.construct) == ("namespace.invalid", "test", "Neuronpedia")


def test_an_unknown_model_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(LookupError, match=r"no model 'gemma-2b'; the nearest are: .*gemma-2-2b, "):
        models.get("gemma-2b")
