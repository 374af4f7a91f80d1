"""Petitions about a case: disclosure, correction, suspension, review. Each is an event that the desk sees, and a mail.

A petition changes neither room nor state of its case: the case goes on while the office answers.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ikkan.kernel.book import Book
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused, Text
from ikkan.kernel.terms import end_of_days, end_of_months
from ikkan.ledger.event_names import declare_events
from ikkan.ledger.models import Case, Event
from ikkan.ledger.steps import CaseState, NewEvent, record_step
from ikkan.people.models import Account
from ikkan.store.outbox import put_out

KINDS: Final = ("disclose", "correct", "stop", "review", "doubt")
LONGEST: Final = 4_000
EVENT: Final = "intake.petitioned"

declare_events(
    {
        EVENT: Text(
            "本人から請求が届きました",
            "A petition of the person arrived",
            "本人(ほんにん)から お願(ねが)いが 届(とど)きました",
        )
    }
)


@dataclass(frozen=True, slots=True)
class PetitionKind:
    """A kind of petition as the law stands on a day.

    Args:
        code: one of KINDS.
        title: what it is called.
        effect: what happens after it.
        article: article of the law.
        answer_days: days within which the town decides; 0 where law names none.
        within_months: months within which it is in time; 0 for no limit.
    """

    code: str
    title: Text
    effect: Text
    article: str
    answer_days: int
    within_months: int


@lru_cache(maxsize=1)
def _book() -> Book:
    return Book.open([Path(__file__).parent / "book"])


def petition_kinds(on: date) -> tuple[PetitionKind, ...]:
    """Return the kinds of petition of a day."""
    at = _book().at(on)
    found: list[PetitionKind] = []
    for code in KINDS:
        block = at.block(f"petition.{code}")
        words = {name: str(value) for name, value in block.values.items()}
        found.append(
            PetitionKind(
                code=code,
                title=Text(words["ja"], words["en"]),
                effect=Text(words["ja_effect"], words["en_effect"]),
                article=block.article,
                answer_days=int(words.get("answer_days", "0")),
                within_months=int(words.get("within_months", "0")),
            )
        )
    return tuple(found)


def last_day_of(kind: PetitionKind, known_on: date) -> date | None:
    """Return the last day on which a petition is in time, from the day of knowledge; None without a limit."""
    return end_of_months(known_on, kind.within_months) if kind.within_months else None


def answer_by(kind: PetitionKind, arrived_on: date) -> date | None:
    """Return the day by which the town decides on it, None where law names none."""
    return end_of_days(arrived_on, kind.answer_days) if kind.answer_days else None


def file_petition(
    *, case: Case, kind: str, text: str, actor: Account, known_on: date | None, now: datetime
) -> Event | Refused:
    """Record a petition of a case's applicant, and tell the office.

    Args:
        case: as read.
        kind: one of KINDS.
        text: what the person asks for, in their own words.
        actor: the applicant.
        known_on: for a review, the day on which the decision became known to them; None where there is none.
        now: moment.

    Returns:
        The event; Refused for a stranger, without a text, or for a review of nothing.

    Raises:
        Stale: the case moved meanwhile.
    """
    if case.applicant_id != actor.pk:
        return Refused("not_found", "この申込みは見つかりません。", "There is no such application.")
    today = timezone.localdate(now)
    found = next((one for one in petition_kinds(today) if one.code == kind), None)
    if found is None:
        return Refused("kind_missing", "どの請求かを選んでください。", "Choose which request you make.", "kind")
    if not text.strip():
        return Refused("text_missing", "求めることを書いてください。", "Write what you ask for.", "text")
    if found.within_months and known_on is None:
        return Refused(
            "no_decision",
            "まだ決定のお知らせが届いていないため、審査請求はできません。",
            "No decision has been told to you yet, so there is nothing to review.",
            "kind",
        )
    last = last_day_of(found, known_on) if known_on else None
    codes: JsonObject = {"kind": kind, "in_time": last is None or today <= last}
    event = NewEvent(EVENT, actor=actor.pk, codes=codes, body={"kind": kind, "text": text.strip()[:LONGEST]})
    state = CaseState(
        case.room, case.waits_for, case.reason_code, due_at=case.due_at, expected_on=case.expected_on,
        deadline_on=case.deadline_on,
    )  # fmt: skip
    with transaction.atomic():
        closed_at = case.closed_at
        record_step(case, [event], state, now=now)
        if closed_at is not None:
            # the step of a closed case would move its end, from which the years of keeping are counted
            Case.objects.filter(pk=case.pk).update(closed_at=closed_at)
            case.closed_at = closed_at
        _tell_office(case, now)
        return Event.objects.get(case=case, seq=case.version)


def petitions_of(case: Case) -> list[tuple[str, str, datetime]]:
    """Return kind, text and moment of every petition of a case, latest first."""
    events = Event.objects.filter(case=case, name=EVENT).select_related("body").order_by("-seq")
    return [(str(one.codes.get("kind", "")), _text_of(one), one.at) for one in events]


def _text_of(event: Event) -> str:
    body = getattr(event, "body", None)
    return str(body.body.get("text", "")) if body is not None else ""


def _tell_office(case: Case, now: datetime) -> None:
    """Write to the office that something waits; the mail itself says nothing of the person."""
    to = settings.IKKAN_OFFICE_MAIL
    body = f"{case.number} に本人からの請求が届きました。受付箱で開いてください。"
    payload: JsonObject = {"to": str(to), "subject": f"請求が届きました {case.number}", "body": body}
    put_out(f"petition:{case.number}:{case.version}", "mail", payload, at=now)
