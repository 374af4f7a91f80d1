"""Notices of certification (教育・保育給付認定): granted with its category, hours and term, or refused."""

from datetime import date
from typing import Final

from ikkan.papers.paper import Block, Facts, Heading, Paragraph
from ikkan.procedures.nursery.notices.letter import letter, reasons_table
from ikkan.procedures.nursery.notices.told import Told
from ikkan.procedures.nursery.notices.words import Words
from ikkan.rooms.answer.notices import NoticeDraft

KIND: Final = "certification"
REFUSED: Final = "refused"
GRANTED: Final = ("category_2", "category_3")


def certification_notice(told: Told) -> NoticeDraft:
    """Return the notice of one child's certification.

    Raises:
        LookupError: the result is none that this procedure tells (an officer's judgement still pending, for one).
        KeyError: a granted certification without its term.
    """
    record, desk, words = told.record, told.desk, told.desk.words()
    if record.result not in (*GRANTED, REFUSED):
        raise LookupError(
            f"Decision {record.pk}: there is no notice for a certification with the result {record.result!r}; "
            f"known are {', '.join((*GRANTED, REFUSED))}. Settle the judgement first."
        )
    form = "not_certified" if record.result == REFUSED else "certified"
    blocks: list[Block] = [
        Paragraph(conclusion(told, words), "lead"),
        Facts((*told.child.facts(words), *_granted(told, words))),
        *_why(told, words),
        Heading(words.say("label.next"), numbered=False),
        Facts(after_certification(told, words)),
        Paragraph(words.say(f"{form}.ground")),
        desk.instruction_box,
    ]
    paper = letter(
        desk, title=words.say(f"{form}.title"), number=record.case.number, answers=told.answers, blocks=blocks
    )
    return NoticeDraft(
        kind=KIND,
        subject=record.subject,
        paper=paper,
        is_disposition=True,
        grants_less=record.grants_less or record.result == REFUSED,
        reasons=told.reasons,
        instruction=desk.instruction,
        decision=record.pk,
        edition=record.edition,
        dated_on=desk.on,
    )


def conclusion(told: Told, words: Words) -> str:
    """Return the conclusion in one sentence."""
    child, result = told.child.called(words), told.record.result
    if result == REFUSED:
        return words.say("not_certified.conclusion", child=child)
    return words.say("certified.conclusion", child=child, category=words.say(f"certified.{result}"))


def granted_sentences(told: Told, words: Words) -> list[str]:
    """Return hours and term of a granted certification as sentences; nothing for a refusal."""
    if told.record.result == REFUSED:
        return []
    start, until = _term(told)
    return [_hours(told, words), words.say("certified.term", start=words.dated(start), until=words.dated(until))]


def after_certification(told: Told, words: Words) -> tuple[tuple[str, str], ...]:
    """Return (label, sentence) of what comes next."""
    if told.record.result == REFUSED:
        again = words.say("not_certified.again", office=told.desk.office_in(words.language))
        return ((words.say("label.step_again"), again),)
    return (
        (words.say("label.step_placement"), words.say("certified.not_yet_placed")),
        (words.say("label.step_change"), words.say("notice.tell_changes")),
    )


def _why(told: Told, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(words.say("label.why"), numbered=False), reasons_table(told.desk, told.reasons)]
    if any(reason.unconfirmed for reason in told.reasons):
        blocks.append(Paragraph(words.say("notice.unconfirmed_note"), "small"))
    return blocks


def _granted(told: Told, words: Words) -> tuple[tuple[str, str], ...]:
    if told.record.result == REFUSED:
        return ((words.say("label.result"), words.say("result.certification_refused")),)
    start, until = _term(told)
    term = words.say("label.term", start=words.dated(start), until=words.dated(until))
    return (
        (words.say("label.category"), words.say(f"certified.{told.record.result}")),
        (words.say("label.hours"), _hours(told, words)),
        (words.say("label.valid"), term),
    )


def _hours(told: Told, words: Words) -> str:
    return words.say(f"certified.{told.record.figures['hours']}")


def _term(told: Told) -> tuple[date, date]:
    figures = told.record.figures
    return date.fromisoformat(str(figures["valid_from"])), date.fromisoformat(str(figures["valid_until"]))
