"""支援措置 begins with the filing, runs a year, warns in its last month, never ends by itself and follows a move."""

from datetime import date, timedelta

import pytest

from ikkan.registers.alerts import protection_alerts
from ikkan.registers.holding import Held, UnfitHoldError, hold, lift_hold, release_hold, stops_on_issue
from ikkan.registers.models import Hold, Protection, Resident
from ikkan.registers.protecting import (
    Abuser,
    Filed,
    Together,
    UnfitProtectionError,
    end_protection,
    extend_protection,
    last_month_begins,
    protect,
    start_protection,
)
from ikkan.registers.tests.cast_of_register import CHILD, HOME, NOW, SPOUSE, enter

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def filed() -> Protection:
    head, spouse, child = enter(HOME), enter(SPOUSE), enter(CHILD)
    filing = Filed(spouse.number, DAY, Abuser("髙橋　太郎", head.number), together=(Together(child.number, "子"),))
    return protect(filing, by="officer", now=NOW)


def protected() -> list[str]:
    return [one.given_name for one in Resident.objects.filter(is_protected=True).order_by("number")]


def test_a_filing_protects_at_once_and_those_filed_for_too(filed: Protection) -> None:
    assert filed.state == Protection.State.PROVISIONAL
    assert protected() == ["花子", "さくら"]
    stops = stops_on_issue([filed.number], now=NOW)
    assert [(stop.level, stop.why) for stop in stops] == [("error", "仮支援措置")]


def test_it_runs_for_a_year(filed: Protection) -> None:
    started = start_protection(filed, starts_on=date(2020, 4, 1))
    assert started.ends_on == date(2021, 3, 31)
    with pytest.raises(UnfitProtectionError, match="仮支援措置だけ"):
        start_protection(started, starts_on=DAY)


def test_it_is_extended_from_a_month_before_the_end_by_a_year_from_the_day_after(filed: Protection) -> None:
    started = start_protection(filed, starts_on=date(2020, 4, 1))
    with pytest.raises(UnfitProtectionError, match="2021-02-28"):
        extend_protection(started, today=date(2021, 2, 27))
    assert extend_protection(started, today=date(2021, 2, 28)).ends_on == date(2022, 3, 31)


def test_the_list_warns_in_the_last_month_and_after_the_end_and_nothing_ends(filed: Protection) -> None:
    start_protection(filed, starts_on=date(2020, 4, 1))
    assert protection_alerts(today=date(2021, 2, 27)).last_month == []
    assert protection_alerts(today=date(2021, 3, 31)).last_month == [filed]
    after = protection_alerts(today=date(2029, 1, 1))
    assert (after.last_month, after.past_end) == ([], [filed])
    assert protected() == ["花子", "さくら"]


def test_only_a_person_ends_it_with_a_reason(filed: Protection) -> None:
    with pytest.raises(UnfitProtectionError, match="理由"):
        end_protection(filed, ended_on=DAY, why=" ")
    end_protection(filed, ended_on=DAY, why="本人の申出")
    assert protected() == []
    assert stops_on_issue([filed.number], now=NOW) == ()


def test_it_goes_on_when_the_person_moves_out(filed: Protection) -> None:
    values = {"event_on": "2026-11-30", "planned_address": "東京都千代田区霞が関一丁目１番１号"}
    enter(values, reason="国内転出", number=filed.number)
    filed.refresh_from_db()
    assert filed.state == Protection.State.FORMER_TOWN
    assert "霞が関" in filed.moved_to
    assert "花子" in protected()


def test_a_change_does_not_lose_the_mark(filed: Protection) -> None:
    enter({"town": "西小川"}, reason="転居", number=filed.number)
    assert Resident.objects.get(number=filed.number).is_protected


def test_a_hold_outlasts_its_end_and_a_release_returns_by_itself() -> None:
    one = enter(HOME)
    held = hold(
        Held(Hold.Operation.ISSUE, Hold.Level.ALERT, "本人通知", DAY, number=one.number, ends_on=DAY), by="o", now=NOW
    )
    later = NOW + timedelta(days=400)
    assert [(stop.why, stop.is_past_end) for stop in stops_on_issue([one.number], now=later)] == [("本人通知", True)]
    assert protection_alerts(today=later.date()).holds_past_end == [held]
    release_hold(held, by="chief", why="窓口で確認", now=later, lasts=timedelta(minutes=10))
    assert stops_on_issue([one.number], now=later) == ()
    assert len(stops_on_issue([one.number], now=later + timedelta(minutes=11))) == 1
    lift_hold(held, by="chief", now=later)
    assert stops_on_issue([one.number], now=later + timedelta(days=1)) == ()


def test_a_hold_is_on_a_person_or_a_household_with_a_reason() -> None:
    for wrong in (
        Held("issue", "error", "調査", DAY),
        Held("issue", "error", "調査", DAY, "1", "2"),
        Held("issue", "error", "", DAY, "1"),
    ):
        with pytest.raises(UnfitHoldError):
            hold(wrong, by="o", now=NOW)


@pytest.mark.parametrize(
    ("end", "begins"), [(date(2024, 3, 31), date(2024, 2, 29)), (date(2026, 1, 15), date(2025, 12, 15))]
)
def test_the_last_month(end: date, begins: date) -> None:
    assert last_month_begins(end) == begins
