"""The tiny grant that costs a fee, and that asks a system outside: for tests of payment and of waiting."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import starmap

from ikkan_tiny.procedure import TINY, Grant

from ikkan.kernel.book import BookAt
from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import AwaitPayment, CheckOutcome, Passed, Text, WaitOutside
from ikkan.kernel.reason import Reason
from ikkan.kernel.registry import register
from ikkan.ledger.cash import settled_for
from ikkan.ledger.models import Case

ITEM = "tiny_fee"
# a test takes the register away here
OUTSIDE = {"is_up": True}


@dataclass(frozen=True, slots=True)
class PaidGrant:
    """The facts of a case."""

    grant: Grant
    owed: Yen
    is_up: bool
    minutes: int


def gather(cases: Sequence[Case], book: BookAt, now: datetime) -> list[PaidGrant]:
    settled = settled_for(cases, ITEM)
    # two copies for those who ask for much, so that a correction changes the fee
    fee, minutes = (int(str(book.value("fee", key))) for key in ("yen", "look_again_minutes"))

    def facts(case: Case, grant: Grant) -> PaidGrant:
        owed = Yen(fee * (2 if grant.amount > 5000 else 1)) - settled[case.pk]
        return PaidGrant(grant, owed, OUTSIDE["is_up"], minutes)

    return list(starmap(facts, zip(cases, TINY.gather(cases, book, now), strict=True)))


def check(paid: PaidGrant) -> CheckOutcome:
    outcome = TINY.check(paid.grant)
    if not isinstance(outcome, Passed):
        return outcome
    if not paid.is_up:
        return WaitOutside(Reason("register_down", "台帳の返事を待っています。", "Waiting."), paid.minutes)
    if paid.owed > 0:
        reason = Reason("fee", "手数料がかかります。", "There is a fee.", article="小さな手数料条例（試験用）2条")
        return AwaitPayment(paid.owed, ITEM, reason)
    return Passed()


TINY_PAID = register(
    replace(
        TINY, code="tiny_paid", letter="P", title=Text("小さな給付（手数料）", "A tiny grant with a fee"),
        gather=gather, check=check, decide=lambda paid: TINY.decide(paid.grant), clocks=None, delay=None,
    ),
    declared_in=__name__,
)  # fmt: skip
