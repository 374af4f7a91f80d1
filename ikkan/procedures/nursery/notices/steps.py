"""What comes next after a placement: the steps that the letter lists and the page repeats, in any language."""

from datetime import date

from ikkan.kernel.terms import deadline
from ikkan.ledger.calendar import town_calendar
from ikkan.procedures.nursery.notices.desk import Desk
from ikkan.procedures.nursery.notices.figures import PlacementFigures
from ikkan.procedures.nursery.notices.words import Words

Step = tuple[str, str]


def steps_after(result: str, figures: PlacementFigures, desk: Desk, words: Words) -> tuple[Step, ...]:
    """Return (label, sentences) of what the family can or must do.

    Args:
        result: ``placed``, ``held``, ``refused`` or ``kept``.
        figures: of the decision.
        desk: who writes.
        words: in which language.
    """
    office = desk.office_in(words.language)
    check = (words.say("label.step_check"), words.say("notice.check", office=office))
    if result == "placed":
        return (*_after_placement(figures, desk, words), check)
    if result == "refused":
        return ((words.say("label.step_again"), words.say("refused.again", office=office)), check)
    changes = (words.say("label.step_change"), words.say("notice.tell_changes"))
    proof = ((words.say("label.step_proof"), words.say("held.proof")),) if result == "held" else ()
    return (*_rounds(figures, words), *proof, changes, check)


def decline_by(figures: PlacementFigures, desk: Desk) -> date:
    """Return the day until which an offered place may be declined without more: the round's, or the book's term."""
    if figures.decline_by is not None:
        return figures.decline_by
    days = int(str(desk.book.value("offer_terms", "decline_days")))
    return deadline(desk.on, town_calendar(desk.on), days=days)


def _after_placement(figures: PlacementFigures, desk: Desk, words: Words) -> tuple[Step, ...]:
    until = words.near(decline_by(figures, desk))
    return (
        (words.say("label.step_meeting"), words.say("placed.meeting")),
        (words.say("label.step_decline"), _joined(words, words.say("placed.decline", until=until), "decline_effect")),
        (words.say("label.step_change"), _joined(words, words.say("notice.tell_changes"), "true")),
    )


def _joined(words: Words, first: str, second: str) -> str:
    return f"{first}{' ' if words.language == 'en' else ''}{words.say(f'placed.{second}')}"


def _rounds(figures: PlacementFigures, words: Words) -> tuple[Step, ...]:
    coming = figures.next_round
    if coming is None:
        return ((words.say("label.step_round"), words.say("held.last")),)
    dates = words.say("held.next_dates", closes=words.near(coming.closes), answers=words.near(coming.answers))
    return (
        (words.say("label.step_round"), words.say("held.next", title=coming.title)),
        (words.say("label.step_wishes"), dates),
    )
