"""The list of commands: it says of each what the command says of itself, and imports none of them."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ikkan.cli.listing import Listing, load
from ikkan.cli.main import APP, Commands
from ikkan.cli.nursery_commands.group import NurseryCommands

LINES = [(group, name) for group in (Commands, NurseryCommands) for name in group.table]
LIST_ALONE = """
import sys
from ikkan.cli import main
try:
    main()
except SystemExit:
    pass
print(sorted({"django.db.models", "polars", "numpy", "ortools", "typst", "openpyxl"} & sys.modules.keys()))
"""


@pytest.mark.parametrize(("group", "name"), LINES)
def test_a_line_is_the_sentence_of_its_command(group: type[Listing], name: str) -> None:
    listed = group.table[name]
    assert " ".join(load(name, listed).help.split("\n\n")[0].split()) == listed.help


def test_a_command_that_is_not_listed_is_refused() -> None:
    done = CliRunner().invoke(APP, ["docter"])
    assert done.exit_code == 2
    assert "doctor" in done.output


def test_a_group_of_one_command_is_called_by_both_names() -> None:
    assert CliRunner().invoke(APP, ["retention", "run", "--help"]).exit_code == 0


def test_the_list_imports_neither_models_nor_anything_heavy(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIST_ALONE, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "backup" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
