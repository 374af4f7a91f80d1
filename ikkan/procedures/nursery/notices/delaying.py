"""The notice that a certification takes longer than 30 days, with the time still needed and why.

Source: 子ども・子育て支援法20条6項・7項. It is no disposition; without it silence may be taken for a refusal.
"""

from datetime import date, datetime
from typing import Final

from django.utils import timezone

from ikkan.kernel.reason import Reason
from ikkan.kernel.terms import end_of_days
from ikkan.ledger.editions import book_in_force, keep_edition
from ikkan.ledger.models import Case
from ikkan.papers.paper import Block, Facts, Heading, Paragraph
from ikkan.procedures.nursery.notices.desk import Desk, desk_of_book
from ikkan.procedures.nursery.notices.letter import letter, reasons_table
from ikkan.rooms.answer.notices import NoticeDraft
from ikkan.rooms.intake.selectors import current_filing

KIND: Final = "delay"
CLOCKS: Final = ("certification",)
# What a case waits for that the applicant is told as the reason; anything else is the town hall's own work.
_TOLD_WAITS: Final = ("citizen", "officer")


def delay(case: Case, clock: str, now: datetime) -> NoticeDraft:
    """Return the notice of delay.

    Args:
        case: an open case whose certification is not decided.
        clock: name of the clock that struck; ``certification`` is the only one.
        now: moment.

    Raises:
        LookupError: another clock.
    """
    if clock not in CLOCKS:
        raise LookupError(f"{case.number}: there is no notice for the clock {clock!r}. Known: {', '.join(CLOCKS)}.")
    on = timezone.localdate(now)
    book = book_in_force(case.procedure)
    keep_edition(book, case.procedure, now=now)
    desk = desk_of_book(book, on)
    reason = _reason(case, desk)
    paper = letter(
        desk,
        title=desk.words().say("delay.title"),
        number=case.number,
        answers=current_filing(case).answers,
        blocks=_blocks(case, desk, reason),
    )
    return NoticeDraft(
        kind=KIND, paper=paper, is_disposition=False, reasons=(reason,), edition=book.edition, dated_on=on
    )


def _blocks(case: Case, desk: Desk, reason: Reason) -> list[Block]:
    words = desk.words()
    days = int(str(desk.book.value("certification_clock", "days")))
    expected = _expected_on(case, desk.on, days)
    remaining = (expected - desk.on).days
    received = words.dated(timezone.localdate(case.received_at))
    facts = (
        (words.say("label.number"), case.number),
        (words.say("label.received"), received),
        (words.say("label.expected"), words.dated(expected)),
        (words.say("label.remaining"), words.say("label.days", days=remaining)),
    )
    return [
        Paragraph(words.say("delay.conclusion", expected=words.near(expected)), "lead"),
        Facts(facts),
        Paragraph(words.say("delay.law", days=days, remaining=remaining)),
        Heading(words.say("label.why"), numbered=False),
        reasons_table(desk, [reason]),
        Paragraph(words.say("delay.not_result")),
        Paragraph(words.say("delay.ground")),
    ]


def _expected_on(case: Case, on: date, days: int) -> date:
    """Return the day by which the certification is expected: the case's, its round's, or the start of use."""
    round_day = case.round.answers_on if case.round is not None else None
    for day in (case.expected_on, round_day, case.reference_day):
        if day is not None and day > on:
            return day
    # every day that was promised has passed: one more term of the law is the longest that can be justified
    return end_of_days(on, days)


def _reason(case: Case, desk: Desk) -> Reason:
    waits = case.waits_for if case.waits_for in _TOLD_WAITS else "machine"
    key = f"delay.reason_{waits}"
    block = desk.book.block(key)
    return Reason(
        code=key,
        ja=desk.words("ja").say(key),
        en=desk.words("en").say(key),
        article=block.article,
        row=key,
        source=block.source,
        unconfirmed=block.unconfirmed,
    )
