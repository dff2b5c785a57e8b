"""Speed is a property of the design: calls over the jsii bridge are counted, not seconds."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App
from jsii._kernel.providers.process import _NodeProcess

from neuronpedia_constructs import CPU_STANDARD, Neuronpedia, find_problems, models
from neuronpedia_constructs.draft.kubernetes import bridge
from tests.support.building import guide
from tests.support.programs import starts_programs

pytestmark = starts_programs
"""What Node.js does is looked at here: a quick check leaves it out."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requests that were sent since the test began."""
    made: list[str] = []
    send = _NodeProcess.send

    def recording(process: _NodeProcess, request: Any, *arguments: Any) -> Any:
        made.append(type(request).__name__)
        return send(process, request, *arguments)

    monkeypatch.setattr(_NodeProcess, "send", recording)
    return made


def production(app: App, name: str) -> Neuronpedia:
    environment = guide(app, name)
    environment.add_inference("gpt2-small").with_(models.get("gpt2-small"), CPU_STANDARD)
    return environment


def test_ten_environments_take_at_most_one_and_a_half_calls_for_each_object(calls: list[str]) -> None:
    bridge.quantity.cache_clear()  # as in a new process
    bridge.named_port.cache_clear()
    app = App()
    for number in range(10):
        production(app, f"production-{number}")
    text = app.synth_yaml()
    assert len(calls) / text.count("\nkind: ") <= 1.5


def test_one_more_environment_takes_one_call_for_each_object_and_twelve_more(calls: list[str]) -> None:
    def taken(count: int) -> int:
        calls.clear()
        app = App()
        for number in range(count):
            production(app, f"production-{number}")
        app.synth_yaml()
        return len(calls)

    taken(1)  # from here on, amounts are known
    assert taken(3) - taken(2) == 46 + 12


def test_looking_for_problems_takes_no_call(calls: list[str]) -> None:

    app = App()
    production(app, "production")
    calls.clear()
    assert find_problems(app) == ()
    assert calls == []
