"""The cash book as a file for the accounting section and for auditors."""

from datetime import date
from typing import Final

from ikkan.ledger.cash import entries_between
from ikkan.ledger.cash_rows import Kind
from ikkan.papers.tables import list_csv

HEAD: Final = ("記帳日", "記帳日時", "受付番号", "科目", "区分", "方法", "収入", "還付", "免除の根拠", "記帳番号")


def book_csv(first: date, last: date, *, for_excel: bool = False) -> bytes:
    """Return the entries of some days in the order of the book, one a line.

    Args:
        first: first day.
        last: last day.
        for_excel: begin with a byte order mark.
    """
    rows = [
        (
            one.day, one.entered_at.isoformat(timespec="seconds"), one.case.number if one.case else "", one.item,
            Kind(one.kind).label, one.get_way_display(), one.amount if one.kind == Kind.RECEIPT else None,
            one.amount if one.kind == Kind.REFUND else None, one.ground, one.reference,
        )
        for one in entries_between(first, last)
    ]  # fmt: skip
    return list_csv(HEAD, rows, for_excel=for_excel)
