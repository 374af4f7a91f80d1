"""Issue what was decided: a number for each copy, drawn with the decision; its file is an effect of the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import Max
from django.utils import timezone

from ikkan.kernel.json_value import JsonValue
from ikkan.kernel.outcome import Decision
from ikkan.ledger.editions import book_of_edition
from ikkan.ledger.models import Case
from ikkan.procedures.certificate import register
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.rules import ISSUED, Record, read_wanted
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.selectors import current_filing
from ikkan.store.locks import hold
from ikkan.store.outbox import put_out

PRINT: Final = "certificate"
HANDED_OVER_BY: Final = {"post": "certificate_to_post", "pickup": "certificate_to_fetch"}
_KEPT: Final = ("form", "persons", "items", "whole", "requester")


def hands_over(decisions: Sequence[Decision]) -> str:
    """Return what must still happen before the case ends: the certificate posted, or fetched; blank for nothing."""
    granted = [decision for decision in decisions if decision.result == ISSUED]
    return HANDED_OVER_BY[str(granted[0].figures["delivery"])] if granted else ""


def fulfil(records: Sequence[DecisionRecord], now: datetime) -> None:
    """Draw a number for each granted copy, and put its making down as an effect. Call within the step's transaction.

    Args:
        records: decisions that were just written.
        now: moment.
    """
    granted = [record for record in records if record.result == ISSUED]
    if not granted:
        return
    hold("certificate.numbers")
    today = timezone.localdate(now)
    last = Copy.objects.filter(issued_on=today).aggregate(last=Max("serial"))["last"] or 0
    for record in granted:
        wanted = int(str(record.figures["copies"]))
        for copy in _copies(record, range(last + 1, last + 1 + wanted), now):
            copy.save(force_insert=True)
            put_out(f"{PRINT}:{copy.pk}", PRINT, {"copy": copy.pk}, at=now)
        last += wanted


def asker_of(case: Case, now: datetime) -> Record | None:
    """Return who asks, as the register has them; nobody for a third party or a public body."""
    filing = current_filing(case)
    wanted, reader = read_wanted(filing.answers), register.reader_for(case, filing)
    if not wanted.is_own:
        return None
    known = register.person(case.subject, reader=reader, now=now)
    return known or register.somebody(wanted.asker, reader=reader, now=now)


def _copies(record: DecisionRecord, serials: Sequence[int], now: datetime) -> list[Copy]:
    book = book_of_edition(record.edition).at(record.reference_day)
    today, asker = timezone.localdate(now), asker_of(record.case, now)
    wanted = read_wanted(current_filing(record.case).answers)
    asked: dict[str, JsonValue] = {key: record.figures[key] for key in _KEPT} | {"edition": record.edition}
    town, place = str(book.value("authority", "town")), book.text("form.place")
    return [
        Copy(
            case=record.case,
            number=book.text("form.number", day=f"{today:%Y%m%d}", town=town, place=place, serial=serial),
            issued_on=today,
            serial=serial,
            asked=asked,
            delivery=record.figures["delivery"],
            postal=asker.postal if asker else wanted.postal,
            address=asker.address if asker else wanted.address,
            name=asker.name if asker else wanted.organisation or wanted.asker.name,
        )
        for serial in serials
    ]
