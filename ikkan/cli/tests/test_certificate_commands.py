"""The certificate on the command line: what waits, printed, shown, posted and handed over."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from ikkan.cli.certificate_commands import CERTIFICATE
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.stacking import COVERS
from ikkan.procedures.certificate.tests.conftest import town
from ikkan.procedures.certificate.tests.factories import Person, asked, official, worked
from ikkan.procedures.certificate.tests.test_reserving import reserved

pytestmark = pytest.mark.django_db
Town = dict[str, Person]
__all__ = ["town"]


def run(*words: str, fails: bool = False) -> str:
    done = CliRunner().invoke(CERTIFICATE, [*words, "--as", "officer"])
    assert bool(done.exit_code) is fails, done.output
    return done.output


def again(case: Case) -> Case:
    case.refresh_from_db()
    return case


def test_what_waits_is_listed_printed_and_posted(town: Town, tmp_path: Path) -> None:
    official()
    case = asked(town["一郎"])
    assert f"{case.number}  " in run("queue")
    file = tmp_path / "post.zip"
    run("print", str(file))
    with ZipFile(file) as folder:
        assert len(folder.namelist()) == 2
        assert folder.namelist()[0] == COVERS
    assert case.number in run("sent", case.number)
    assert run("queue").startswith("0 waiting")


def test_a_reservation_is_shown_and_fetched(town: Town) -> None:
    official()
    case = reserved(town["一郎"])
    run("identity", case.number, "--paper", "bank_card", fails=True)
    assert case.number in run("identity", case.number, "--paper", "passport")
    case = worked(again(case))
    run("fetched", case.number, "--paper", "passport")
    assert again(case).room in {"answer", "closed"}


def test_nobody_without_the_duty_and_no_other_request(town: Town) -> None:
    assert "does not hold the duty" in run("queue", fails=True)
    official()
    assert "no certificate request" in run("sent", "J-000-000-000", fails=True)
    assert run("again").startswith("0 copies")
