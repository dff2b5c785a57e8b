"""Every block of Python in every document runs where the README says that it goes, and makes valid manifests."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from neuronpedia_constructs import find_problems
from neuronpedia_constructs.validation.problems import InvalidAppError
from tests.support.building import ROOT, doubts
from tests.support.python_blocks import Block, Ran, python_blocks, run

BLOCKS = python_blocks()
LINK = "README.md#a-first-environment"


def checked(block: Block) -> Ran:
    ran = run(block)
    assert find_problems(ran.app) == ()
    assert doubts(ran.app) == ()
    assert all(ran.environments())
    return ran


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.place)
def test_a_block_runs_as_it_stands(block: Block) -> None:
    assert checked(block).environments()


def test_there_are_blocks_in_every_kind_of_document() -> None:
    found = {Path(block.document).parts[0] for block in BLOCKS}
    assert found >= {"README.md", "docs"}
    assert len(BLOCKS) > 30


@pytest.mark.parametrize("document", sorted({block.document for block in BLOCKS} - {"README.md"}))
def test_a_page_says_where_its_blocks_go(document: str) -> None:
    above = (ROOT / document).read_text(encoding="utf-8").split("```python")[0]
    used = {
        node.id
        for block in BLOCKS
        if block.document == document and not block.is_program
        for node in ast.walk(block.tree)
        if isinstance(node, ast.Name)
    }
    assert LINK in above or not used & {"app", "production"}, f"write above the first block that blocks go into {LINK}"


NEW = {
    "without-its-import": ("production.with_(ArgoCd())", NameError),
    "an-import-that-only-the-readme-has": ("production.with_(HarborRegistry('a.example.org/b', tag='1'))", NameError),
    "an-old-name": ("from neuronpedia_constructs import Ingress", ImportError),
    "an-old-argument": ("from neuronpedia_constructs import Replicas\nReplicas(pods=2)", TypeError),
    "no-python": ("production.with_(…)", SyntaxError),
    "the-same-environment": (
        'from neuronpedia_constructs import Neuronpedia\nNeuronpedia(app, "production", namespace="a", url="https://a.b")',
        Exception,
    ),
    "the-first-line-of-a-file": ("from __future__ import annotations", SyntaxError),
    "its-own-end": ("app.synth()", AssertionError),
    "a-problem": ("from neuronpedia_constructs import Replicas\nproduction.webapp.with_(Replicas(0))", AssertionError),
    "a-warning": (
        "from neuronpedia_constructs import NetworkAccess, Neuronpedia\n"
        'Neuronpedia(app, "b", namespace="b", url="https://b.example.org", network=NetworkAccess(https_proxy="http://c:3"))',
        AssertionError,
    ),
    "a-program-without-an-end": ("from cdk8s import App\napp = App()", ValueError),
    "an-amendment-that-fails": (
        "from neuronpedia_constructs import Mixin\n"
        "class Bad(Mixin):\n    def amend(self, manifest): raise KeyError(manifest)\n"
        "production.with_(Bad())",
        (AssertionError, InvalidAppError),
    ),
}


@pytest.mark.parametrize(("source", "error"), NEW.values(), ids=NEW)
def test_a_new_block_that_does_not_run_is_refused(source: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        checked(Block("examples/new/README.md", 1, f"{source}\n"))


@pytest.mark.parametrize(
    ("indent", "opening", "closing"),
    [
        ("", "```python", "```"),
        ("   ", "~~~py", "~~~"),
        ("> ", "````Python title=main.py", "````"),
        ("", "``` {.python}", "```"),
    ],
)
def test_a_new_block_is_found_wherever_it_is(indent: str, opening: str, closing: str, tmp_path: Path) -> None:
    source = "def nothing() -> None:\n\n    pass\n"
    lines = [f"{indent}{line}" for line in (opening, *source.splitlines(), closing)]
    folder = tmp_path / "examples" / "new"
    folder.mkdir(parents=True)
    (folder / "README.md").write_text("\n".join(["# New", "", *lines, "", "```bash", "ls", "```", ""]), "utf-8")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "README.md").write_text("```python\nimport nothing\n```\n", encoding="utf-8")
    assert python_blocks(tmp_path) == [Block("examples/new/README.md", 3, source)]


def test_a_block_without_an_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("```python\nimport os\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"README\.md:1 has no end"):
        python_blocks(tmp_path)
