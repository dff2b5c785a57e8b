"""What a mixin of a user's own does wrong is a problem that names the line."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import ContainerDraft, Mixin, Problem, WorkloadDraft, find_problems, models
from neuronpedia_constructs.draft.image import ImageSource
from neuronpedia_constructs.mixins.guard import argument_problems, is_own, name_of, origin, target_problems
from tests.support.building import REGISTRY, bare, small
from tests.support.own_mixins import GracePeriod

HERE = Path(__file__)


class Tuned(Mixin):
    """Its lines with `# wrong` are to be found."""

    def __init__(self, *what: str) -> None:
        self.what = what

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.main.env["FINE"] = "1"
        for what in self.what:
            getattr(self, what)(draft)

    def misspelt(self, draft: WorkloadDraft) -> None:
        draft.pod.nodeselector = {}  # type: ignore[attr-defined]  # wrong: misspelt

    def type(self, draft: WorkloadDraft) -> None:
        for value in ("1", "2"):
            draft.main.env["A"] = value
        draft.main.env["A"] = 3  # type: ignore[assignment]  # wrong: type

    def cleared(self, draft: WorkloadDraft) -> None:
        draft.pod.containers.clear()  # wrong: cleared

    def number(self, draft: WorkloadDraft) -> None:
        draft.pod.termination_grace_period_seconds = 30
        draft.pod.termination_grace_period_seconds = -5  # wrong: number
        draft.pod.priority_class_name = "high"

    def port(self, draft: WorkloadDraft) -> None:
        draft.main.ports["a-port-of-16-let"] = 9102  # wrong: port

    def secret(self, draft: WorkloadDraft) -> None:
        draft.main.args = ("--api-key=hunter2",)  # wrong: secret

    def twice(self, draft: WorkloadDraft) -> None:
        name = next(iter(draft.pod.init_containers), "wait")
        draft.pod.containers[name] = ContainerDraft(name, "docker.io/library/busybox:1.37")  # wrong: twice

    def unusable(self, draft: WorkloadDraft) -> None:
        digests: dict[str, str] = 5  # type: ignore[assignment]
        draft.pod.image_source = ImageSource(digests=digests)  # wrong: unusable


WRONG = {
    "misspelt": "PodDraft has no field 'nodeselector'; did you mean 'node_selector'?",
    "type": "draft.pod.containers['webapp'].env['A']: 3 has type int",
    "cleared": "draft.pod.containers: 'webapp' is missing",
    "number": "terminationGracePeriodSeconds: -5 is not allowed",
    "port": "'a-port-of-16-let' is not allowed",
    "secret": "argument --api-key of container webapp: the manifest would contain its value",
    "twice": "containers: name: 'wait-for-schema' is there 2 times",
    "unusable": "no manifest can be made from the draft: TypeError(\"argument of type 'int' is not iterable\")",
}


def line(what: str) -> int:
    lines = HERE.read_text(encoding="utf-8").splitlines()
    (found,) = (number for number, text in enumerate(lines, start=1) if text.endswith(f"# wrong: {what}"))
    return found


@pytest.mark.parametrize("what", WRONG)
def test_the_problem_names_mixin_service_field_file_and_line(app: App, what: str) -> None:
    small(app).webapp.with_(Tuned(what))
    (problem,) = find_problems(app)
    assert problem.construct == "webapp"
    assert WRONG[what] in str(problem)
    assert f"Tuned {'raised' if what == 'misspelt' else 'in'}" in problem.cause
    assert f"{HERE}, line {line(what)}" in problem.cause
    assert "hunter2" not in str(problem)


def test_of_several_mixins_the_one_is_named_without_which_there_is_no_problem(app: App) -> None:
    class Harmless(Tuned):
        pass

    small(app).with_(Harmless()).webapp.with_(Tuned("number"), GracePeriod(30))
    assert ["(set by Tuned in " in problem.cause for problem in find_problems(app) if "grace" in problem.field.lower()]


def test_what_one_mixin_does_another_may_complete(app: App) -> None:
    class Mounted(Mixin):
        def apply_to_draft(self, draft: WorkloadDraft) -> None:
            draft.main.volume_mounts["/data"] = "data"

    class Volume(Mixin):
        def apply_to_draft(self, draft: WorkloadDraft) -> None:
            draft.pod.volumes["data"] = k8s.Volume(name="data", ephemeral=k8s.EphemeralVolumeSource())

    small(app).webapp.with_(Mounted(), Volume())
    assert find_problems(app) == ()
    other = App()
    small(other).webapp.with_(Mounted())
    (problem,) = find_problems(other)
    assert problem.code == "workload.volume-missing"
    assert "(set by Mounted in " in problem.cause


def test_a_change_that_makes_a_draft_unusable_is_undone_and_hides_no_other_problem(app: App) -> None:
    environment = bare(app)
    environment.add_inference("m")
    environment.with_(Tuned("cleared"))
    found = find_problems(app)
    assert {problem.code for problem in found} == {"draft.identity", "model.missing"}


class Failing(Mixin):
    def __init__(self, method: str) -> None:
        setattr(self, method, self.fail)

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        pass

    def fail(self, *_: object) -> Any:
        raise ValueError("no")  # wrong: fail


METHODS = ["problems", "problems_with_targets", "supports_draft", "supports", "apply_to_draft"]


@pytest.mark.parametrize("method", METHODS)
def test_a_method_that_raises_is_a_problem(app: App, method: str) -> None:
    small(app).webapp.with_(Failing(method))
    (problem,) = find_problems(app)
    assert problem.cause == f"Failing raised ValueError('no') in {HERE}, line {line('fail')}"


def test_the_line_is_found_although_the_workload_is_complete_only_later(app: App) -> None:
    environment = bare(app).with_(Tuned("number"))
    environment.add_inference("m").with_(models.get("gpt2-small"))
    (problem,) = find_problems(app)
    assert f"{HERE}, line {line('number')}" in problem.cause
    assert "m-inference" in problem.construct.split(", ")


@pytest.mark.parametrize("listed", [None, ["text"], [None], 5])
def test_what_lists_something_else_than_problems_is_one(listed: Any) -> None:
    class Odd(Mixin):
        def problems(self) -> Iterable[Problem]:
            found: Iterable[Problem] = listed
            return found

    (problem,) = argument_problems(Odd())
    assert problem.code == "mixin.failed"
    first = inspect.getsourcelines(Odd.problems)[1]
    assert re.search(rf"Odd raised TypeError\(.*\) in {re.escape(str(HERE))}, line {first}", problem.cause)


def test_a_mixin_is_the_users_own_or_the_librarys() -> None:
    assert is_own(Tuned())
    assert is_own(GracePeriod(5))
    assert not is_own(REGISTRY)
    assert not is_own(Mixin())


def test_a_name_is_part_of_what_a_mixin_is_called() -> None:
    named = Tuned()
    named.name = "slow"  # type: ignore[attr-defined]
    assert (name_of(Tuned()), name_of(named)) == ("Tuned", "Tuned 'slow'")


def test_a_mixin_of_the_ecosystems_own_kind_has_targets_too() -> None:
    assert [problem.code for problem in target_problems(GracePeriod(5), [])] == ["mixin.no-target"]


def test_a_mixin_that_yields_or_returns_something_is_a_problem_because_that_has_no_effect(app: App) -> None:
    class Yields(Mixin):
        def apply_to_draft(self, draft: WorkloadDraft) -> Any:
            yield draft.main

    small(app).webapp.with_(Yields())
    (problem,) = find_problems(app)
    first = inspect.getsourcelines(Yields.apply_to_draft)[1]
    assert "it returns a value of type generator, which has no effect" in problem.cause
    assert problem.cause.endswith(f"in {HERE}, line {first}")


def test_a_mixin_that_exits_is_a_problem_and_not_the_end_of_the_program(app: App) -> None:
    class Exits(Mixin):
        def apply_to_draft(self, draft: WorkloadDraft) -> None:
            sys.exit(len(draft.name) * 0)

    small(app).webapp.with_(Exits())
    (problem,) = find_problems(app)
    assert "Exits raised SystemExit(0) in " in problem.cause


def test_a_mixin_of_another_package_is_named_by_its_class() -> None:
    elsewhere: Any = type("Elsewhere", (), {"__module__": "some.package"})
    assert origin(elsewhere(), lambda around: False) == "Elsewhere in class some.package.Elsewhere"


def test_without_a_line_the_method_is_named() -> None:
    mixin = Tuned()
    first = inspect.getsourcelines(Tuned.apply_to_draft)[1]
    assert origin(mixin, lambda around: False) == f"Tuned in {HERE}, line {first}"
