"""Letters of protection: to the contact that the person named, and to the town they moved to; to nobody else."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.conf import settings

from ikkan.corridor.house_book import corridor_book
from ikkan.kernel.book import BookAt
from ikkan.kernel.era import show_date
from ikkan.kernel.outcome import Refused
from ikkan.papers.paper import Block, Facts, Issuer, Paper, Paragraph, Recipient
from ikkan.registers.models import Protection, StopDeed

TO_PERSON: Final = ("decided", "expiring", "ended")
FORWARD: Final = "forward"
KINDS: Final = (*TO_PERSON, FORWARD)
_NO_ADDRESS: Final = Refused(
    "no_address",
    "通知の宛先が届けられていません。連絡先に電話などで伝え、「申出者への連絡」に記録してください。",
    "The person named no address for letters. Call the contact, and record that they were told.",
)
_NOT_YET: Final = Refused(
    "not_now", "いまの状態では、この通知は作れません。", "This letter cannot be made as things stand."
)


def letter_of(protection: Protection, kind: str, *, today: date) -> Paper | Refused:
    """Return a letter; nothing of it is kept, mailed or shown in any mailbox.

    Args:
        protection: the protection.
        kind: one of KINDS.
        today: day of the letter.
    """
    if not _fits(protection, kind):
        return _NOT_YET
    if kind != FORWARD and not (protection.contact_name and protection.contact_address):
        return _NO_ADDRESS
    book = corridor_book().at(today)
    office = {key: str(value) for key, value in book.block("stop_office").values.items()}
    number = book.text("stops.number", number=protection.pk)
    return Paper(
        title=book.text(f"stops.{kind}_title"),
        number=number,
        date_text=show_date(today),
        issuer=Issuer(office["head"], (office["title"],)),
        recipient=_recipient(protection, kind, today),
        blocks=_blocks(protection, kind, today),
        footer=number,
        contact=(book.text("stops.contact", office=office["office"], phone=office["phone"]),),
        mark=book.text("stops.demo") if settings.IKKAN_DEMO else "",
    )


def _fits(protection: Protection, kind: str) -> bool:
    states = Protection.State
    return {
        "decided": protection.starts_on is not None and protection.state != states.ENDED,
        "expiring": protection.ends_on is not None and protection.state != states.ENDED,
        "ended": protection.state == states.ENDED,
        FORWARD: protection.state == states.FORMER_TOWN and bool(protection.forwarded_to),
    }.get(kind, False)


def _recipient(protection: Protection, kind: str, today: date) -> Recipient:
    book = corridor_book().at(today)
    if kind == FORWARD:
        return Recipient("", (), (book.text("stops.to_town", name=protection.forwarded_to),))
    name = book.text("stops.to", name=protection.contact_name)
    return Recipient(protection.contact_postal, tuple(protection.contact_address.split("　")), (name,))


def _blocks(protection: Protection, kind: str, today: date) -> tuple[Block, ...]:
    book = corridor_book().at(today)
    if kind == FORWARD:
        return Paragraph(book.text("stops.forward"), "lead"), Facts(_told_to_town(protection, book))
    days: Mapping[str, date | None] = {
        "starts": protection.starts_on, "ends": protection.ends_on, "ended": protection.ended_on,
    }  # fmt: skip
    figures = {name: show_date(day) if day else "" for name, day in days.items()}
    return (
        Paragraph(book.text(f"stops.{kind}", **figures), "lead"),
        Paragraph(book.text(f"stops.{kind}_more")),
    )


def _told_to_town(one: Protection, book: BookAt) -> tuple[tuple[str, str], ...]:
    """Return what the new town needs: who, against whom, until when, what was heard."""
    persons = [f"{person.number}　{person.relation}".strip() for person in one.persons.order_by("pk")]
    heard = one.deeds.filter(deed=StopDeed.Deed.OPINION).order_by("pk")
    told = {
        "filed": show_date(one.filed_on),
        "period": " ～ ".join(show_date(day) for day in (one.starts_on, one.ends_on) if day),
        "persons": "\n".join(persons),
        "contact": f"{one.contact_name}　{one.contact}".strip(),
        "moved_to": one.moved_to,
        "earlier": one.earlier_addresses,
        "abuser": one.abuser_name,
        "abuser_address": one.abuser_address,
        "opinion": "\n".join(f"{show_date(row.day) if row.day else ''}　{row.why}".strip() for row in heard),
    }
    return tuple((book.text(f"stops.label_{key}"), value) for key, value in told.items())
