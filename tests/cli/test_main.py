"""The arguments of the command."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.main import main, parser


@pytest.mark.parametrize("command", ["models", "images", "secrets", "admin", "restore"])
def test_every_subcommand_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([command, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: neuronpedia-constructs {command}")


@pytest.mark.parametrize("arguments", [[], ["deploy"], ["images"], ["admin", "production"]])
def test_what_is_missing_or_unknown_is_told_with_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_models_needs_no_app(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    assert "gemma-2-2b" in capsys.readouterr().out
