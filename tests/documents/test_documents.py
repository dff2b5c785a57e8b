"""What the documents show has to work as it stands there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from cdk8s import App

from neuronpedia_constructs.cli.main import parser
from neuronpedia_constructs.upstream.lines import NAMES, find_line
from tests.conftest import DIST, run_app
from tests.support.building import ROOT, guide
from tests.support.documents import blocks
from tests.support.programs import starts_programs
from tests.support.python_blocks import README, blocks_of, run


@starts_programs
def test_the_first_environment_of_the_readme_is_synthesized(tmp_path: Path) -> None:
    result = run_app(README.source, tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert [file.name for file in (tmp_path / "dist").iterdir()] == ["production.k8s.yaml"]


def test_the_mixin_of_the_readme_is_the_example() -> None:
    (block,) = [block for block in blocks_of("README.md") if "(Mixin)" in block.source]
    (mixin,) = [
        ast.get_source_segment(block.source, node) for node in block.tree.body if isinstance(node, ast.ClassDef)
    ]
    assert f"\n{mixin}\n" in (ROOT / "examples" / "own_mixin.py").read_text(encoding="utf-8")


def test_links_between_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_commands_of_the_documents_are_those_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        # In prose, the word has other uses.
        assert set(re.findall(r"(?:^|`)make ([a-z]+)", document.read_text("utf-8"), flags=re.MULTILINE)) <= targets


def test_the_example_manifest_names_in_the_documents_exist() -> None:
    dist = {file.name for file in (ROOT / "dist").iterdir()}
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        assert set(re.findall(r"dist/([\w-]+\.k8s\.yaml)", document.read_text(encoding="utf-8"))) <= dist


def test_the_documented_secrets_are_those_that_pods_need() -> None:
    text = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    for needed in guide(App()).prerequisites:
        assert f"`{needed.name}`" in text
        for key in needed.keys:
            assert f"`{key}`" in text


def test_commands_of_the_documents_are_understood() -> None:
    found = [
        command
        for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        for block in blocks("bash", document.read_text(encoding="utf-8"))
        for command in re.findall(r"neuronpedia-constructs ([^|#\n]+)", block)
    ]
    assert len(found) >= 4
    for command in found:
        given = parser().parse_args(command.split())
        assert getattr(given, "environment", "production") in {file.stem.partition(".")[0] for file in DIST}


def test_models_of_the_document_are_valid() -> None:
    (block,) = blocks_of("docs/models.md")
    made = run(block).names
    for model in (made["narrow"], made["own"]):
        assert list(model.problems()) == []
        assert all(find_line(name).inference.size(model) for name in NAMES)
