"""Certificates that are printed together for the post: every sealed file as it is, and a cover sheet a letter.

The files stay apart. Joined into one, their seals would no longer hold: a seal covers the bytes of its own file. So the
stack is a ZIP whose names are in posting order; a printer takes the files one after the other.
"""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import groupby
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.utils import timezone

from ikkan.kernel.book import BookAt
from ikkan.kernel.era import show_date
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.papers.paper import Facts, Issuer, Paper, Paragraph, Recipient
from ikkan.papers.typeset import papers_pdf
from ikkan.procedures.certificate.handing import NO_ADDRESS, NOT_READY
from ikkan.procedures.certificate.models import Copy
from ikkan.store.blobs import read_blob

COVERS: Final = "000-covers.pdf"
NOTHING_CHOSEN: Final = Refused(
    "nothing_chosen", "印刷する証明書を選んでください。", "Choose the certificates to print.", "copy"
)


def stack_of(copies: Sequence[Copy], *, now: datetime) -> bytes | Refused:
    """Return a ZIP of sealed files in the given order, before them the cover sheets, one a case, in the same order.

    Args:
        copies: copies by post, in posting order, each with its case.
        now: moment; the day stands on the cover sheets.

    Returns:
        The ZIP; Refused when nothing was chosen, a file is not made yet, or there is no address to post to.
    """
    if not copies:
        return NOTHING_CHOSEN
    if any(not copy.sha256 for copy in copies):
        return NOT_READY
    if any(not copy.address for copy in copies):
        return NO_ADDRESS
    today, made = timezone.localdate(now), BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as folder:
        folder.writestr(_entry(COVERS, now), _covers(copies, today))
        for place, copy in enumerate(copies, start=1):
            folder.writestr(_entry(f"{place:03}-{copy.case.number}-{copy.serial}.pdf", now), read_blob(copy.sha256))
    return made.getvalue()


def _covers(copies: Sequence[Copy], today: date) -> bytes:
    book = book_in_force("certificate").at(today)
    papers = [_cover(list(own), book, today) for _, own in groupby(copies, key=lambda copy: copy.case_id)]
    return papers_pdf(papers, made_on=today)


def _cover(copies: Sequence[Copy], book: BookAt, today: date) -> Paper:
    first, authority = copies[0], {key: str(value) for key, value in book.block("authority").values.items()}
    rows = (
        (book.text("label.copies"), book.text("label.times", n=len(copies))),
        (book.text("label.issue_numbers"), "\n".join(copy.number for copy in copies)),
    )
    contact = book.text(
        "letter.contact", office=authority["office"], phone=authority["phone"], hours=authority["hours"]
    )
    return Paper(
        title=book.text("letter.cover_title"),
        number=first.case.number,
        date_text=show_date(today),
        issuer=Issuer(authority["mayor_name"], (authority.get("agency") or authority["mayor"],)),
        recipient=Recipient(
            first.postal, tuple(first.address.split("　")), (book.text("label.name_to", name=first.name),)
        ),
        blocks=(Paragraph(book.text("letter.cover"), "lead"), Facts(rows)),
        footer=first.case.number,
        contact=(contact,),
        mark=book.text("letter.demo") if settings.IKKAN_DEMO else "",
    )


def _entry(name: str, now: datetime) -> ZipInfo:
    at = timezone.localtime(now)
    entry = ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    entry.compress_type = ZIP_DEFLATED
    return entry
