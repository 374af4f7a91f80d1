"""The access log: what is searched is found and logged, what is sealed holds, what is too much is found and judged."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from ikkan.corridor.access_judging import findings, judge_finding
from ikkan.corridor.access_log import Sought, log_csv, search_log
from ikkan.corridor.access_rules import SHAPES, analyse_day
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.ledger.access_rows import AccessJudgement, AccessSeal
from ikkan.ledger.access_sealing import seal_readings, verify_readings
from ikkan.people.models import Account, Office, OwnEntry, Posting, Rank
from ikkan.registers.models import Reading, Resident
from ikkan.registers.reading_log import NUMBERED, log_readings
from ikkan.registers.reading_origin import Origin, reading_from

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
TUESDAY = NOON.date()
NIGHT = NOON.replace(hour=23)


def staff(name: str, *duties: str, office: str = "shimin") -> Account:
    account = Account.objects.create(username=name, kind=Account.Kind.STAFF)
    where, _ = Office.objects.get_or_create(code=office, defaults={"name_ja": "市民課", "name_en": "Citizens"})
    rank, _ = Rank.objects.get_or_create(code="clerk", defaults={"name_ja": "主事", "name_en": "Clerk", "level": 1})
    Posting.objects.create(account=account, office=where, rank=rank, duties=list(duties), starts_on=date(2026, 4, 1))
    return account


def resident(number: str, household: str, block: str, *, is_protected: bool = False) -> None:
    Resident.objects.create(
        number=number, household=household, family_name="髙橋", family_kana="タカハシ", birth=date(1992, 5, 3),
        relation="世帯主", postal="4250027", town="栄町一丁目", block=block, resident_since=date(2020, 4, 1),
        source="つくりもの", as_of=TUESDAY, is_protected=is_protected,
    )  # fmt: skip


def read(account: Account | None, numbers: Iterable[str], at: datetime = NOON, case: str = "H-000001") -> None:
    reader = Reader(who=str(account.pk) if account else "", why="審査", case=case, ground="住民基本台帳法12条")
    log_readings([(number, reader) for number in numbers], ("birth",), at)


def rules_found(account: Account) -> set[str]:
    return set(findings().filter(reader=account.pk).values_list("rule", flat=True))


def test_every_column_of_the_specification_is_written() -> None:
    officer = staff("officer", "desk")
    with reading_from(Origin("192.0.2.7", "page", "desk:case")):
        read(officer, ["100001"])
        log_readings([("100001", Reader(who=str(officer.pk), why="照会"))], (NUMBERED,), NOON)
    first, second = Reading.objects.order_by("pk")
    assert (first.reader, first.terminal, first.channel, first.function) == (
        officer.pk, "192.0.2.7", "page", "desk:case",
    )  # fmt: skip
    assert (first.number_read, second.number_read) == (False, True)


def test_search_finds_by_every_condition_and_is_logged() -> None:
    auditor, officer = staff("auditor", "privacy"), staff("officer", "desk")
    with reading_from(Origin("192.0.2.7", "api", "read_case")):
        read(officer, ["100001", "100002"])
        read(None, ["100001"], case="R-000002")
    read(officer, ["100001"], at=NOON - timedelta(days=3))
    for sought, count in (
        (Sought(person="100001"), 3), (Sought(officer="officer"), 3), (Sought(function="read_"), 3),
        (Sought(first=TUESDAY, last=TUESDAY, person="100002"), 1), (Sought(case="R-000002"), 1),
        (Sought(only_numbered=True), 0), (Sought(only_people=True, person="100001", last=TUESDAY), 2),
    ):  # fmt: skip
        found = search_log(sought, why="苦情の確認", account=auditor, now=NOON + timedelta(days=1))
        assert not isinstance(found, Refused)
        assert found.exclude(reader=auditor.pk).count() == count, sought
    logged = Reading.objects.filter(reader=auditor.pk).order_by("pk").first()
    assert logged is not None
    assert (logged.resident, logged.fields) == ("100001", ["access_log"])
    assert "苦情の確認" in logged.purpose
    assert Reading.objects.filter(reader=auditor.pk, detail="officer=officer").exists()


def test_search_needs_the_duty_and_a_purpose() -> None:
    auditor, officer = staff("auditor", "privacy"), staff("officer", "desk")
    refused = search_log(Sought(), why="", account=auditor, now=NOON)
    assert isinstance(refused, Refused)
    assert refused.field == "why"
    stranger = search_log(Sought(), why="興味", account=officer, now=NOON)
    assert isinstance(stranger, Refused)
    assert stranger.code == "not_found"
    assert not Reading.objects.exists()


def test_csv_holds_no_formula_and_names_the_officer() -> None:
    auditor, officer = staff("auditor", "privacy"), staff("officer", "desk")
    reader = Reader(who=str(officer.pk), why="=HYPERLINK(1)")
    log_readings([("100001", reader)], ("birth",), NOON)
    found = search_log(Sought(officer="officer"), why="点検", account=auditor, now=NOON)
    assert not isinstance(found, Refused)
    text = "".join(log_csv(found, now=NOON))
    assert "officer" in text
    assert "'=HYPERLINK(1)" in text


def test_sealed_rows_can_neither_change_nor_go_nor_come() -> None:
    read(None, ["100001", "100002"])
    assert seal_readings(now=NOON) == 2
    read(None, ["100003"])
    assert seal_readings(now=NOON) == 0, "once a minute"
    assert seal_readings(now=NOON + timedelta(minutes=2)) == 1
    assert verify_readings() == []
    assert AccessSeal.objects.count() == 2
    first = Reading.objects.order_by("pk")[0]
    for verb, what in (("update", "altered"), ("delete", "are there")):
        with transaction.atomic():
            _without_guard(verb)
            rows = Reading.objects.filter(pk=first.pk)
            assert rows.update(purpose="ほか") if verb == "update" else rows.delete()
            assert [what in fault.what for fault in verify_readings()] == [True]
            transaction.set_rollback(True)
    # a row slipped in under a number that nobody used
    Reading.objects.create(pk=first.pk - 1, resident="9", at=NOON, purpose="x", ground="x")
    assert [fault.what for fault in verify_readings()] == ["2 readings were sealed and 3 are there"]


def test_database_refuses_to_change_the_log() -> None:
    read(None, ["100001"])
    for deed in (lambda: Reading.objects.update(purpose="x"), lambda: Reading.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            deed()


def _without_guard(verb: str) -> None:
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON registers_reading"
        cursor.execute(f'DROP TRIGGER "registers_reading_no_{verb}"{on}')


def test_each_analysis_finds_its_own_and_nothing_of_quiet_work() -> None:
    quiet, loud = staff("quiet", "desk"), staff("loud", "desk")
    for number, household, block in (("1", "A", "2-3"), ("2", "A", "2-3"), ("3", "B", "2-3"), ("4", "C", "9-9")):
        resident(number, household, block)
    for number in ("10", "11", "12"):
        resident(number, "D", "7-7", is_protected=True)
    OwnEntry.objects.create(account=loud, resident="1", entered_at=NOON)
    OwnEntry.objects.create(account=quiet, resident="4", entered_at=NOON)
    read(quiet, ["2"])
    for number, at in (("2", NOON), ("3", NOON), ("4", NIGHT), ("10", NOON), ("11", NOON), ("12", NOON)):
        read(loud, [number], at)
    read(loud, [str(number) for number in range(2000, 2060)], case="")
    for day in range(10):
        read(loud, ["77"], NOON - timedelta(days=day))
    read(None, [str(number) for number in range(3000)], NIGHT, case="")
    assert analyse_day(TUESDAY, now=NOON) == len(SHAPES)
    assert rules_found(loud) == set(SHAPES)
    assert rules_found(quiet) == set()
    assert analyse_day(TUESDAY, now=NOON) == 0, "a finding is entered once"
    night = findings(rule="off_hours").get()
    assert (night.count, night.first_at, night.day) == (1, NIGHT, TUESDAY)
    assert findings(rule="more_than_others").get().count == 67


def test_closed_day_is_outside_working_hours() -> None:
    officer = staff("officer", "desk")
    sunday = NOON - timedelta(days=2)
    read(officer, ["1"], sunday)
    assert analyse_day(sunday.date(), now=NOON) == 1
    assert rules_found(officer) == {"off_hours"}


def test_finding_is_judged_with_a_note_by_somebody_else() -> None:
    officer, auditor = staff("officer", "desk", "privacy"), staff("auditor", "privacy")
    read(officer, ["1"], NIGHT)
    analyse_day(TUESDAY, now=NOON)
    key = findings(is_open=True).get().pk
    for account, verdict, note, code in (
        (officer, "work", "x", "finding_oneself"), (auditor, "maybe", "x", "finding_verdict"),
        (auditor, "work", " ", "finding_note"), (staff("other", "desk"), "work", "x", "not_found"),
    ):  # fmt: skip
        refused = judge_finding(finding=key, verdict=verdict, note=note, account=account, now=NOON)
        assert isinstance(refused, Refused)
        assert refused.code == code
    made = judge_finding(finding=key, verdict="work", note="夜間の窓口の当番", account=auditor, now=NOON)
    assert isinstance(made, AccessJudgement)
    assert not findings(is_open=True).exists()
    assert findings(is_open=False).count() == 1
