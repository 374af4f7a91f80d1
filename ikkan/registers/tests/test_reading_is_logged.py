"""No value of a resident is read without a Reader and a Reading."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from ikkan.kernel.names import kana_key
from ikkan.kernel.reader import Reader
from ikkan.registers import selectors
from ikkan.registers.models import Reading
from ikkan.registers.services import LevyRow, ResidentRow, import_levies, import_residents

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 20, 3, 0, tzinfo=UTC)
DAY = date(2026, 10, 1)
OFFICER = Reader(who=str(uuid4()), why="保育所の申込みの審査", case="N-123-456-789", ground="子ども・子育て支援法16条")
MACHINE = Reader(who="", why="保育所の申込みの自動照合")


def resident(number: str, given: str, kana: str, birth: date, left: date | None = None) -> ResidentRow:
    return ResidentRow(
        number, "9001", "髙橋", given, "タカハシ", kana, "", birth, "子", False, "4250026", "静岡県焼津市焼津",
        "1-2-3", "", birth, left, False, "つくりもの", DAY,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def town() -> None:
    import_residents(
        [
            resident("1001", "花子", "ハナコ", date(1992, 5, 3)),
            resident("1002", "太郎", "タロウ", date(2025, 6, 1)),
            resident("1003", "次郎", "ジロウ", date(2023, 6, 1), left=date(2026, 1, 1)),
        ]
    )
    import_levies([LevyRow("1001", 2026, 123_400, "つくりもの", DAY)])


def test_a_reading_says_who_why_and_which_fields() -> None:
    found = selectors.read_resident("1001", reader=OFFICER, fields=("family_name", "birth"), now=NOW)
    assert found is not None
    assert found.family_name == "髙橋"
    row = selectors.readings_of("1001").get()
    assert (str(row.reader), row.purpose, row.case_number) == (OFFICER.who, OFFICER.why, OFFICER.case)
    assert (row.fields, row.ground, row.at) == (["family_name", "birth"], OFFICER.ground, NOW)


def test_a_value_not_asked_for_cannot_be_used() -> None:
    found = selectors.read_resident("1001", reader=OFFICER, fields=("birth",), now=NOW)
    assert found is not None
    with pytest.raises(selectors.UnreadFieldError, match="postal"):
        _ = found.postal


def test_an_unknown_number_gives_nothing_and_leaves_no_reading() -> None:
    assert selectors.read_resident("9999", reader=OFFICER, fields=("birth",), now=NOW) is None
    assert Reading.objects.count() == 0


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="my_number"):
        selectors.read_resident("1001", reader=OFFICER, fields=("my_number",), now=NOW)


def test_a_household_is_those_who_live_there_now() -> None:
    found = selectors.read_household("9001", reader=MACHINE, fields=("birth",), now=NOW)
    assert [one.number for one in found] == ["1001", "1002"]
    assert set(Reading.objects.values_list("resident", "reader")) == {("1001", None), ("1002", None)}


def test_many_are_read_in_a_fixed_number_of_statements(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(4):
        found = selectors.read_many(
            [(number, Reader(who="", why=f"理由{number}")) for number in ("1002", "1001", "1002", "9999")],
            fields=("birth",),
            now=NOW,
        )
    assert sorted(found) == ["1001", "1002"]
    assert sorted(Reading.objects.values_list("resident", "purpose")) == [("1001", "理由1001"), ("1002", "理由1002")]


def test_two_cases_that_read_one_household_leave_two_readings() -> None:
    first, second = (Reader(who="", why="審査", case=number) for number in ("H-1", "H-2"))
    found = selectors.read_households([("9001", first), ("9001", second), ("0000", first)], fields=("birth",), now=NOW)
    assert [one.number for one in found["9001"]] == ["1001", "1002"]
    assert found["0000"] == ()
    logged = Reading.objects.values_list("resident", "case_number", "fields")
    assert sorted(logged) == [(who, case, ["birth"]) for who in ("1001", "1002") for case in ("H-1", "H-2")]


def test_a_resident_is_found_by_birth_and_reading_in_any_kana() -> None:
    key = kana_key("たかはしはなこ")
    found = selectors.find_residents(birth=date(1992, 5, 3), kana_key=key, reader=MACHINE, now=NOW)
    assert [one.number for one in found] == ["1001"]
    assert Reading.objects.count() == 1
    assert selectors.find_residents(birth=date(1992, 5, 4), kana_key=key, reader=MACHINE, now=NOW) == ()


def test_a_levy_is_read_by_year_and_its_absence_is_none() -> None:
    levies = selectors.levies_of([("1001", OFFICER), ("1002", OFFICER)], 2026, now=NOW)
    assert levies == {"1001": 123_400, "1002": None}
    assert list(selectors.readings_of("1002").values_list("fields", flat=True)) == [["levy_2026"]]
