"""An offer declined or withdrawn: the seat goes to the next round, and the points follow by the book."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ikkan.corridor.filing import withdraw_application
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Event
from ikkan.ledger.verification import verify_chain
from ikkan.people.models import Account
from ikkan.procedures.nursery.declining import decline_by, decline_offer, withdraw_after_offer
from ikkan.procedures.nursery.history import pasts_of
from ikkan.procedures.nursery.models import Offer, Seat
from ikkan.procedures.nursery.pages import cost_of_giving_up
from ikkan.procedures.nursery.round.settling import settle
from ikkan.procedures.nursery.round.standing import families_of
from ikkan.procedures.nursery.tests import altered
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import MINATO, NOW, PUBLISHES, Town, file, home
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db
SOON = PUBLISHES + timedelta(days=2)
LATE = datetime(2027, 2, 20, 3, 0, tzinfo=UTC)


def _offered(town: Town, number: int = 1) -> Offer:
    """Give a family an offer of a published round, without running the round."""
    case = file(home(number))
    DecisionRecord.objects.create(
        case=case, round=town.first, kind="placement", subject="c1", result="placed", reasons=[],
        figures={"facility": MINATO}, edition="e", reference_day=hall.APRIL, decided_at=hall.DECIDED,
    )  # fmt: skip
    town.first.published_at = PUBLISHES
    town.first.save()
    settle([case], town.first, PUBLISHES)
    return Offer.objects.select_related("child__case", "round").get(child__case=case)


def _applicant(offer: Offer) -> Account:
    applicant = offer.child.case.applicant
    assert applicant is not None
    return applicant


def test_a_declined_seat_goes_to_the_next_round_and_the_family_is_known_to_have_declined(town: Town) -> None:
    second = hall.open_(town.officer, hall.SECOND, answers_on=date(2027, 3, 1))
    hall.set_seats(second, 1)
    offer = _offered(town)
    done = decline_offer(offer=offer, actor=_applicant(offer), reason="転勤", now=SOON)
    assert isinstance(done, Offer)
    seat = Seat.objects.get(round=second, facility=MINATO, age=1)
    assert (seat.seats, seat.confirmed_at) == (2, None)
    child = hall.child_of(offer.child.case)
    assert (child.placed_facility, child.is_withdrawn) == ("", True)
    event = Event.objects.get(case=offer.child.case, name="nursery.declined")
    assert event.codes["facility"] == MINATO
    assert "転勤" not in str(event.codes)
    assert verify_chain(Case.objects.get(pk=offer.child.case.pk)) == []
    past = pasts_of({0: {child.resident}})[0]
    assert past.declined == (date(2027, 1, 31),)


def test_declining_twice_frees_one_seat(town: Town) -> None:
    second = hall.open_(town.officer, hall.SECOND, answers_on=date(2027, 3, 1))
    hall.set_seats(second, 0)
    offer = _offered(town)
    as_read_by_another_window = Offer.objects.select_related("child__case", "round").get(pk=offer.pk)
    decline_offer(offer=offer, actor=_applicant(offer), reason="", now=SOON)
    decline_offer(offer=as_read_by_another_window, actor=_applicant(offer), reason="", now=SOON)
    assert Seat.objects.get(round=second, facility=MINATO, age=1).seats == 1


def test_a_stranger_finds_no_offer(town: Town) -> None:
    offer = _offered(town)
    refused = decline_offer(offer=offer, actor=town.stranger, reason="", now=SOON)
    assert isinstance(refused, Refused)
    assert refused.code == "not_found"
    assert isinstance(withdraw_after_offer(case=offer.child.case, actor=town.stranger, why="", now=SOON), Refused)


def test_after_the_day_of_the_book_only_an_officer_records_a_decline(town: Town) -> None:
    offer = _offered(town)
    assert decline_by(offer) == date(2027, 2, 8)
    refused = decline_offer(offer=offer, actor=_applicant(offer), reason="", now=LATE)
    assert isinstance(refused, Refused)
    assert (refused.code, "2027-02-08" in refused.ja) == ("decline_too_late", True)
    assert isinstance(decline_offer(offer=offer, actor=town.officer, reason="電話", now=LATE), Offer)


def test_a_transfer_is_declined_only_where_the_book_lets_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = _offered(town)
    offer.child.present_facility = hall.HAMA
    refused = decline_offer(offer=offer, actor=_applicant(offer), reason="", now=SOON)
    assert isinstance(refused, Refused)
    assert refused.code == "decline_transfer"
    other = altered.edition_with({"transfer_may_decline = false": "transfer_may_decline = true"})
    monkeypatch.setattr("ikkan.procedures.nursery.declining.book_in_force", lambda procedure: other)
    assert isinstance(decline_offer(offer=offer, actor=_applicant(offer), reason="", now=SOON), Offer)


def test_a_family_that_declined_loses_points_when_it_applies_again(town: Town) -> None:
    offer = _offered(town)
    decline_offer(offer=offer, actor=_applicant(offer), reason="", now=SOON)
    may = hall.open_(town.officer, hall.MONTHLY, date(2027, 5, 1), date(2027, 4, 20))
    hall.set_seats(may, 1)
    one = home(2, start_month="2027-05-01")
    offer.child.resident = one.residents[2].number
    offer.child.save()
    Case.objects.filter(pk=offer.child.case.pk).update(room="closed", waits_for="nobody")
    for paper in one.papers.values():
        paper["issued_on"] = "2027-02-10"
    file(one, now=LATE)
    (family,) = families_of(may)
    assert family.known.declined_on == (date(2027, 1, 31),)


def test_withdrawing_before_the_decision_closes_the_case_without_any_offer(town: Town) -> None:
    one = home(1)
    case = file(one)
    withdraw_application(case=case, actor=one.account, why="引っ越し", now=NOW)
    assert case.room == "closed"
    assert families_of(town.first) == []
    assert withdraw_after_offer(case=case, actor=one.account, why="", now=NOW) is None


def test_withdrawing_after_the_decision_gives_up_the_offer_and_its_seat(town: Town) -> None:
    second = hall.open_(town.officer, hall.SECOND, answers_on=date(2027, 3, 1))
    hall.set_seats(second, 0)
    offer = _offered(town)
    case = Case.objects.get(pk=offer.child.case.pk)
    told = cost_of_giving_up(case, language="ja", now=SOON)
    assert "内定辞退 1回につき -2点" in told[-1]
    assert second.title in told[0]
    assert isinstance(withdraw_application(case=case, actor=_applicant(offer), why="引っ越し", now=SOON), Case)
    assert cost_of_giving_up(case, language="ja", now=SOON) == []
    offer.refresh_from_db()
    assert (offer.withdrawn_at, case.room) == (SOON, "closed")
    assert Seat.objects.get(round=second, facility=MINATO, age=1).seats == 1
    names = set(Event.objects.filter(case=case).values_list("name", flat=True))
    assert {"nursery.withdrew", "intake.withdrawn"} <= names
    assert pasts_of({0: {offer.child.resident}})[0].declined == (date(2027, 1, 31),)
