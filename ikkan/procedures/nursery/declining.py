"""Declining an offer (辞退) and withdrawing after one: the seat goes to the next round; points follow by the book."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from ikkan.corridor.filing import WITHDRAWN
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.terms import deadline
from ikkan.ledger.calendar import town_calendar
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case, Round
from ikkan.ledger.steps import (
    CaseState,
    NewEvent,
    hold_still,
    record_round_step,
    record_step,
    retry_when_stale,
    state_of,
)
from ikkan.people.models import Account
from ikkan.procedures.nursery.models import Offer, Seat
from ikkan.procedures.nursery.round.following import following_round
from ikkan.rooms.approve.proposing import void_of_case
from ikkan.rooms.check.judgements import close_requests

NOT_FOUND = Refused("not_found", "この内定は見つかりません。", "There is no such offer.")


def decline_by(offer: Offer) -> date:
    """Return the day until which an offer may be declined without more, by the book on the day of the offer.

    A last day on which the town hall is closed moves to the next open day.
    """
    offered_on = timezone.localdate(offer.offered_at)
    days = int(str(book_in_force("nursery").at(offered_on).value("offer_terms", "decline_days")))
    return deadline(offered_on, town_calendar(offered_on), days=days)


def standing_offers(case: Case) -> QuerySet[Offer]:
    """Return the offers of a case that were neither declined nor withdrawn."""
    standing = Offer.objects.filter(child__case=case, declined_at=None, withdrawn_at=None)
    return standing.select_related("child", "round").order_by("child__key", "-offered_at")


def decline_offer(*, offer: Offer, actor: Account, reason: str, now: datetime) -> Offer | Refused:
    """Decline an offer, by the applicant or by an officer whom they told.

    Args:
        offer: as read, with its child and case.
        actor: the applicant until the day of the book, or an officer on any day.
        reason: why, in their own words; may be blank.
        now: moment.

    Returns:
        The offer; declining twice changes nothing. Refused for a stranger, after the day of the book, or for a
        transfer where the book does not let it be declined (the seat held before is given to others).

    Raises:
        Stale: the case moved at every try; nothing was written.
    """
    return retry_when_stale(offer.child.case, lambda: _decline(offer, actor, reason, now))


def _decline(offer: Offer, actor: Account, reason: str, now: datetime) -> Offer | Refused:
    case = offer.child.case
    if case.applicant_id != actor.pk and not actor.is_staff_member:
        return NOT_FOUND
    if offer.declined_at is not None:
        return offer
    refusal = _refusal(offer, actor, timezone.localdate(now))
    if refusal is not None:
        return refusal
    with transaction.atomic():
        hold_still(case)
        changed = Offer.objects.filter(pk=offer.pk, declined_at=None, withdrawn_at=None)
        if not changed.update(declined_at=now, decline_reason=reason):
            return offer
        offer.declined_at, offer.decline_reason = now, reason
        _give_up(offer)
        declined = NewEvent(
            "nursery.declined", actor=actor.pk, codes=_codes(offer), body={"reason": reason} if reason else {}
        )
        record_step(case, [declined], state_of(case), now=now)
        _free_seat(offer, "declined", now)
    return offer


def withdraw_after_offer(*, case: Case, actor: Account, why: str, now: datetime) -> Case | Refused | None:
    """Withdraw an application with every offer that stands, and close the case (取下げ).

    Args:
        case: as read.
        actor: the applicant, or an officer whom they told.
        why: in their own words; may be blank.
        now: moment.

    Returns:
        The case; Refused for a stranger; None where no offer stands (then the application alone is withdrawn).

    Raises:
        Stale: the case moved at every try; nothing was written.
    """
    return retry_when_stale(case, lambda: _withdraw(case, actor, why, now))


def _withdraw(case: Case, actor: Account, why: str, now: datetime) -> Case | Refused | None:
    if case.applicant_id != actor.pk and not actor.is_staff_member:
        return NOT_FOUND
    with transaction.atomic():
        hold_still(case)
        standing = list(standing_offers(case))
        if not standing:
            return None
        close_requests(case, now=now, answered=True)
        void_of_case(case, why=WITHDRAWN.ja, account=actor, now=now)
        Offer.objects.filter(pk__in=[offer.pk for offer in standing]).update(withdrawn_at=now)
        for offer in standing:
            _give_up(offer)
        record_step(case, _withdrawal(case, standing, actor, why), CaseState("closed", "nobody"), now=now)
        for offer in standing:
            _free_seat(offer, "withdrawn", now)
    return case


def _refusal(offer: Offer, actor: Account, today: date) -> Refused | None:
    book = book_in_force("nursery").at(timezone.localdate(offer.offered_at))
    is_transfer = bool(offer.child.present_facility)
    if is_transfer and book.value("offer_terms", "transfer_may_decline") is not True:
        return _said("transfer", offer)
    if not actor.is_staff_member and today > decline_by(offer):
        return _said("too_late", offer)
    return None


def _said(code: str, offer: Offer) -> Refused:
    book = book_in_force("nursery").at(timezone.localdate(offer.offered_at))
    by = decline_by(offer).isoformat()
    key = f"declining.{code}"
    return Refused(f"decline_{code}", book.text(key, "ja", by=by), book.text(key, "en", by=by))


def _withdrawal(case: Case, offers: Sequence[Offer], actor: Account, why: str) -> list[NewEvent]:
    withdrew = [NewEvent("nursery.withdrew", actor=actor.pk, codes=_codes(offer)) for offer in offers]
    if case.room == "closed":
        return withdrew
    return [*withdrew, NewEvent("intake.withdrawn", actor=actor.pk, body={"why": why} if why else {})]


def _give_up(offer: Offer) -> None:
    """Take the child out of placement: whoever wants to go on applies anew."""
    offer.child.placed_facility, offer.child.placed_from, offer.child.is_withdrawn = "", None, True
    offer.child.save(update_fields=["placed_facility", "placed_from", "is_withdrawn"])


def _free_seat(offer: Offer, because: str, now: datetime) -> None:
    """Add the seat, as the kind that it is, to the next round still open; without one it is free for whoever opens it.

    A class whose seats this adds to is confirmed anew by its facility.
    """
    following: Round | None = following_round(offer.round)
    if following is None:
        return
    seat, _ = Seat.objects.get_or_create(
        round=following, facility=offer.facility, age=offer.age, kind=offer.seat_kind, defaults={"seats": 0}
    )
    Seat.objects.filter(pk=seat.pk).update(seats=F("seats") + 1, confirmed_at=None)
    seat.refresh_from_db()
    codes: JsonObject = {
        "facility": offer.facility, "age": offer.age, "kind": offer.seat_kind, "seats": seat.seats, "because": because,
    }  # fmt: skip
    record_round_step(following, [NewEvent("round.seats_set", codes=codes)], now=now)


def _codes(offer: Offer) -> JsonObject:
    return {"round": offer.round.number, "facility": offer.facility, "age": offer.age}
