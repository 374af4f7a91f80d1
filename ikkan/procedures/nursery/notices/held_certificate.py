"""The certificate of being on hold (保留) for one round: what Hello Work asks for when a childcare leave is extended.

It tells a fact and is no disposition, so it bears no instruction; no municipal seal is asked for.
"""

from datetime import datetime

from django.utils import timezone

from ikkan.kernel import answers as read
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case, Round
from ikkan.papers.paper import Block, Facts, Paper, Paragraph, Signature
from ikkan.procedures.nursery.models import Child
from ikkan.procedures.nursery.notices.desk import Desk, desk_of_edition
from ikkan.procedures.nursery.notices.letter import letter
from ikkan.procedures.nursery.notices.persons import ChildNamed, child_of, full_name
from ikkan.procedures.nursery.notices.words import Words
from ikkan.registers.selectors import facilities_by_code
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.models import Filing
from ikkan.rooms.intake.selectors import filings_of

HELD = "held"


def held_certificate(case: Case, child: Child, round_: Round, *, now: datetime) -> Paper | Refused:
    """Return the certificate that a child got no place in a round.

    Args:
        case: the case.
        child: a child of it.
        round_: a published round that the case took part in.
        now: moment; its day is printed.

    Returns:
        The certificate; Refused before publication, or where the child was not put on hold in that round.
    """
    on = timezone.localdate(now)
    if round_.published_at is None or round_.published_at > now:
        return _refused("before_publication", book_in_force(case.procedure).at(on))
    record = DecisionRecord.objects.filter(
        case=case, round=round_, kind="placement", subject=child.key, result=HELD, voided_at=None
    ).first()
    if record is None:
        return _refused("not_held", book_in_force(case.procedure).at(on))
    desk = desk_of_edition(record.edition, on)
    words, answers = desk.words(), _filing_of_round(case, round_).answers
    blocks: list[Block] = [
        Paragraph(words.say("held_proof.statement", month=words.dated(round_.month)), "lead"),
        _facts(case, round_, answers, child_of(answers, child.key), words),
        Paragraph(words.say("held_proof.certify")),
        _signature(desk, words),
        Paragraph(words.say("held_proof.use"), "small"),
    ]
    return letter(desk, title=words.say("held_proof.title"), number=case.number, answers=answers, blocks=blocks)


def _facts(case: Case, round_: Round, answers: JsonObject, child: ChildNamed, words: Words) -> Facts:
    return Facts(
        (
            (words.say("label.applicant"), full_name(read.part(answers, "applicant"))),
            *child.facts(words),
            (words.say("label.number"), case.number),
            (words.say("label.received"), words.dated(timezone.localdate(case.received_at))),
            (words.say("label.start"), words.dated(case.reference_day)),
            (words.say("label.wishes"), _wishes(child, words)),
            (words.say("label.round"), round_.title),
            (words.say("label.result"), words.say(f"result.{HELD}")),
        )
    )


def _signature(desk: Desk, words: Words) -> Signature:
    lines = (words.dated(desk.on), *desk.issuer.title_lines)
    return Signature(lines, desk.issuer.name, words.say("held_proof.seal"))


def _filing_of_round(case: Case, round_: Round) -> Filing:
    """Return the version of the form that the round was decided on: the last one filed by its deadline."""
    filings = filings_of(case)
    in_time = [filing for filing in filings if filing.filed_at <= round_.closes_at]
    return (in_time or filings)[-1]


def _wishes(child: ChildNamed, words: Words) -> str:
    facilities = facilities_by_code()
    named = [facilities[code].name if code in facilities else code for code in child.wishes]
    return "\n".join(words.say("label.wish_facility", wish=n, facility=name) for n, name in enumerate(named, start=1))


def _refused(code: str, book: BookAt) -> Refused:
    key = f"held_proof.{code}"
    return Refused(code, Words(book, "ja").say(key), Words(book, "en").say(key))
