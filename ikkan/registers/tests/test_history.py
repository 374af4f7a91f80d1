"""Each change is a whole new row of history, and what procedures read follows it."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from ikkan.kernel.codes import is_register_number
from ikkan.registers.holding import Held, hold, release_hold
from ikkan.registers.models import Hold, RegisterRow, Resident
from ikkan.registers.recording import Change, RefusedChange, new_household_number, record_change
from ikkan.registers.tests.cast_of_register import CHILD, HOME, NOW, SPOUSE, enter

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
OF_JAPANESE = {"family_name", "given_name", "domicile", "first_in_register", "resident_since"}


def try_change(number: str, reason: str, values: dict[str, str]) -> RegisterRow | RefusedChange:
    return record_change(Change(number, reason, DAY, values), by="officer", now=NOW, source="異動届")


def test_a_move_is_a_second_row_with_every_item() -> None:
    first = enter(HOME)
    second = enter({"town": "西小川", "block": "８番地", "building": ""}, reason="転居", number=first.number)
    assert (first.history, second.history) == (1, 2)
    assert (second.name, second.domicile, second.town) == (first.name, first.domicile, "西小川")
    core = Resident.objects.get(number=first.number)
    assert (core.town, core.block, core.building, core.history) == ("静岡県焼津市西小川", "８番地", "", 2)


def test_a_new_resident_gets_the_next_number_with_its_check_digit() -> None:
    one, two = enter(HOME), enter(SPOUSE)
    assert is_register_number(one.number)
    assert is_register_number(two.number)
    assert int(two.number[:-1]) == int(one.number[:-1]) + 1
    assert is_register_number(new_household_number())


def test_the_check_digit_for_ten_is_the_towns_setting(settings) -> None:  # type: ignore[no-untyped-def]
    settings.IKKAN_CHECK_DIGIT_FOR_TEN = 9
    numbers = [enter(HOME).number for _ in range(12)]
    assert all(is_register_number(number, ten_becomes=9) for number in numbers)
    assert not all(is_register_number(number) for number in numbers)


def test_a_row_is_never_changed_or_deleted() -> None:
    enter(HOME)
    for spoil in (lambda: RegisterRow.objects.update(town="x"), lambda: RegisterRow.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            spoil()


def test_who_moves_out_leaves_a_closed_record() -> None:
    one = enter(HOME)
    values = {"event_on": "2026-11-30", "planned_address": "東京都千代田区霞が関一丁目１番１号"}
    gone = enter(values, reason="国内転出", number=one.number)
    assert gone.state == "転出"
    assert Resident.objects.get(number=one.number).left_on == date(2026, 11, 30)


def test_an_unknown_day_keeps_its_words() -> None:
    one = enter({**HOME, "is_birth_unknown": "1", "birth_as_written": "昭和５５年４月頃"})
    assert (one.birth, one.birth_as_written) == ("1980-04-01", "昭和５５年４月頃")


def test_a_foreign_resident_is_known_by_the_alias() -> None:
    values = {
        **{field: value for field, value in HOME.items() if field not in OF_JAPANESE},
        "kind": "外国人住民", "name": "ＮＧＵＹＥＮ　ＡＮＨ", "latin_name": "ＮＧＵＹＥＮ　ＡＮＨ", "alias": "田中　花",
        "alias_kana": "タナカ　ハナ", "nationality": "ベトナム", "stay_class": "中長期在留者", "stay_status": "留学",
        "stay_until": "2028-01-31", "card_number": "AB12345678CD", "foreign_since": "2023-05-01",
    }  # fmt: skip
    core = Resident.objects.get(number=enter(values).number)
    assert (core.family_name, core.given_name, core.family_kana) == ("田中", "花", "タナカ")
    assert (core.is_foreign, core.latin_name, core.resident_since) == (True, "ＮＧＵＹＥＮ　ＡＮＨ", date(2023, 5, 1))


@pytest.mark.parametrize(
    ("reason", "change", "said"),
    [
        ("転居取消", {}, "異動事由は"),
        ("国内転入", {"relation": "孫"}, "子の子"),
        ("国内転入", {"birth": "1980-02-30"}, "実在する日"),
        ("国内転入", {"block": "1-2"}, "全角文字"),
        ("国内転入", {"sex": "3"}, "性別は0、1、2"),
        ("国内転入", {"name": ""}, "氏名が設定されていません"),
        ("国内転入", {"name": "髙橋 太郎"}, "全角"),
        ("国内転入", {"stay_status": "留学"}, "日本人住民には設定できません"),
        ("国内転入", {"is_birth_unknown": "1"}, "不詳表記"),
        ("国内転出", {}, "生じた年月日"),
        ("通称の記載", {}, "外国人住民のもの"),
        ("国内転入", {"building": "港" * 301}, "300桁"),
    ],
)
def test_a_wrong_change_is_refused_in_words_and_leaves_nothing(reason: str, change: dict[str, str], said: str) -> None:
    refused = try_change("", reason, {**HOME, **change})
    assert isinstance(refused, RefusedChange)
    assert said in " ".join(str(one) for one in refused.faults)
    assert not RegisterRow.objects.exists()
    assert not Resident.objects.exists()


def test_a_hold_on_the_household_stops_a_change_until_it_is_released_for_a_while() -> None:
    one = enter(CHILD)
    held = hold(
        Held(Hold.Operation.CHANGE, Hold.Level.ERROR, "調査中", DAY, household="9000", ends_on=DAY), by="o", now=NOW
    )
    refused = try_change(one.number, "軽微な修正", {"memo": "確認"})
    assert isinstance(refused, RefusedChange)
    assert [stop.why for stop in refused.stops] == ["調査中"]
    release_hold(held, by="chief", why="本人の届出", now=NOW)
    assert isinstance(try_change(one.number, "軽微な修正", {"memo": "確認"}), RegisterRow)
