"""The papers: there, readable, in date, and saying what the answers say."""

from collections.abc import Iterator
from datetime import date

from ikkan.kernel import answers as read
from ikkan.kernel.book import BookAt
from ikkan.procedures.nursery.checks.facts import Doubt, Facts, Paper
from ikkan.procedures.nursery.rules import RequiredDocument, required_documents


def check_papers(facts: Facts) -> Iterator[Doubt]:
    """Look for every paper that the answers call for.

    A paper that was asked for and did not come in time is no longer asked for: the book's default for missing
    evidence then holds in the score.
    """
    for needed in required_documents(facts.answers, facts.book):
        doubt = _doubt_of(facts, needed)
        if doubt is not None and (doubt.code, doubt.field) not in facts.lapsed:
            yield doubt


def check_hours(facts: Facts) -> Iterator[Doubt]:
    """Hold the hours of the answers against those of the certificate (standard form, total of a month)."""
    allowed = _number(facts.book, "certificate", "hours_may_differ")
    for index, parent in enumerate(read.parts(facts.answers, "parents")):
        paper = _paper_of(facts, "work_certificate", read.word(parent, "id"))
        if paper is None or paper.unreadable:
            continue
        certified = paper.facts.get("month_hours")
        if not isinstance(certified, int | float) or isinstance(certified, bool):
            continue
        stated = read.number(read.part(parent, "work"), "month_hours")
        if abs(stated - certified) > allowed:
            figures = (("stated", stated), ("certified", float(certified)))
            yield Doubt("hours_differ", f"parents.{index}.work.month_hours", figures)


def counts(paper: Paper, book: BookAt, received_on: date) -> bool:
    """Whether a score may rest on a paper: it can be read and was issued within the months that the town gives it.

    Args:
        paper: the paper.
        book: the book on the reference day.
        received_on: day of receipt of the case, from which the months are counted back.
    """
    return not paper.unreadable and _is_in_date(paper, book, received_on)


def _doubt_of(facts: Facts, needed: RequiredDocument) -> Doubt | None:
    field = f"documents.{needed.kind}.{needed.of}"
    paper = _paper_of(facts, needed.kind, needed.of)
    figures = (("kind", needed.kind), ("of", needed.of))
    if paper is None:
        return Doubt("document_missing", field, (*figures, ("why", needed.reason.ja)), document_kind=needed.kind)
    if paper.unreadable:
        return Doubt("document_unreadable", field, (*figures, ("why", paper.unreadable)), document_kind=needed.kind)
    if not _is_in_date(paper, facts.book, facts.received_on):
        issued = paper.issued_on.isoformat() if paper.issued_on else ""
        return Doubt("document_expired", field, (*figures, ("issued", issued)), document_kind=needed.kind)
    return None


def _is_in_date(paper: Paper, book: BookAt, received_on: date) -> bool:
    if paper.kind != "work_certificate" or paper.issued_on is None:
        return True
    return paper.issued_on >= months_before(received_on, int(_number(book, "certificate", "valid_months")))


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of that month."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(f"No day {months} months before {day.isoformat()}.")


def _paper_of(facts: Facts, kind: str, of: str) -> Paper | None:
    return next((paper for paper in facts.papers if paper.kind == kind and paper.of == of), None)


def _number(book: BookAt, table: str, key: str) -> float:
    return float(str(book.value(table, key)))
