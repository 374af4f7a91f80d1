"""What may stand on a certificate: what is not asked for is left out; some items are for some requesters only."""

from collections.abc import Iterator

from ikkan.kernel.book import BookAt, Row
from ikkan.kernel.reason import Reason
from ikkan.procedures.certificate.rules.facts import Doubt, Facts
from ikkan.procedures.certificate.rules.people import requester_of
from ikkan.procedures.certificate.rules.reasons import reason_of
from ikkan.procedures.certificate.rules.record import Record


def item_rows(book: BookAt) -> dict[str, Row]:
    """Return the items that are left out unless asked for, by id."""
    return {row.text("id"): row for row in book.rows("item")}


def concerns(row: Row, record: Record) -> bool:
    """Whether an item is one of this person's: Japanese and foreign residents have different ones."""
    return {"japanese": not record.is_foreign, "foreign": record.is_foreign}.get(row.text("of"), True)


def refusals_of_items(facts: Facts) -> Iterator[Reason]:
    """Yield an item that this requester may never have, whatever an officer thinks."""
    requester = requester_of(facts)
    known = {row.text("id"): row for row in facts.book.rows("requester")}
    for item, row in item_rows(facts.book).items():
        if item in facts.wanted.items and requester and requester not in _texts(row, "requesters"):
            who = known[requester]
            yield reason_of(
                facts.book, "item_barred", article=row.article, item=row.text("ja"), item_en=row.text("en"),
                requester=who.text("ja"), requester_en=who.text("en"),
            )  # fmt: skip


def doubts_of_items(facts: Facts) -> Iterator[Doubt]:
    """Yield an item that was asked for and that the register does not have of somebody whom it concerns."""
    for item, row in item_rows(facts.book).items():
        fields = _texts(row, "fields")
        if item not in facts.wanted.items or not fields:
            continue
        for record in facts.records:
            has = all if row.values.get("whole") is True else any
            if concerns(row, record) and not has(record.texts()[field] for field in fields):
                figures = (("item", row.text("ja")), ("item_en", row.text("en")), ("person", record.name))
                yield Doubt("item_unknown", "items", figures, asks_citizen=facts.wanted.is_own)


def _texts(row: Row, key: str) -> tuple[str, ...]:
    value = row.values.get(key)
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
