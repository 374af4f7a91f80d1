"""What is printed is what the register has: every item, its history, and what stands against issuing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from ikkan.ledger.models import Case
from ikkan.procedures.certificate.handing import sealed_file
from ikkan.procedures.certificate.making import make_waiting
from ikkan.procedures.certificate.register import members_shown_to
from ikkan.procedures.certificate.sheets.tests.samples import page_texts
from ikkan.procedures.certificate.tests.factories import Person, asked, changed, copies, judge, official, owing, worked
from ikkan.procedures.certificate.tests.test_walk_officers import entered
from ikkan.registers.holding import Held, hold
from ikkan.registers.models import Reading
from ikkan.registers.protecting import Abuser, Filed, protect, release_protection
from ikkan.registers.recording import Change, RefusedChange, record_change
from ikkan.rooms.check.models import Finding, Request
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db
Town = dict[str, Person]
ALL = {"relation": True, "domicile": True, "record_code": True}


def printed(case: Case) -> str:
    (copy,) = copies(case)
    pdf = sealed_file(copy)
    assert isinstance(pdf, bytes), case.reason_code
    # a long word of Latin signs may break anywhere
    return "".join(page_texts(pdf)).replace("\u200b", "").replace("\ufffe", "")


def protected(number: str) -> None:
    protect(Filed(number, timezone.localdate(), Abuser("田中　一郎", "100")), by="o", now=timezone.now())


def named(one: Person) -> dict[str, object]:
    there = one.resident
    return {
        "id": "p1", "name": {"family": there.family_name, "given": there.given_name},
        "kana": {"family": there.family_kana, "given": there.given_kana}, "birth": there.birth.isoformat(),
    }  # fmt: skip


def test_every_item_of_a_japanese_resident_comes_from_the_register(town: Town) -> None:
    page = printed(asked(town["洋子"], items=ALL))
    for text in (
        "田中洋子", "昭和62年3月3日", "性別女", "平成27年4月1日", "平成27年4月2日", "妻", "世帯主田中一郎",
        "静岡県焼津市本町一丁目１番地", "静岡県焼津市本町二丁目１６番３２号", "10000000101",
        "静岡県モデル市本町一丁目２番３号",
    ):  # fmt: skip
        assert text in page, text


def test_every_item_of_a_foreign_resident_comes_from_the_register(town: Town) -> None:
    values = {
        "household": "H2", "kind": "外国人住民", "name": "ＧＡＲＣＩＡ　ＭＡＲＩＡ",
        "latin_name": "ＧＡＲＣＩＡ　ＭＡＲＩＡ", "alias": "山田　マリア", "name_kana": "ガルシア　マリア",
        "birth": "1995-09-09", "sex": "2",
        "relation": "同居人", "head_name": "佐藤　次郎", "prefecture": "静岡県", "city": "モデル市",
        "town": "本町一丁目", "block": "２番３号", "postal": "4250001", "foreign_since": "2020-01-15",
        "address_since": "2020-01-15", "nationality": "ペルー", "stay_class": "中長期在留者", "stay_status": "定住者",
        "stay_period": "３年", "stay_until": "2028-01-14", "card_number": "AB12345678CD", "previous_address": "ペルー",
    }  # fmt: skip
    change = Change("", "国外転入等", date(2020, 1, 15), values)
    made = record_change(change, by="o", now=timezone.now(), source="転入届")
    assert not isinstance(made, RefusedChange), made.faults
    page = printed(asked(town["次郎"], whose="household", items={**ALL, "record_code": False, "stay": True}))
    for text in (
        "ＧＡＲＣＩＡＭＡＲＩＡ", "山田マリア", "1995年9月9日", "同居人", "2020年1月15日", "ペルー", "中長期在留者",
        "定住者", "2028年1月14日", "AB12345678CD", "世帯全員",
    ):  # fmt: skip
        assert text in page, text


def test_the_history_tells_earlier_addresses_and_leaves_out_what_was_not_asked_for(town: Town) -> None:
    one = town["次郎"]
    changed(one, "転居", on=date(2020, 5, 6), block="９番９号")
    changed(one, "職権修正", on=date(2021, 6, 7), domicile="東京都千代田区千代田一番")
    changed(one, "転居", on=date(2022, 7, 8), block="２番３号")
    plain = printed(asked(one, form="person", items={"history": True}))
    assert plain.index("令和2年5月6日転居静岡県モデル市本町一丁目２番３号") < plain.index("令和4年7月8日転居")
    assert "本町一丁目９番９号" in plain
    assert "本町一丁目１番地" not in plain
    assert "静岡県焼津市本町一丁目１番地" in printed(
        asked(one, form="person", items={"history": True, "domicile": True})
    )


def test_a_closed_record_tells_where_to_first_as_planned_then_as_confirmed(town: Town) -> None:
    one, day = town["次郎"], timezone.localdate() - timedelta(days=1)
    changed(one, "国内転出", on=day, event_on=day.isoformat(), planned_address="静岡県焼津市本町九丁目１番")
    page = printed(asked(one, form="removed"))
    assert "転出先住所（予定）静岡県焼津市本町九丁目１番" in page
    assert "消除の事由国内転出" in page
    changed(one, "軽微な修正", confirmed_address="静岡県焼津市本町九丁目２番")
    assert "転出先住所静岡県焼津市本町九丁目２番" in printed(asked(one, form="removed"))


def test_who_leaves_tomorrow_still_stands_on_the_certificate_of_the_household(town: Town) -> None:
    day = timezone.localdate() + timedelta(days=1)
    changed(town["洋子"], "国内転出", on=day, event_on=day.isoformat(), planned_address="静岡県焼津市本町九丁目１番")
    assert "田中洋子" in printed(asked(town["一郎"], whose="household"))


def test_the_order_is_that_of_the_relations_and_a_place_set_by_hand_wins(town: Town) -> None:
    page = printed(asked(town["洋子"], whose="household"))
    assert page.index("田中一郎") < page.index("田中洋子") < page.index("田中蓮")
    changed(town["蓮"], place_in_household="1")
    page = printed(asked(town["洋子"], whose="household"))
    assert page.index("田中蓮") < page.index("田中一郎") < page.index("田中洋子")


def test_an_item_that_the_register_does_not_have_is_said_and_nothing_is_issued(town: Town) -> None:
    changed(town["一郎"], record_code="", first_in_register="")
    case = owing(asked(town["一郎"], items=ALL))
    assert (case.waits_for, case.reason_code) == ("citizen", "item_unknown")
    told = str(Request.objects.get(case=case).questions)
    assert "住民票コード" in told
    assert "本籍・筆頭者" in told
    assert copies(case) == []


@pytest.mark.parametrize(("number", "household"), [("101", ""), ("", "H1")])
def test_a_hold_against_issuing_refuses_in_the_same_words_until_it_is_released(
    town: Town, number: str, household: str
) -> None:
    wanted = Held("issue", "error", "係争中", timezone.localdate(), number, household)
    hold(wanted, by="o", now=timezone.now())
    case = asked(town["洋子"])
    assert (case.room, copies(case)) == ("approve", [])
    assert not Finding.objects.filter(case=case).exists()
    assert asked(town["次郎"]).reason_code == "certificate_to_post"


def test_a_hold_that_only_warns_is_judged_by_an_officer(town: Town) -> None:
    hold(Held("issue", "alert", "係争中", timezone.localdate(), number="101"), by="o", now=timezone.now())
    case = asked(town["洋子"])
    assert (case.waits_for, case.reason_code) == ("officer", "alert")
    assert "係争中" not in str(Finding.objects.get(case=case).reason)
    assert judge(case, "same", official()).reason_code == "certificate_to_post"


def test_a_protected_stranger_is_nobody_to_a_citizen_who_names_them(town: Town) -> None:
    protected("200")
    case = asked(town["一郎"], whose="some", persons=[named(town["次郎"])])
    assert (case.waits_for, case.reason_code) == ("citizen", "person_not_found")
    assert not DecisionRecord.objects.filter(case=case).exists()


def test_a_citizens_own_screen_does_not_tell_of_a_protected_member(town: Town) -> None:
    protected("101")
    now = timezone.now()
    assert [one.name for one in members_shown_to(town["一郎"].account, now=now)] == ["田中　一郎", "田中　蓮"]
    own = members_shown_to(town["洋子"].account, now=now)
    assert [(one.name, one.address) for one in own if one.number == "101"] == [("田中　洋子", "")]


def test_what_is_released_to_the_officer_for_the_case_is_printed(town: Town) -> None:
    protected("101")
    case = entered(town["洋子"], papers=("national_card",))
    assert isinstance(case, Case)
    assert case.reason_code == "protected_self"
    officer = official("desk")
    case = judge(case, "same", officer)
    assert [copy.sha256 for copy in copies(case)] == [""]
    reader = str(Reading.objects.filter(case_number=case.number).exclude(reader=None).latest("pk").reader)
    release_protection("101", reader=reader, case=case.number, why="本人", by="chief", now=timezone.now())
    make_waiting(now=timezone.now())
    worked(case)
    assert "本町一丁目２番３号" in printed(case)


def test_a_register_that_is_down_makes_the_request_wait_and_says_nothing_failed(town: Town, settings: Settings) -> None:
    settings.IKKAN_REGISTER = "down"
    case = asked(town["一郎"])
    assert (case.room, case.waits_for, case.reason_code) == ("check", "outside", "register")
    assert not Reading.objects.filter(case_number=case.number).exists()
    settings.IKKAN_REGISTER = "up"
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now())
    assert worked(case).reason_code == "certificate_to_post"
