"""A counter session: an officer serves one person at a time, and nothing of that person outlives their visit.

In 2023, 748 bank accounts were linked to the wrong person because the screen of the one before was still open. So
every page at the counter is made for one session; what is sent from a page of another session is refused.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.people.house_book import number_of
from ikkan.people.models import Account, CounterSession

OTHER_PERSON: Final = Refused(
    "counter_other_person",
    "この画面は、前の方の画面です。何も保存していません。いま応対している方の画面を開いてください。",
    "This page belongs to the person before. Nothing was saved. Open the page of the person you serve now.",
)


@dataclass(frozen=True, slots=True)
class Served:
    """Who is served.

    Args:
        resident: 宛名番号, or blank for somebody who is not in the register.
        visit: stands for a person without such a number; blank for one who has it.
    """

    resident: str
    visit: str


def idle_time(on: date) -> timedelta:
    """Return how long a session may stand untouched."""
    return timedelta(minutes=number_of("counter_session", "idle_minutes", on))


def live_session(*, officer: Account, now: datetime) -> CounterSession | None:
    """Return the session that an officer is in; one that nobody touched for too long is ended here."""
    found = CounterSession.objects.filter(officer=officer, ended_at__isnull=True).first()
    if found is None or now - found.touched_at < idle_time(timezone.localdate(now)):
        return found
    _end(found, CounterSession.End.IDLE, now)
    return None


def open_session(*, officer: Account, now: datetime) -> CounterSession:
    """Open a session for whoever comes next; one that is open goes on, be it bound or not."""
    standing = live_session(officer=officer, now=now)
    if standing is not None:
        return standing
    try:
        with transaction.atomic():
            return CounterSession.objects.create(officer=officer, opened_at=now, touched_at=now)
    except IntegrityError:
        # another window was faster: an officer has one session at most
        return CounterSession.objects.get(officer=officer, ended_at__isnull=True)


def bind_session(*, session: CounterSession, resident: str, visit: str = "", now: datetime) -> Served | Refused:
    """Bind a session to the person who stands there; it never changes hands.

    Binding it again to the same 宛名番号, or the same visit, changes nothing. A new person without either can be
    bound once: of a second one nobody could tell that they are the same.

    Args:
        session: as read.
        resident: 宛名番号, or blank for somebody who is not in the register.
        visit: visit of an unfinished form that is gone on with; blank for a new one.
        now: moment.
    """
    bound = {"resident": resident, "bound_at": now, "touched_at": now} | ({"visit": UUID(visit)} if visit else {})
    free = CounterSession.objects.filter(pk=session.pk, ended_at__isnull=True, bound_at__isnull=True)
    is_new = bool(free.update(**bound))
    session.refresh_from_db()
    served = served_by(session)
    if served is None or session.ended_at is not None:
        return OTHER_PERSON
    is_same = served.resident == resident if resident else bool(visit) and served.visit == visit
    return served if is_new or is_same else OTHER_PERSON


def served_by(session: CounterSession) -> Served | None:
    """Return whom a session is bound to, or None while nobody has been found yet."""
    if session.bound_at is None:
        return None
    return Served(session.resident, "" if session.resident else str(session.visit))


def touch_session(*, session: CounterSession, now: datetime) -> bool:
    """Note that somebody works in a session; False when it has ended meanwhile."""
    return bool(CounterSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(touched_at=now))


def end_session(*, officer: Account, key: str, now: datetime) -> bool:
    """End the session of a page by 「次の方」; a page of an earlier person ends nothing.

    Args:
        officer: who pressed.
        key: key of the session that the page was made for.
        now: moment.
    """
    found = live_session(officer=officer, now=now)
    if found is None or str(found.pk) != key:
        return False
    return _end(found, CounterSession.End.NEXT, now)


def end_when_signed_out(*, officer: Account, now: datetime) -> None:
    """End what an officer leaves open when they sign out."""
    for found in CounterSession.objects.filter(officer=officer, ended_at__isnull=True):
        _end(found, CounterSession.End.SIGNED_OUT, now)


def _end(session: CounterSession, how: str, now: datetime) -> bool:
    still = CounterSession.objects.filter(pk=session.pk, ended_at__isnull=True)
    return bool(still.update(ended_at=now, ended_by=how))
