"""``ikkan nursery import``: judges without writing, then takes all in or nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from ikkan.cli.nursery_commands.group import NURSERY
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import Town

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).parents[4] / "docs" / "import-example.csv"


@pytest.fixture
def town(db: None) -> Town:
    made = hall.make_town()
    Round.objects.update(closes_at=timezone.now() + timedelta(days=30))
    return made


def test_the_command_judges_without_writing_and_then_takes_all_in(town: Town, tmp_path: Path) -> None:
    run = CliRunner().invoke(NURSERY, ["import", str(EXAMPLE), "--dry-run"])
    assert run.exit_code == 0, run.output
    assert not Case.objects.exists()
    run = CliRunner().invoke(NURSERY, ["import", str(EXAMPLE), "--as", "officer"])
    assert run.exit_code == 0, run.output
    assert "2 new cases" in run.output
    run = CliRunner().invoke(NURSERY, ["import", str(EXAMPLE), "--as", "officer"])
    assert "0 new cases; 2 were imported before" in run.output
    assert Case.objects.count() == 2
    faulty = tmp_path / "faulty.csv"
    faulty.write_bytes(EXAMPLE.read_bytes().replace("平成4年5月3日".encode(), "平成4年5月33日".encode()))
    run = CliRunner().invoke(NURSERY, ["import", str(faulty), "--as", "officer"])
    assert (run.exit_code, "保護者1生年月日" in run.output) == (1, True)
    assert CliRunner().invoke(NURSERY, ["import", str(EXAMPLE)]).exit_code == 2
    assert CliRunner().invoke(NURSERY, ["import", str(tmp_path / "none.csv")]).exit_code == 2
