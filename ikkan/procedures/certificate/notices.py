"""Notices of the certificate: that it was issued and how it comes, or that it was refused, with reasons and 教示."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils import timezone

from ikkan.kernel.book import BookAt
from ikkan.kernel.era import show_date
from ikkan.kernel.reason import Reason
from ikkan.ledger.editions import book_of_edition
from ikkan.papers.paper import Block, Boxed, Facts, Grid, Heading, Issuer, Paper, Paragraph, Recipient
from ikkan.procedures.certificate.issuing import asker_of
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.rules import KIND, REFUSED, Record, read_wanted
from ikkan.rooms.answer.instruction import Authorities, Instruction, instruction_for
from ikkan.rooms.answer.notices import NoticeDraft
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.selectors import current_filing

_NUMBERED: Final = "１２３４５６７８９"


@dataclass(frozen=True, slots=True)
class _Told:
    """A decision with what its letter needs."""

    record: DecisionRecord
    book: BookAt
    on: date
    recipient: Recipient

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(Reason.from_json(one) for one in self.record.reasons)

    def authority(self, key: str) -> str:
        return str(self.book.block("authority").values.get(key, ""))


def compose(records: Sequence[DecisionRecord], now: datetime) -> list[NoticeDraft]:
    """Return the draft of each decision's notice, in the same order.

    Args:
        records: decisions of this procedure.
        now: moment.
    """
    return [_draft(_told(record, now)) for record in records]


def _told(record: DecisionRecord, now: datetime) -> _Told:
    today = timezone.localdate(now)
    book = book_of_edition(record.edition).at(today)
    return _Told(record, book, today, _recipient(record, book, now))


def _recipient(record: DecisionRecord, book: BookAt, now: datetime) -> Recipient:
    """Return whom the letter goes to: where the copies go, else the registered address; held back, the name alone.

    A third party or public body is written to where it said.
    """
    copy = Copy.objects.filter(case=record.case).first()
    if copy is not None and copy.name:
        return Recipient(copy.postal, tuple(copy.address.split("　")), (book.text("label.name_to", name=copy.name),))
    asker: Record | None = asker_of(record.case, now)
    wanted = read_wanted(current_filing(record.case).answers)
    if asker is None:
        name = wanted.organisation or wanted.asker.name
        lines = tuple(wanted.address.split("　")) if wanted.address else ()
        return Recipient(wanted.postal, lines, (book.text("label.name_to", name=name),))
    name = book.text("label.name_to", name=asker.name)
    if asker.is_stopped:
        return Recipient("", (), (name,))
    return Recipient(asker.postal, tuple(asker.address.split("　")), (name,))


def _draft(told: _Told) -> NoticeDraft:
    is_refused = told.record.result == REFUSED
    instruction = _instruction(told) if is_refused else None
    blocks = _refused(told, instruction) if instruction else _issued(told)
    title = told.book.text("letter.refused_title" if is_refused else "letter.issued_title")
    return NoticeDraft(
        kind=KIND,
        subject=told.record.subject,
        paper=_letter(told, title, blocks),
        is_disposition=is_refused,
        grants_less=is_refused,
        reasons=told.reasons,
        instruction=instruction,
        decision=told.record.pk,
        edition=told.record.edition,
        dated_on=told.on,
    )


def _issued(told: _Told) -> tuple[Block, ...]:
    book, figures = told.book, told.record.figures
    delivery, fee = str(figures["delivery"]), figures["fee"]
    total = fee["total"] if isinstance(fee, dict) else 0
    numbers = list(Copy.objects.filter(case=told.record.case).order_by("pk").values_list("number", flat=True))
    rows = (
        (book.text("label.copies"), book.text("label.times", n=figures["copies"])),
        (book.text("label.fee"), book.text("label.yen", yen=f"{total:,}")),
        (book.text("label.delivery"), book.text(f"delivery.{delivery}")),
        (book.text("label.issue_numbers"), "\n".join(numbers)),
    )
    how = book.text(f"letter.by_{delivery}", office=told.authority("office"))
    lead = book.text("letter.issued", copies=figures["copies"])
    return Paragraph(lead, "lead"), Facts(rows), Paragraph(how), *_why(told)


def _refused(told: _Told, instruction: Instruction) -> tuple[Block, ...]:
    numbered = tuple(f"{_NUMBERED[place]}　{text}" for place, text in enumerate(instruction.ja))
    boxed = Boxed(told.book.text("label.instruction"), numbered)
    return Paragraph(told.book.text("letter.refused"), "lead"), *_why(told), boxed


def _why(told: _Told) -> tuple[Block, ...]:
    book = told.book
    rows = tuple((reason.ja, reason.article) for reason in told.reasons)
    return Heading(book.text("label.why"), numbered=False), Grid(
        "", (book.text("label.why"), book.text("label.article")), rows
    )


def _instruction(told: _Told) -> Instruction:
    authorities = Authorities(
        mayor=told.authority("mayor"),
        city=told.authority("town"),
        agency=told.authority("agency"),
        mayor_en=told.authority("mayor_en"),
        city_en=told.authority("town_en"),
    )
    return instruction_for(told.authority("review_case"), told.on, authorities)


def _letter(told: _Told, title: str, blocks: Sequence[Block]) -> Paper:
    contact = told.book.text(
        "letter.contact", office=told.authority("office"), phone=told.authority("phone"), hours=told.authority("hours")
    )
    return Paper(
        title=title,
        number=told.record.case.number,
        date_text=show_date(told.on),
        issuer=Issuer(told.authority("mayor_name"), (told.authority("agency") or told.authority("mayor"),)),
        recipient=told.recipient,
        blocks=tuple(blocks),
        footer=told.record.case.number,
        contact=(contact,),
        mark=told.book.text("letter.demo") if settings.IKKAN_DEMO else "",
    )
