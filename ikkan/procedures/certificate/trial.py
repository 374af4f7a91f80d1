"""The trial: what of a certificate would not stand on its sheets as the register has it."""

from collections.abc import Sequence
from datetime import date

from ikkan.kernel.book import BookAt
from ikkan.procedures.certificate.rules import Subject, Unprintable, Wanted
from ikkan.procedures.certificate.sheets.building import Issue, content_of
from ikkan.procedures.certificate.sheets.printing import misfits_of


def unprintable(wanted: Wanted, subjects: Sequence[Subject], book: BookAt, on: date) -> tuple[Unprintable, ...]:
    """Return what does not fit or cannot be drawn, so that nothing of that kind is issued by itself.

    Args:
        wanted: what is asked for.
        subjects: whom it is of; nothing is tried while somebody is not found, or must not be shown.
        book: the book on the reference day.
        on: day of the trial.
    """
    records = [one.record for one in subjects if one.record is not None and not one.record.is_stopped]
    if not records or len(records) != len(subjects):
        return ()
    content = content_of(records, form=wanted.form, items=wanted.items, book=book, issue=Issue(number="", on=on))
    names = {number: record.name for number, record in enumerate(records, start=1)}
    return tuple(
        Unprintable(names.get(one.person, ""), one.label, one.kind, "".join(one.signs))
        for one in misfits_of(content, made_on=on)
    )
