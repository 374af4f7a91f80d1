"""Deeds on holds and protections: each leaves a row; where the book asks for two persons, another one confirms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ikkan.corridor.house_book import corridor_book
from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.people.selectors import may
from ikkan.registers.holding import UnfitHoldError, lift_hold, release_hold
from ikkan.registers.models import Hold, Protection, StopDeed
from ikkan.registers.protecting import (
    RELEASE_TIME,
    UnfitProtectionError,
    end_protection,
    extend_protection,
    start_protection,
)

DUTY: Final = "protect"
Deed: Final = StopDeed.Deed
Stop: TypeAlias = Hold | Protection
NOT_YOURS: Final = Refused("not_found", "この仕事は割り当てられていません。", "This is not among your duties.")
_NO_REASON: Final = Refused("reason_missing", "理由を書いてください。", "Write the reason.", "why")
_ASKED: Final = Refused(
    "asked_already",
    "同じことが、もう確認を待っています。先にそれを確かめてください。",
    "The same is waiting for a second person already. Settle that first.",
)
_NEEDS_ANOTHER: Final = Refused(
    "needs_another",
    "自分で求めたことは、自分では確かめられません。別の担当者に頼んでください。",
    "What you asked for is confirmed by another person.",
)
_SETTLED: Final = Refused("settled", "もう確かめてあります。", "It is settled already.")
_NO_OPINION: Final = Refused(
    "opinion_missing",
    "警察や相談センターの意見、または裁判所の書面を先に記録してください。",
    "Record the opinion of the police or a centre, or the paper of a court first.",
)
_OVER: Final = Refused("over", "終わっているので、もう変えられません。", "It has ended and is changed no more.")
_NOT_SO_LONG: Final = Refused(
    "too_long",
    f"一時解除は{RELEASE_TIME // timedelta(minutes=1)}分までです。分を数字で入れてください。",
    f"A release lasts {RELEASE_TIME // timedelta(minutes=1)} minutes at most.",
    "minutes",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done.

    Args:
        deed: which deed.
        why: reason.
        day: first day of a protection, day of its end, day of an opinion.
        detail: minutes of a pause, whose opinion, how the person was told, to which town it was sent.
    """

    deed: StopDeed.Deed
    why: str
    day: date | None = None
    detail: str = ""


def persons_for(deed: StopDeed.Deed, on: date) -> int:
    """Return how many persons a deed needs by the book: one, unless it says more."""
    rows = corridor_book().at(on).rows("stop_deed")
    return next((int(str(row.values["persons"])) for row in rows if row.text("id") == deed), 1)


def do(stop: Stop, wish: Wish, *, account: Account, now: datetime) -> StopDeed | Refused:
    """Do a deed, or ask a second person for it where the book says so.

    Args:
        stop: the hold or protection.
        wish: what, and why.
        account: officer with the duty ``protect``.
        now: moment.

    Returns:
        The row, whose stage says whether it is done or waits; Refused when it cannot be done so.
    """
    if not may(account, DUTY, timezone.localdate(now)):
        return NOT_YOURS
    if not wish.why.strip():
        return _NO_REASON
    needs_two = persons_for(wish.deed, timezone.localdate(now)) > 1
    with transaction.atomic():
        still = held_still(stop)
        refused = _against(still, wish)
        if refused is not None:
            return refused
        if needs_two:
            if waiting_deeds(still).filter(deed=wish.deed).exists():
                return _ASKED
            return keep_deed(still, wish, by=str(account.pk), now=now, stage=StopDeed.Stage.ASKED)
        failed = _perform(still, wish, str(account.pk), now)
        return failed or keep_deed(still, wish, by=str(account.pk), now=now)


def settle(asked: StopDeed, *, accept: bool, why: str, account: Account, now: datetime) -> StopDeed | Refused:
    """Confirm or decline what another person asked for.

    Args:
        asked: the row that waits.
        accept: whether it is done now.
        why: what the second person looked at, or why it is declined.
        account: another officer with the duty ``protect``.
        now: moment.
    """
    if not may(account, DUTY, timezone.localdate(now)):
        return NOT_YOURS
    if asked.by == str(account.pk):
        return _NEEDS_ANOTHER
    if not why.strip():
        return _NO_REASON
    try:
        with transaction.atomic():
            return _answered(asked, accept=accept, why=why, by=str(account.pk), now=now)
    except IntegrityError:
        # two second persons pressed in the same moment: what the later one did is taken back
        return _SETTLED


def keep_deed(
    stop: Stop, wish: Wish, *, by: str, now: datetime, stage: StopDeed.Stage = StopDeed.Stage.DONE,
    answers: StopDeed | None = None,
) -> StopDeed:  # fmt: skip
    """Write the row of a deed; ``by`` is blank for a machine."""
    return StopDeed.objects.create(
        hold=stop if isinstance(stop, Hold) else None, protection=stop if isinstance(stop, Protection) else None,
        deed=wish.deed, stage=stage, answers=answers, day=wish.day, detail=wish.detail, why=wish.why, by=by, at=now,
    )  # fmt: skip


def stop_of(deed: StopDeed) -> Stop:
    """Return what a deed was done to."""
    stop = deed.hold or deed.protection
    if stop is None:
        raise LookupError(f"Deed {deed.pk} names neither a hold nor a protection; the database forbids that.")
    return stop


def held_still(stop: Stop) -> Stop:
    """Return the hold or protection as it stands now, locked until the transaction ends."""
    if isinstance(stop, Hold):
        return Hold.objects.select_for_update().get(pk=stop.pk)
    return Protection.objects.select_for_update().get(pk=stop.pk)


def waiting_deeds(stop: Stop | None = None) -> QuerySet[StopDeed]:
    """Return what waits for a second person, the oldest first."""
    found = StopDeed.objects.filter(stage=StopDeed.Stage.ASKED, answer__isnull=True).order_by("pk")
    if stop is None:
        return found.select_related("hold", "protection")
    return found.filter(hold=stop) if isinstance(stop, Hold) else found.filter(protection=stop)


def _against(stop: Stop, wish: Wish) -> Refused | None:
    """Return why a deed cannot be done on this, whoever asks."""
    if isinstance(stop, Hold):
        return _OVER if stop.lifted_at is not None or wish.deed not in _ON_HOLDS else None
    if stop.state == Protection.State.ENDED and wish.deed not in (Deed.TELL, Deed.OPEN):
        return _OVER
    if wish.deed == Deed.START and not stop.deeds.filter(deed=Deed.OPINION).exists():
        return _NO_OPINION
    return None if wish.deed in _ON_PROTECTIONS else _OVER


def _answered(asked: StopDeed, *, accept: bool, why: str, by: str, now: datetime) -> StopDeed | Refused:
    stop = held_still(stop_of(asked))
    if asked.stage != StopDeed.Stage.ASKED or StopDeed.objects.filter(answers=asked).exists():
        return _SETTLED
    wish = Wish(StopDeed.Deed(asked.deed), why, asked.day, asked.detail)
    if not accept:
        return keep_deed(stop, wish, by=by, now=now, stage=StopDeed.Stage.DECLINED, answers=asked)
    asked_for = Wish(wish.deed, asked.why, asked.day, asked.detail)
    failed = _against(stop, asked_for) or _perform(stop, asked_for, by, now)
    return failed or keep_deed(stop, wish, by=by, now=now, answers=asked)


def _perform(stop: Stop, wish: Wish, by: str, now: datetime) -> Refused | None:
    try:
        if isinstance(stop, Hold):
            return _ON_HOLDS[wish.deed](stop, wish, by, now)
        _ON_PROTECTIONS[wish.deed](stop, wish, now)
    except (UnfitHoldError, UnfitProtectionError) as unfit:
        return unfit.refused
    return None


def _pause(stop: Hold, wish: Wish, by: str, now: datetime) -> Refused | None:
    digits = wish.detail.isascii() and wish.detail.isdecimal() and len(wish.detail) < len("10000")
    lasts = timedelta(minutes=int(wish.detail)) if digits else timedelta()
    if not timedelta() < lasts <= RELEASE_TIME:
        return _NOT_SO_LONG
    release_hold(stop, by=by, why=wish.why, now=now, lasts=lasts)
    return None


def _lift(stop: Hold, wish: Wish, by: str, now: datetime) -> None:
    del wish
    lift_hold(stop, by=by, now=now)


def _start(stop: Protection, wish: Wish, now: datetime) -> None:
    start_protection(stop, starts_on=wish.day or timezone.localdate(now))


def _extend(stop: Protection, wish: Wish, now: datetime) -> None:
    del wish
    extend_protection(stop, today=timezone.localdate(now))


def _end(stop: Protection, wish: Wish, now: datetime) -> None:
    end_protection(stop, ended_on=wish.day or timezone.localdate(now), why=wish.why)


def _forward(stop: Protection, wish: Wish, now: datetime) -> None:
    stop.forwarded_to, stop.forwarded_on = wish.detail, wish.day or timezone.localdate(now)
    stop.save(update_fields=["forwarded_to", "forwarded_on"])


def _only_kept(stop: Protection, wish: Wish, now: datetime) -> None:
    """Do nothing: the row itself is the record."""
    del stop, wish, now


_ON_HOLDS: Final[Mapping[str, Callable[[Hold, Wish, str, datetime], Refused | None]]] = {
    Deed.PAUSE: _pause,
    Deed.LIFT: _lift,
}
_ON_PROTECTIONS: Final[Mapping[str, Callable[[Protection, Wish, datetime], None]]] = {
    Deed.OPINION: _only_kept,
    Deed.START: _start,
    Deed.EXTEND: _extend,
    Deed.END: _end,
    Deed.FORWARD: _forward,
    Deed.TELL: _only_kept,
    Deed.OPEN: _only_kept,
}
