"""The copy of an application (申込みの写し): everything filed, in every version, with what changed and when.

Since April 2025 Hello Work asks for it when a childcare leave benefit is extended; a print of the online form is
accepted. Nothing is left out and nothing is put in other words.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from ikkan.counter.forms.copy import CopySection, copy_rows
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.surroundings import ChoicesOf, Surroundings
from ikkan.counter.parts import Choice
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case, Document
from ikkan.papers.paper import Block, Facts, Grid, Heading, PageBreak, Paper, Paragraph
from ikkan.procedures.nursery.notices.desk import desk_of_book
from ikkan.procedures.nursery.notices.letter import letter
from ikkan.procedures.nursery.notices.words import Words
from ikkan.registers.selectors import facilities_by_code
from ikkan.rooms.intake.models import Filing
from ikkan.rooms.intake.selectors import filings_of

AnswerKey = tuple[str, str, int]


def filed_copy(case: Case, *, now: datetime) -> Paper:
    """Return the copy of a case's application with all its versions, oldest first.

    Args:
        case: the case.
        now: moment; its day is printed.
    """
    desk = desk_of_book(book_in_force(case.procedure), timezone.localdate(now))
    words, filings = desk.words(), filings_of(case)
    blocks: list[Block] = [
        Paragraph(words.say("copy.intro"), "lead"),
        Facts(
            (
                (words.say("label.number"), case.number),
                (words.say("label.received"), _moment(case.received_at, words)),
                (words.say("copy.versions"), str(len(filings))),
            )
        ),
        *_documents(case, words),
        Paragraph(words.say("copy.use"), "small"),
    ]
    choices, before = _facility_choices(), None
    for filing in filings:
        sections = _sections(filing, choices)
        blocks += _version(filing, sections, before, words)
        before = sections
    answers = filings[-1].answers
    return letter(desk, title=words.say("copy.title"), number=case.number, answers=answers, blocks=blocks)


def _version(
    filing: Filing, sections: Sequence[CopySection], before: Sequence[CopySection] | None, words: Words
) -> Iterator[Block]:
    """Yield one version: when it came, what changed, and every answer."""
    yield PageBreak()
    title = words.say("copy.version", version=filing.version, at=_moment(filing.filed_at, words))
    yield Paragraph(title, "lead")
    if before is not None:
        changed = changed_answers(before, sections, words.say("copy.unanswered"))
        if changed:
            head = tuple(words.say(f"copy.{name}") for name in ("change_head", "before", "after"))
            yield Grid(words.say("copy.changes"), head, changed)
        else:
            yield Paragraph(words.say("copy.same"))
    for section, rows in sections:
        yield Heading(section, numbered=False)
        yield Facts(tuple(rows))


def changed_answers(
    before: Sequence[CopySection], after: Sequence[CopySection], unanswered: str
) -> tuple[tuple[str, str, str], ...]:
    """Return (question, answer before, answer after) of every answer that differs between two versions.

    A question that one version does not ask counts as unanswered there; equal questions of one section are told apart
    by their order.
    """
    old, new = dict(_keyed(before)), dict(_keyed(after))
    keys = list(dict.fromkeys((*new, *old)))
    return tuple(
        (f"{section}：{label}", old.get((section, label, n), unanswered), new.get((section, label, n), unanswered))
        for section, label, n in keys
        if old.get((section, label, n)) != new.get((section, label, n))
    )


def _keyed(sections: Sequence[CopySection]) -> Iterator[tuple[AnswerKey, str]]:
    seen: Counter[tuple[str, str]] = Counter()
    for section, rows in sections:
        for label, shown in rows:
            yield (section, label, seen[section, label]), shown
            seen[section, label] += 1


def _sections(filing: Filing, choices: ChoicesOf) -> list[CopySection]:
    form = load_form(procedure_of(filing.case.procedure).folder, filing.form_version)
    around = Surroundings(today=timezone.localdate(filing.filed_at), choices=choices)
    return copy_rows(form, filing.answers, around)


def _facility_choices() -> ChoicesOf:
    """Return the nurseries by code, as they are named today."""
    facilities = facilities_by_code()

    def choices(_source: str, query: str) -> Sequence[Choice]:
        found = facilities.get(query)
        return [Choice(found.code, found.name)] if found is not None else []

    return choices


def _documents(case: Case, words: Words) -> Iterator[Block]:
    """Yield the table of papers given, those replaced later included."""
    kept = Document.objects.filter(case=case).order_by("created_at", "name")
    rows = tuple(
        (_kind(one.kind, words), one.name, _moment(one.created_at, words))
        for one in kept
    )  # fmt: skip
    if rows:
        head = tuple(words.say(f"copy.{name}") for name in ("document_head", "file_head", "moment_head"))
        yield Grid(words.say("copy.documents"), head, rows)


def _kind(kind: str, words: Words) -> str:
    key = f"document.{kind}"
    return words.say(key if key in words.book.blocks else "document.other")


def _moment(moment: datetime, words: Words) -> str:
    local = timezone.localtime(moment)
    return words.say("copy.moment", day=words.dated(local.date()), time=f"{local:%H:%M}")
