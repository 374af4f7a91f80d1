"""The check of a nursery application: pure functions on facts. What a machine settles never reaches a person."""

from ikkan.kernel.outcome import AskCitizen, AskStaff, CheckOutcome, Passed, Question
from ikkan.kernel.reason import Reason
from ikkan.procedures.nursery.checks.differences import is_accepted
from ikkan.procedures.nursery.checks.facts import Doubt, Facts
from ikkan.procedures.nursery.checks.grounds import check_grounds
from ikkan.procedures.nursery.checks.identity import check_applicant, check_children, check_household
from ikkan.procedures.nursery.checks.papers import check_hours, check_papers

__all__ = ["CHECKS", "Doubt", "Facts", "check"]

CHECKS = (check_applicant, check_children, check_household, check_papers, check_hours, check_grounds)


def check(facts: Facts) -> CheckOutcome:
    """Check an application.

    Every check yields doubts; those of the citizen are asked at once, and only when none is left do those of an
    officer come up. A doubt that an officer judged on this version of the form is settled, and so
    is a difference that the book accepts.

    Args:
        facts: everything known, read beforehand.
    """
    doubts = [doubt for one in CHECKS for doubt in one(facts)]
    open_doubts = [doubt for doubt in doubts if not facts.is_judged(doubt) and not is_accepted(doubt, facts.book)]
    # what an officer looked at and did not accept goes back to the citizen
    asked = tuple(
        Question(doubt.code, doubt.field, _reason(facts, doubt), doubt.document_kind)
        for doubt in open_doubts
        if doubt.asks_citizen or facts.is_refused(doubt)
    )
    if asked:
        return AskCitizen(asked)
    judged = tuple(_reason(facts, doubt) for doubt in open_doubts)
    if judged:
        return AskStaff(judged)
    return Passed()


def _reason(facts: Facts, doubt: Doubt) -> Reason:
    key = f"doubt.{doubt.code}"
    figures = dict(doubt.figures)
    block = facts.book.block(key)
    return Reason(
        code=doubt.code,
        ja=facts.book.text(key, "ja", **figures),
        en=facts.book.text(key, "en", **figures),
        figures=(*doubt.figures, ("field", doubt.field)),
        article=block.article,
        row=key,
        source=block.source,
        unconfirmed=block.unconfirmed,
    )
