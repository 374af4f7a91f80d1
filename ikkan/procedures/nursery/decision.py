"""Decisions of a case that need no round: the certification of every child (教育・保育給付認定)."""

from datetime import date, timedelta

from ikkan.kernel import answers as read
from ikkan.kernel.outcome import Decision
from ikkan.procedures.nursery.checks.facts import Facts
from ikkan.procedures.nursery.rules import certification


def decide(facts: Facts) -> tuple[Decision, ...]:
    """Decide the certification of every child of the case, each with its reasons.

    Args:
        facts: of a case that passed its check; a ground left to judgement was accepted by an officer by then.
    """
    return tuple(
        certification(facts.answers, child, facts.book, is_judged=True)
        for child in read.parts(facts.answers, "children")
    )


def clocks(facts: Facts) -> tuple[tuple[str, date], ...]:
    """Return the clock of the certification; its notice of delay goes out before day 30.

    Source: 子ども・子育て支援法20条6項.
    """
    if facts.is_certified:
        return ()
    days = int(str(facts.book.value("certification_clock", "days")))
    before = int(str(facts.book.value("certification_clock", "tell_days_before")))
    return (("certification", facts.received_on + timedelta(days=days - before)),)
