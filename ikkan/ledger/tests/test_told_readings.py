"""Who looked at my data: of a case of somebody who is protected nothing is told, not even that there is one."""

from datetime import date

import pytest
from django.utils import timezone

from ikkan.kernel.reader import Reader
from ikkan.ledger.models import Case
from ikkan.ledger.steps import LONG_AGO
from ikkan.ledger.told_readings import told_readings_of
from ikkan.registers.models import Resident
from ikkan.registers.reading_log import log_readings

pytestmark = pytest.mark.django_db


def resident(number: str, *, is_protected: bool) -> None:
    Resident.objects.create(
        number=number, household="900001", family_name="髙橋", family_kana="タカハシ", birth=date(1992, 5, 3),
        relation="妻", postal="4250027", town="栄町一丁目", resident_since=date(2020, 4, 1), source="つくりもの",
        as_of=date(2026, 11, 1), is_protected=is_protected,
    )  # fmt: skip


def case(number: str, subject: str) -> None:
    now = timezone.now()
    Case.objects.create(
        number=number, procedure="nursery", subject=subject, form_version="1", reference_day=now.date(),
        received_at=now, entered_at=now, lease_until=LONG_AGO,
    )  # fmt: skip


@pytest.mark.parametrize("is_protected", [True, False])
def test_a_case_of_a_protected_person_is_told_to_themself_alone(is_protected: bool) -> None:
    resident("1", is_protected=is_protected)
    resident("2", is_protected=False)
    case("H-1", "1")
    case("H-2", "2")
    for number in ("H-1", "H-2", ""):
        reader = Reader(who="", why="世帯の確認", case=number)
        log_readings([("1", reader), ("2", reader)], ("birth",), timezone.now())
    told = {one: set(told_readings_of(one).values_list("case_number", flat=True)) for one in ("1", "2")}
    assert told["1"] == {"H-1", "H-2", ""}
    assert told["2"] == ({"H-2", ""} if is_protected else {"H-1", "H-2", ""})
