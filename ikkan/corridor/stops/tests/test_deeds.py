"""Holds and protections are worked on by deeds: with a reason, by a second person where the book says so."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from ikkan.corridor.stops.deeds import Deed, Wish, do, settle, waiting_deeds
from ikkan.corridor.stops.receiving import open_places, open_record, receive, set_hold
from ikkan.corridor.stops.tests.cast import NOW, filing, officer, received, residents
from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.registers.holding import Held, stops_on_issue
from ikkan.registers.models import Hold, Protection, Reading, Resident, StopDeed
from ikkan.registers.protecting import Abuser, Filed

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def town() -> None:
    residents()


@pytest.fixture
def one() -> Account:
    return officer("one")


@pytest.fixture
def other() -> Account:
    return officer("other")


def code(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def heard(protection: Protection, account: Account) -> None:
    wish = Wish(Deed.OPINION, "危険があると認める", TODAY, "police")
    assert isinstance(do(protection, wish, account=account, now=NOW), StopDeed)


def held(account: Account, **changes: object) -> Hold:
    wanted = Held("issue", "error", "なりすましの届出", TODAY, number="200", ground="要領", evidence="本人の申出書")
    made = set_hold(wanted, account=account, now=NOW)
    assert isinstance(made, Hold), made
    return made


def test_a_filing_protects_at_once_and_is_decided_by_two_after_an_opinion(one: Account, other: Account) -> None:
    protection = received(one)
    assert Resident.objects.get(number="101").is_protected
    start = Wish(Deed.START, "意見を受けて決定", TODAY)
    assert code(do(protection, start, account=one, now=NOW)) == "opinion_missing"
    heard(protection, one)
    asked = do(protection, start, account=one, now=NOW)
    assert isinstance(asked, StopDeed)
    protection.refresh_from_db()
    assert (asked.stage, protection.state) == ("asked", "provisional")
    assert code(do(protection, start, account=other, now=NOW)) == "asked_already"
    assert code(settle(asked, accept=True, why="書面を見た", account=one, now=NOW)) == "needs_another"
    assert isinstance(settle(asked, accept=True, why="書面を見た", account=other, now=NOW), StopDeed)
    protection.refresh_from_db()
    assert (protection.state, protection.starts_on) == ("in_force", TODAY)
    assert code(settle(asked, accept=True, why="書面を見た", account=other, now=NOW)) == "settled"
    assert not waiting_deeds().exists()


def test_it_ends_only_by_two_with_a_reason(one: Account, other: Account) -> None:
    protection = received(one)
    assert code(do(protection, Wish(Deed.END, " "), account=one, now=NOW)) == "reason_missing"
    asked = do(protection, Wish(Deed.END, "本人の申出"), account=one, now=NOW)
    assert isinstance(asked, StopDeed)
    assert Resident.objects.get(number="101").is_protected
    declined = settle(asked, accept=False, why="電話で本人に確かめられない", account=other, now=NOW)
    assert isinstance(declined, StopDeed)
    assert Resident.objects.get(number="101").is_protected
    again = do(protection, Wish(Deed.END, "本人の申出"), account=one, now=NOW)
    assert isinstance(again, StopDeed)
    settle(again, accept=True, why="窓口で本人に確かめた", account=other, now=NOW)
    assert not Resident.objects.get(number="101").is_protected
    assert code(do(protection, Wish(Deed.EXTEND, "続けたい"), account=one, now=NOW)) == "over"


def test_two_second_persons_in_the_same_moment_settle_it_once(
    one: Account, other: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    protection, third = received(one), officer("third")
    asked = do(protection, Wish(Deed.END, "本人の申出"), account=one, now=NOW)
    assert isinstance(asked, StopDeed)

    def held_while_another_answers(stop: Protection) -> Protection:
        StopDeed.objects.create(
            protection=stop, deed=Deed.END, stage="declined", answers=asked, why="x", by=str(third.pk), at=NOW
        )
        monkeypatch.setattr(StopDeed.objects, "filter", lambda **_: StopDeed.objects.none())
        return stop

    monkeypatch.setattr("ikkan.corridor.stops.deeds.held_still", held_while_another_answers)
    assert code(settle(asked, accept=True, why="見た", account=other, now=NOW)) == "settled"
    protection.refresh_from_db()
    assert protection.state == Protection.State.PROVISIONAL


def test_it_is_extended_in_its_last_month_only(one: Account, other: Account) -> None:
    protection = received(one)
    heard(protection, one)
    asked = do(protection, Wish(Deed.START, "決定", TODAY), account=one, now=NOW)
    assert isinstance(asked, StopDeed)
    settle(asked, accept=True, why="見た", account=other, now=NOW)
    assert code(do(protection, Wish(Deed.EXTEND, "申出"), account=one, now=NOW)) == "too_early"
    later = NOW + timedelta(days=345)
    assert isinstance(do(protection, Wish(Deed.EXTEND, "申出"), account=one, now=later), StopDeed)
    protection.refresh_from_db()
    assert protection.ends_on == date(2028, 11, 22)


def test_a_hold_is_released_for_minutes_and_lifted_by_two(one: Account, other: Account) -> None:
    hold = held(one)
    assert (hold.ground, hold.evidence) == ("要領", "本人の申出書")
    for minutes in ("", "0", "61", "-5", "十", "99999999"):
        pause = Wish(Deed.PAUSE, "窓口で本人に交付", detail=minutes)
        assert code(do(hold, pause, account=one, now=NOW)) == "too_long"
    do(hold, Wish(Deed.PAUSE, "窓口で本人に交付", detail="10"), account=one, now=NOW)
    assert stops_on_issue(["200"], now=NOW) == ()
    assert len(stops_on_issue(["200"], now=NOW + timedelta(minutes=11))) == 1
    asked = do(hold, Wish(Deed.LIFT, "申出の取下げ"), account=one, now=NOW)
    assert isinstance(asked, StopDeed)
    hold.refresh_from_db()
    assert hold.lifted_at is None
    settle(asked, accept=True, why="書面を見た", account=other, now=NOW)
    hold.refresh_from_db()
    assert hold.lifted_by == str(other.pk)
    assert code(do(hold, Wish(Deed.PAUSE, "もう一度", detail="10"), account=one, now=NOW)) == "over"


def test_staff_without_the_duty_do_nothing(one: Account) -> None:
    protection, stranger = received(one), officer("stranger", "desk")
    hold = held(one)
    assert code(do(protection, Wish(Deed.END, "x"), account=stranger, now=NOW)) == "not_found"
    assert code(do(hold, Wish(Deed.PAUSE, "x", detail="5"), account=stranger, now=NOW)) == "not_found"
    assert code(open_record(protection, why="x", account=stranger, now=NOW)) == "not_found"
    assert code(receive(filing("200", together=()), why="x", account=stranger, now=NOW)) == "not_found"
    assert code(set_hold(Held("issue", "error", "x", TODAY, "200"), account=stranger, now=NOW)) == "not_found"
    asked = do(protection, Wish(Deed.END, "x"), account=one, now=NOW)
    assert isinstance(asked, StopDeed)
    assert code(settle(asked, accept=True, why="x", account=stranger, now=NOW)) == "not_found"


def test_opening_is_logged_and_a_place_is_opened_for_another_only(one: Account, other: Account) -> None:
    protection = received(one)
    assert code(open_record(protection, why="", account=one, now=NOW)) == "reason_missing"
    open_record(protection, why="延長の電話", account=one, now=NOW)
    rows = Reading.objects.filter(purpose="延長の電話")
    assert sorted(rows.values_list("resident", flat=True)) == ["101", "102"]
    asked = {"number": "101", "case": "J-1", "why": "審査の結果", "now": NOW}
    assert code(open_places(protection, reader=one, account=one, **asked)) == "needs_another"  # type: ignore[arg-type]
    assert isinstance(open_places(protection, reader=other, account=one, **asked), StopDeed)  # type: ignore[arg-type]
    asked["number"] = "200"
    assert code(open_places(protection, reader=other, account=one, **asked)) == "no_resident"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"number": "999"}, "no_resident"),
        ({"number": "102"}, "twice"),
        ({"number": "100"}, "against_oneself"),
        ({"abuser": Abuser(" ")}, "abuser_missing"),
        ({"violence": "none"}, "violence_unknown"),
        ({"contact": " "}, "contact_missing"),
        ({"contact": "電" * 301}, "too_long"),
    ],
)
def test_a_filing_that_cannot_be_received_is_told_why(changes: dict[str, object], wanted: str, one: Account) -> None:
    whole = {**vars_of(filing("101")), **changes}
    assert code(receive(Filed(**whole), why="申出", account=one, now=NOW)) == wanted  # type: ignore[arg-type]
    assert not Protection.objects.exists()


def vars_of(filed: Filed) -> dict[str, object]:
    return {name: getattr(filed, name) for name in Filed.__dataclass_fields__}


def test_a_hold_on_nobody_or_that_ends_first_is_refused(one: Account) -> None:
    assert code(set_hold(Held("issue", "error", "x", TODAY, "999"), account=one, now=NOW)) == "no_resident"
    assert code(set_hold(Held("issue", "error", "x", TODAY, "", "999"), account=one, now=NOW)) == "no_resident"
    assert code(set_hold(Held("issue", "error", "x", TODAY), account=one, now=NOW)) == "hold_on_one"
    ends = TODAY - timedelta(days=1)
    before = Held("issue", "error", "x", TODAY, "200", ends_on=ends)
    assert code(set_hold(before, account=one, now=NOW)) == "ends_before_it_starts"
    assert code(set_hold(Held("dance", "error", "x", TODAY, "200"), account=one, now=NOW)) == "too_long"


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_deeds_are_never_changed(verb: str, one: Account) -> None:
    rows = StopDeed.objects.filter(hold=held(one))
    with pytest.raises(DatabaseError, match="append-only"):
        rows.update(why="x") if verb == "update" else rows._raw_delete(rows.db)
