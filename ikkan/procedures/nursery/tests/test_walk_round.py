"""Who gets which place in a round: transfers, siblings, twins, reserved seats, and who waits for the next round."""

from datetime import UTC, date, datetime

import pytest

from ikkan.ledger.editions import book_of_edition
from ikkan.ledger.models import Case, Event, RoundEntry
from ikkan.procedures.nursery.declining import decline_offer
from ikkan.procedures.nursery.models import Enrolment, Offer, Seat
from ikkan.procedures.nursery.round.standing import families_of
from ikkan.procedures.nursery.rules import features_of, score
from ikkan.procedures.nursery.tests import altered
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import HAMA, MATSU, MINATO, ONE_YEAR_OLD, Town, file, home

pytestmark = pytest.mark.django_db
THREE = date(2023, 9, 14)


def _enrolled(number: int, **answers: object) -> Case:
    """File for a child who is at HAMA now and wishes to move to MINATO."""
    one = home(number, **answers)  # type: ignore[arg-type]
    one.answers["children"][0] |= {"present_care": "nursery", "present_facility": HAMA}
    Enrolment.objects.create(child=one.residents[2].number, facility=HAMA, since=date(2026, 4, 1))
    return file(hall.Home(one.account, one.answers, one.papers, one.residents))


def test_a_transfer_that_is_not_granted_never_loses_its_seat(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 1, 1)
    hall.seats_at(town.first, HAMA, 1, 0)
    mover = _enrolled(1, hours=100)
    better = file(home(2, hours=160, wishes=(MINATO, HAMA)))
    third = file(home(3, hours=160, wishes=(HAMA,)))
    hall.decide(town)
    kept = hall.result(mover)
    assert (kept.result, kept.figures["facility"]) == ("kept", HAMA)
    assert hall.where(better) == MINATO
    assert hall.where(third) == ""


def test_the_seat_of_a_transfer_that_is_granted_goes_to_another_child(town: Town) -> None:
    hall.seats_at(town.first, HAMA, 1, 0)
    mover, waiting = _enrolled(1), file(home(2, wishes=(HAMA,)))
    hall.decide(town)
    assert (hall.result(mover).result, hall.where(mover)) == ("placed", MINATO)
    assert hall.where(waiting) == HAMA


def test_siblings_go_together_where_the_better_wish_has_room_for_one(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 3, 0)
    case = file(home(1, wishes=(MINATO, HAMA), births=(ONE_YEAR_OLD, THREE)))
    hall.decide(town)
    assert {hall.where(case, "c1"), hall.where(case, "c2")} == {HAMA}
    missed = hall.result(case, "c1").figures["wishes"][0]
    assert (missed["reached"], missed["decided_by"]) == (False, "sibling")


def test_siblings_apart_take_the_wish_of_each(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 3, 0)
    apart = {"pattern": "apart_same_time_prefer_wish", "combination": []}
    case = file(home(1, wishes=(MINATO, HAMA), births=(ONE_YEAR_OLD, THREE), siblings=apart))
    hall.decide(town)
    assert (hall.where(case, "c1"), hall.where(case, "c2")) == (MINATO, HAMA)


def test_twins_get_two_seats_of_one_class_or_none(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 1, 1)
    twins = file(home(1, births=(ONE_YEAR_OLD, ONE_YEAR_OLD)))
    single = file(home(2, hours=100))
    hall.decide(town)
    assert (hall.where(twins, "c1"), hall.where(twins, "c2")) == ("", "")
    assert hall.where(single) == MINATO
    hall.seats_at(town.first, MINATO, 1, 2)
    town.first.refresh_from_db()
    hall.decide(town)
    assert (hall.where(twins, "c1"), hall.where(twins, "c2"), hall.where(single)) == (MINATO, MINATO, "")


def test_reserved_seats_are_used_first_by_entitled_children_only(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 1, 1)
    hall.seats_at(town.first, MINATO, 1, 1, kind="reserved:disability_or_care")
    entitled = home(1, hours=100)
    entitled.answers["children"][0]["medical_care"] = True
    needing, first, second = file(entitled), file(home(2, hours=160)), file(home(3, hours=140))
    hall.decide(town)
    # the child with care takes the reserved seat though its points would lose the general one
    assert (hall.where(needing), hall.where(first), hall.where(second)) == (MINATO, MINATO, "")


def test_a_declined_reserved_seat_is_a_reserved_seat_of_the_next_round(town: Town) -> None:
    kind = "reserved:disability_or_care"
    hall.seats_at(town.first, MINATO, 1, 0)
    hall.seats_at(town.first, MINATO, 1, 1, kind=kind)
    second = hall.open_(town.officer, hall.SECOND, answers_on=date(2027, 3, 1))
    hall.set_seats(second, 1)
    entitled = home(1)
    entitled.answers["children"][0]["medical_care"] = True
    case = file(entitled)
    hall.through(town)
    offer = Offer.objects.select_related("child__case", "round").get(child__case=case)
    assert offer.seat_kind == kind
    assert isinstance(decline_offer(offer=offer, actor=entitled.account, reason="", now=hall.PUBLISHES), Offer)
    seats = Seat.objects.filter(round=second, facility=MINATO, age=1)
    assert dict(seats.values_list("kind", "seats")) == {"general": 1, kind: 1}


def test_a_child_on_hold_waits_for_the_next_round_and_one_that_will_not_wait_is_refused(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 1, 0)
    second = hall.open_(town.officer, hall.SECOND, answers_on=date(2027, 3, 1))
    hall.set_seats(second, 1)
    waits, ends = file(home(1)), file(home(2, continue_after_hold=False))
    hall.through(town)
    waits.refresh_from_db()
    ends.refresh_from_db()
    assert (hall.result(waits).result, hall.result(ends).result) == ("held", "refused")
    assert (waits.room, waits.waits_for, waits.round_id) == ("decide", "round", second.pk)
    assert waits.expected_on == date(2027, 3, 1)
    assert (ends.room, ends.closed_at is not None) == ("closed", True)
    assert RoundEntry.objects.filter(case=waits).count() == 2
    assert hall.result(waits).figures["next_round"]["number"] == second.number
    hall.through(town, second, now=datetime(2027, 2, 15, tzinfo=UTC), at=datetime(2027, 3, 1, tzinfo=UTC))
    waits.refresh_from_db()
    assert (hall.where(waits), waits.room) == (MINATO, "closed")


def test_a_placed_child_is_out_of_the_next_round_and_its_sibling_gains_by_it(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 3, 0)
    second = hall.open_(town.officer, hall.SECOND, answers_on=date(2027, 3, 1))
    hall.set_seats(second, 1)
    alone = {"pattern": "apart_one_alone_prefer_wish", "combination": []}
    case = file(home(1, births=(ONE_YEAR_OLD, THREE), siblings=alone))
    hall.through(town)
    case.refresh_from_db()
    assert case.round_id == second.pk
    (family,) = families_of(second)
    assert set(family.children) == {"c2"}
    assert family.known.sibling_facilities == (MINATO,)
    assert (family.known.preschoolers, family.known.children_to_primary) == (2, 2)
    hall.decide(town, second, now=datetime(2027, 2, 15, tzinfo=UTC))
    figures = hall.result(case, "c2", second).figures
    # きょうだいが在園する施設を希望: 3点
    assert figures["wishes"][0]["own_score"] == figures["total"] + 3


def test_a_case_that_was_not_ready_goes_to_the_next_round_and_gets_its_answer_there(town: Town) -> None:
    second = hall.open_(town.officer, hall.SECOND, answers_on=date(2027, 3, 1))
    hall.set_seats(second, 1)
    late = home(1)
    papers = dict(late.papers)
    late.papers.clear()
    case = file(late)
    hall.through(town)
    case.refresh_from_db()
    assert (case.room, case.round_id) == ("check", second.pk)
    assert Event.objects.filter(case=case, name="decide.joined_round").exists()
    late.papers.update(papers)
    case = hall.mend(case, late, now=datetime(2027, 1, 30, tzinfo=UTC))
    hall.decide(town, second, now=datetime(2027, 2, 15, tzinfo=UTC))
    assert hall.where(case) == MINATO


def test_an_old_decision_is_replayed_from_its_edition_with_the_same_score(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = file(home(1, wishes=(MINATO, MATSU)))
    hall.decide(town)
    record = hall.result(case)
    other = altered.edition_with({'points = 20, ja = "就労': 'points = 33, ja = "就労'})
    monkeypatch.setattr("ikkan.corridor.rounds.book_in_force", lambda procedure: other)
    town.first.refresh_from_db()
    hall.decide(town)
    changed = hall.result(case)
    assert changed.edition != record.edition
    assert changed.figures["total"] == record.figures["total"] + 26
    (family,) = families_of(town.first)
    for one in (record, changed):
        book = book_of_edition(one.edition).at(one.reference_day)
        features = features_of(family.answers, reference_day=book.day, known=family.known)
        (again,) = score(features, book)
        assert again.total == one.figures["total"]
