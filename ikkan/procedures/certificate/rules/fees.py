"""The fee: so much a copy and the postage, or nothing on a ground of the ordinance."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from ikkan.kernel.book import BookAt, Row
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.money import Yen
from ikkan.kernel.reason import Reason
from ikkan.procedures.certificate.rules.facts import Doubt, Facts
from ikkan.procedures.certificate.rules.people import requester_of
from ikkan.procedures.certificate.rules.reasons import reason_of
from ikkan.procedures.certificate.rules.wanted import Wanted

# the fee as the cash book names it
FEE_ITEM: Final = "certificate"


class Price(NamedTuple):
    """What the table says, before any exemption: yen a copy, yen for the letter, yen altogether."""

    each: Yen
    postage: Yen
    total: Yen


@dataclass(frozen=True, slots=True)
class Fee:
    """What a request costs.

    Args:
        each: yen a copy; postage: yen for the letter; total: yen altogether.
        exemption: id of the ground on which nothing is charged for the copies, or blank.
        reason: the sentence that says so.
    """

    each: Yen
    postage: Yen
    total: Yen
    exemption: str
    reason: Reason

    def as_figures(self) -> JsonObject:
        """Return the fee as it is kept with the decision."""
        return {"each": self.each, "postage": self.postage, "total": self.total, "exemption": self.exemption}


def price_of(book: BookAt, wanted: Wanted) -> Price:
    """Return what a request costs by the table, as if nobody were exempt.

    Args:
        book: the book on the day of the request.
        wanted: what is asked for.
    """
    each, postage = (Yen(int(str(book.value("fee", key)))) for key in ("yen_a_copy", "postage_yen"))
    if wanted.delivery != "post":
        postage = Yen(0)
    return Price(each, postage, Yen(each * wanted.copies + postage))


def fee_of(facts: Facts) -> Fee:
    """Return the fee of a request by the table in force."""
    row = exemption_of(facts)
    if row is not None:
        free = reason_of(facts.book, "free", article=row.text("ground"), ground=row.text("ja"))
        return Fee(Yen(0), Yen(0), Yen(0), row.text("id"), free)
    each, postage, total = price_of(facts.book, facts.wanted)
    article = facts.book.block("fee").article
    told = reason_of(
        facts.book, "fee", article=article, total=total, each=each, copies=facts.wanted.copies, postage=postage
    )
    return Fee(each, postage, total, "", told)


def exemption_of(facts: Facts) -> Row | None:
    """Return the ground on which no fee is charged: the one asked for, or the one that needs no asking."""
    requester = requester_of(facts)
    rows = [row for row in facts.book.rows("exemption") if requester in exempt_requesters(row)]
    asked = next((row for row in rows if row.text("id") == facts.wanted.exemption), None)
    return asked or next((row for row in rows if row.values["judged"] is False), None)


def exempt_requesters(row: Row) -> tuple[str, ...]:
    """Return to whom a ground is open."""
    value = row.values.get("requesters")
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def doubts_of_fee(facts: Facts) -> Iterator[Doubt]:
    """Yield a ground that an officer must see a paper for."""
    row = exemption_of(facts)
    if row is not None and row.values["judged"] is True:
        yield Doubt("exemption", "exemption", (("ground", row.text("ja")),), asks_citizen=False)
