"""From records and what was asked for to the content of a certificate: everything else is printed as left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ikkan.kernel.book import BookAt
from ikkan.kernel.era import to_wareki
from ikkan.procedures.certificate.rules import Record
from ikkan.procedures.certificate.rules.items import item_rows
from ikkan.procedures.certificate.rules.wanted import Form
from ikkan.procedures.certificate.sheets.content import (
    COLUMNS,
    Cell,
    CertificateContent,
    Certified,
    PersonBox,
    Words,
    on_sheets,
)

# Rows of a person's box as (item, span).
_NAME: Final = (("name", 6), ("birth", 4), ("sex", 2))
_OTHER_NAMES: Final = ("former_name", "alias", "kanji_name", "latin_name")
_DAYS: Final = (("resident_since", 6), ("address_since", 6))
_HEAD: Final = (("relation", 6), ("filed_on", 6))
_JAPANESE: Final = ((("domicile", 8), ("first_in_register", 4)),)
_FOREIGN: Final = (
    (("relation", 3), ("filed_on", 3), ("foreign_since", 3), ("address_since", 3)),
    (("nationality", 4), ("stay_class", 8)),
    (("stay_status", 3), ("stay_period", 3), ("stay_until", 3), ("card_number", 3)),
)
_BEFORE: Final = (("previous_address", COLUMNS),)
_CODES: Final = (("national_number", 6), ("record_code", 6))
_CLOSED: Final = (("removal_reason", 6), ("event_on", 6))
_DATES: Final = frozenset(
    {"resident_since", "address_since", "filed_on", "foreign_since", "stay_until", "event_on"},
)
_Row = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is said of the copy itself.

    Args:
        number: 発行番号 without its page.
        on: day of issue.
        whole: whether everybody of the household stands on it.
        is_public_use: whether it bears the mark 公用.
        is_test: whether it is sealed with a practice key, and says TEST on each page.
    """

    number: str
    on: date
    whole: bool = False
    is_public_use: bool = False
    is_test: bool = False


def content_of(
    records: Sequence[Record], *, form: Form, items: frozenset[str], book: BookAt, issue: Issue
) -> CertificateContent:
    """Return the content of one copy.

    Args:
        records: whom it is of, in the order of printing; all at one address unless each has a sheet.
        form: 世帯連記式, 個人票 or 除票.
        items: ids of the items that are not left out.
        book: the book on the day of issue.
        issue: about the copy.
    """
    shown = frozenset(field for item in items for field in _fields_of(book, item))
    first = records[0]
    marks = ("public_use",) * issue.is_public_use + ("test",) * issue.is_test
    return CertificateContent(
        form=form,
        title=book.text(f"form.title_{form}"),
        address=first.address,
        head=first.head_name if "head_name" in shown else book.text("form.omitted"),
        sheets=on_sheets(form, tuple(_box(record, form, items, shown, book) for record in records)),
        certified=_certified(form, book, issue),
        number=issue.number,
        words=_words(book),
        marks=tuple(book.text(f"form.{mark}") for mark in marks),
        watermark="TEST" if issue.is_test else "",
    )


def _box(record: Record, form: Form, items: frozenset[str], shown: frozenset[str], book: BookAt) -> PersonBox:
    rows = tuple(tuple(_cell(record, item, span, shown, book) for item, span in row) for row in _layout(record, form))
    left_out = _asked_only(book) - shown
    changes = record.history if "history" in items and form != "household" else ()
    told = (one for one in changes if one.item not in left_out)
    return PersonBox(rows, tuple((_day(one.on, record), one.kind, one.was) for one in told))


def _layout(record: Record, form: Form) -> tuple[_Row, ...]:
    other = [item for item in _OTHER_NAMES if record.texts()[item]]
    names: tuple[_Row, ...] = (tuple((item, COLUMNS // len(other)) for item in other),) if other else ()
    own: tuple[_Row, ...] = _FOREIGN if record.is_foreign else (_DAYS, _HEAD, *_JAPANESE)
    # where somebody went is known for certain only when the other town has said so
    to = "planned_to" if record.planned_to and not record.moved_to else "moved_to"
    closed: tuple[_Row, ...] = (_CLOSED, ((to, COLUMNS),)) if form == "removed" else ()
    return (_NAME, *names, *own, _BEFORE, _CODES, *closed)


def _cell(record: Record, item: str, span: int, shown: frozenset[str], book: BookAt) -> Cell:
    label = book.text(f"form.{item}")
    if item in _asked_only(book) and item not in shown:
        return Cell(label, book.text("form.omitted"), span)
    if item == "name":
        return Cell(label, record.name, span, record.name_kana)
    if item == "birth":
        return Cell(label, record.birth_as_written or _day(record.birth.isoformat(), record), span)
    value = record.texts().get(item, "")
    if item == "sex":
        return Cell(label, book.text(f"sex.{value or '0'}"), span)
    return Cell(label, _day(value, record) if item in _DATES else value, span)


def _day(written: str, record: Record) -> str:
    """Return a day as the register's law writes it: by era, for foreign residents by the Gregorian year."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return written
    return f"{day.year}年{day.month}月{day.day}日" if record.is_foreign else to_wareki(day).show()


def _fields_of(book: BookAt, item: str) -> tuple[str, ...]:
    fields = item_rows(book)[item].values["fields"]
    return tuple(str(one) for one in fields) if isinstance(fields, list) else ()


def _asked_only(book: BookAt) -> frozenset[str]:
    """Return the fields that are left out unless asked for; of an item that this register does not keep, its own id."""
    rows = item_rows(book)
    return frozenset(field for item in rows for field in (_fields_of(book, item) or (item,)))


def _certified(form: Form, book: BookAt, issue: Issue) -> Certified:
    authority = book.block("authority").values
    seal = authority["seal"]
    kind = ("whole" if issue.whole else "part") if form == "household" else form
    return Certified(
        text=book.text(f"attest.{kind}"),
        date_text=to_wareki(issue.on).show(),
        title=str(authority.get("agency") or authority["mayor"]),
        name=str(authority["mayor_name"]),
        seal=tuple(str(column) for column in seal) if isinstance(seal, list) else (),
    )


def _words(book: BookAt) -> Words:
    return Words(
        address=book.text("form.address"),
        head=book.text("form.head"),
        history=book.text("form.history"),
        history_head=(book.text("form.history_day"), book.text("form.history_kind"), book.text("form.history_was")),
        continued=book.text("form.continued"),
        end=book.text("form.end"),
        verify=book.text("form.verify"),
    )
