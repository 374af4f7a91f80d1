"""``ikkan residents``: a file out, judged and in again; a refused row writes nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from ikkan.cli.resident_commands import RESIDENTS
from ikkan.registers.models import Resident
from ikkan.registers.tests.cast_of_register import HOME, enter

pytestmark = pytest.mark.django_db
WHY = ("--why", "引き渡し", "--ground", "条例1条")


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(RESIDENTS, words)
    return done.exit_code, done.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    number = enter(HOME, now=timezone.now() - timedelta(hours=1)).number
    path = tmp_path / "residents.csv"
    assert run("export", *WHY, "--out", str(path)) == (0, "")
    assert path.stat().st_mode & 0o077 == 0
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'"{number}"', '"00777"'), encoding="utf-8")
    return path


def test_a_dry_run_writes_nothing(file: Path) -> None:
    assert run("import", str(file), "--dry-run") == (0, "1 rows are good. Nothing was written.\n")
    assert not Resident.objects.filter(number="00777").exists()


def test_a_good_file_is_written_once(file: Path) -> None:
    assert run("import", str(file)) == (0, "1 rows written.\n")
    code, said = run("import", str(file))
    assert code == 1
    assert "履歴番号は2になるはずです" in said


def test_a_refused_row_is_told_with_its_line(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace('"世帯主"', '"祖父"'), encoding="utf-8")
    code, said = run("import", str(file))
    assert code == 1
    assert "residents.csv:2: 続柄" in said
    assert "Nothing was written" in said


def test_changes_since_say_where_the_next_begins(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "changes.csv"
    code, said = run("changes", "--since", "2020-01-01T00:00:00+09:00", *WHY, "--out", str(out))
    assert code == 0
    assert "髙橋" in out.read_text(encoding="utf-8")
    assert run("changes", "--since", said.strip(), *WHY, "--out", str(out))[0] == 0
    assert "髙橋" not in out.read_text(encoding="utf-8")
    assert run("changes", "--since", "yesterday", *WHY)[0] == 1
