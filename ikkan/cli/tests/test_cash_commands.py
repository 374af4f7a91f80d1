"""The daily close from the command line is that of the service."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from typer.testing import CliRunner

from ikkan.cli.main import APP
from ikkan.ledger.cash import enter
from ikkan.ledger.cash_rows import DayClose, Kind, Way
from ikkan.people.models import Account, Office, Posting, Rank

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(APP, ("cash", *arguments))
    return done.exit_code, done.output


@pytest.fixture
def cashier(db: None) -> str:
    account = Account.objects.create_user("suzuki", kind=Account.Kind.STAFF)
    office = Office.objects.create(code="citizens", name_ja="市民課", name_en="Citizens")
    rank = Rank.objects.create(code="clerk", name_ja="主事", name_en="Clerk", level=1)
    Posting.objects.create(account=account, office=office, rank=rank, duties=["cash"], starts_on="2026-04-01")
    with transaction.atomic():
        enter(amount=300, item="fee", way=Way.COUNTER, kind=Kind.RECEIPT, reference="r-1", now=timezone.now())
    return "suzuki"


def test_a_day_is_shown_closed_and_written(cashier: str) -> None:
    code, said = run("show")
    assert (code, "open" in said, "left        300" in said) == (0, True, True)
    code, said = run("close", "--as", cashier, "--counted", "counter=200")
    assert (code, "-100" in said) == (1, True)
    assert not DayClose.objects.exists()
    code, said = run("close", "--as", cashier, "--counted", "counter=200", "--why", "counter=釣銭の間違い")
    assert (code, "counted 200 釣銭の間違い" in said) == (0, True)
    day = timezone.localdate().isoformat()
    code, said = run("book", day, day)
    assert (code, len(said.strip().splitlines())) == (0, 2)


def test_what_is_wrong_is_said(cashier: str) -> None:
    Account.objects.create_user("citizen")
    assert "duty cash" in run("close", "--as", "citizen", "--counted", "counter=300")[1]
    assert "WAY=VALUE" in run("close", "--as", cashier, "--counted", "300")[1]
    assert "whole yen" in run("close", "--as", cashier, "--counted", "counter=many")[1]
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert run("close", "--as", cashier, "--counted", "counter=300", "--day", tomorrow)[0] == 1
    assert "YYYY-MM-DD" in run("show", "--day", "today")[1]
