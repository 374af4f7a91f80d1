"""Reading for nursery placement: the facts of a case, the market of a round."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.ledger.models import Case, Document
from ikkan.procedures.nursery.checks.facts import Facts, Paper
from ikkan.procedures.nursery.checks.papers import counts
from ikkan.procedures.nursery.household import Home, read_home
from ikkan.procedures.nursery.known import known_of
from ikkan.procedures.nursery.models import Child
from ikkan.procedures.nursery.rules import answers as read
from ikkan.registers.reading_log import logged_at_once
from ikkan.rooms.check.models import Request, Verdict
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.selectors import current_filing


def gather(case: Case, book: BookAt, now: datetime) -> Facts:
    """Read everything that the check and the decision of a case look at; each reading of a resident is logged.

    Args:
        case: the case.
        book: the book on its reference day.
        now: moment.
    """
    filing = current_filing(case)
    answers: JsonObject = dict(filing.answers)
    with logged_at_once():
        home = read_home(case, answers, now)
        known = known_of(case, answers, home, book, now)
    papers = tuple(_paper(document) for document in Document.objects.filter(case=case, replaced_by=None))
    verdicts = Verdict.objects.filter(case=case, filing_version=filing.version).order_by("pk")
    return Facts(
        answers=_with_papers(answers, papers, book, timezone.localdate(case.received_at)),
        book=book,
        today=timezone.localdate(now),
        filed_on=timezone.localdate(filing.filed_at),
        received_on=timezone.localdate(case.received_at),
        register=home.answered,
        household=home.members,
        applicant=home.applicant,
        children=home.children,
        papers=papers,
        doubles=_doubles(case, home),
        enrolled=home.enrolled,
        verdicts={(verdict.code, verdict.field): verdict.decision for verdict in verdicts},
        lapsed=_lapsed(case, filing.filed_at),
        is_certified=DecisionRecord.objects.filter(case=case, kind="certification", voided_at=None).exists(),
        known=known,
    )


def _paper(document: Document) -> Paper:
    meta: Mapping[str, object] = document.meta
    return Paper(
        kind=document.kind,
        of=document.of,
        unreadable=str(meta.get("unreadable", "")),
        facts={name: value for name, value in meta.items() if name != "unreadable"},
    )


def _with_papers(answers: JsonObject, papers: tuple[Paper, ...], book: BookAt, received_on: date) -> JsonObject:
    """Put the papers that count in the place of those that the form names: scores rest on what is there."""
    kept: list[JsonValue] = [{"kind": p.kind, "of": p.of} for p in papers if counts(p, book, received_on)]
    return {**answers, "documents": kept}


def _doubles(case: Case, home: Home) -> frozenset[str]:
    """Return the ids of children who stand in another open case that was received earlier."""
    numbers = {person.number: child for child, person in home.children.items()}
    others = (
        Child.objects.filter(resident__in=numbers, is_withdrawn=False)
        .exclude(case=case)
        .exclude(case__room="closed")
        .filter(case__received_at__lte=case.received_at, case__procedure=case.procedure)
    )
    return frozenset(numbers[number] for number in others.values_list("resident", flat=True))


def _lapsed(case: Case, filed_at: datetime) -> frozenset[tuple[str, str]]:
    lapsed = Request.objects.filter(case=case, lapsed_at__isnull=False, asked_at__gte=filed_at)
    found: set[tuple[str, str]] = set()
    for questions in lapsed.values_list("questions", flat=True):
        found |= {(str(question["code"]), str(question["field"])) for question in questions}
    return frozenset(found)


def children_of(case: Case) -> list[Child]:
    """Return the children of a case in the order of the form."""
    return list(Child.objects.filter(case=case).order_by("key"))


def child_name(answers: JsonObject, key: str) -> str:
    """Return a child's name as filed, or blank for one not yet named."""
    for child in read.parts(answers, "children"):
        if read.word(child, "id") == key:
            name = read.part(child, "name")
            return f"{read.word(name, 'family')} {read.word(name, 'given')}".strip()
    return ""
