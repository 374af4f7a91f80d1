"""Fixing a lottery: who takes part and where the value will come from, before anybody can know it."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from ikkan.kernel.answers import parts, word
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Round
from ikkan.ledger.steps import NewEvent, hold_still, record_round_step
from ikkan.people.models import Account
from ikkan.ports.drand.client import drand_port
from ikkan.procedures.nursery.lottery.standing import (
    CLOSING_EVENT,
    as_refused,
    kept_book,
    kind_of,
    source_of,
    standing_lottery,
)
from ikkan.procedures.nursery.models import Child, Lottery, LotteryEntrant
from ikkan.procedures.nursery.placement.lottery.drawing import Statement, blind, moment, state
from ikkan.procedures.nursery.placement.lottery.error import LotteryError
from ikkan.procedures.nursery.placement.lottery.source import DRAND, Chain, DrandRound, Parties, Party
from ikkan.rooms.intake.selectors import current_filings
from ikkan.store.outbox import put_out

FETCH: Final = "nursery.lottery"
# 80 bits: nobody tries all codes to find whose line it is
_CODE_GROUPS: Final = 4
_CODE_BYTES: Final = 10
NO_LOTTERY: Final = Refused(
    "no_lottery",
    "規則集はこの回に公開の抽選を定めていません（締切の記録から順位を決めます）。",
    "The book asks for no public lottery: the order comes from the event that closed the round.",
)


def commit_lottery(
    *, round_: Round, account: Account | None, now: datetime, parties: Sequence[Party] = ()
) -> Lottery | Refused:
    """Fix who takes part in the lottery of a closed round, and name the source of the value to come.

    Args:
        round_: a closed round that has no lottery standing.
        account: officer.
        now: moment of the commitment.
        parties: who sealed a value before, where the book says ``commit_reveal``.
    """
    book = kept_book(round_, now)
    refusal = _refusal(round_, book)
    if refusal is not None:
        return refusal
    now = now.replace(microsecond=0)
    earlier = list(Lottery.objects.filter(round=round_).order_by("attempt"))
    codes = [(pk, key, f"{number}/{key}", _code()) for pk, number, key in children_of(round_)]
    lines = [(pk, key, code, blind(round_.number, child, code)) for pk, key, child, code in codes]
    try:
        stated = state(
            round_=round_.number, attempt=len(earlier) + 1, now=now, entrants=[line[3] for line in lines],
            source=_drand(book, now) if kind_of(book) == DRAND else _parties(book, now, parties, earlier),
            earlier=[as_earlier(one) for one in earlier],
        )  # fmt: skip
    except LotteryError as fault:
        return as_refused(fault)
    with transaction.atomic():
        hold_still(round_)
        return _keep(round_, account, stated, lines, edition=book.edition)


def children_of(round_: Round) -> Iterator[tuple[int, str, str]]:
    """Yield case key, case number and child key of everybody who could be placed in a round, checked yet or not."""
    cases = Case.objects.filter(round=round_).exclude(room="closed")
    kept: dict[int, list[tuple[str, bool]]] = {}
    rows = Child.objects.filter(case__in=cases).order_by("key")
    for pk, key, is_out, placed in rows.values_list("case", "key", "is_withdrawn", "placed_facility"):
        kept.setdefault(pk, []).append((key, not is_out and not placed))
    unchecked = current_filings(cases.filter(children=None).values_list("pk", flat=True))
    for pk, number in cases.order_by("number").values_list("pk", "number"):
        if pk in kept:
            yield from ((pk, number, key) for key, takes_part in kept[pk] if takes_part)
        elif pk in unchecked:
            yield from ((pk, number, word(child, "id")) for child in parts(dict(unchecked[pk].answers), "children"))


def as_earlier(lottery: Lottery) -> JsonObject:
    """Return what a later attempt says of a void one."""
    at, source = lottery.voided_at or lottery.committed_at, source_of(lottery)
    return {
        "attempt": lottery.attempt, "commitment": lottery.commitment, "voided_at": moment(at),
        "why": lottery.void_reason, "unrevealed": lottery.unrevealed,
        "known_from": moment(source.at) if isinstance(source, DrandRound) else None,
    }  # fmt: skip


def _refusal(round_: Round, book: BookAt) -> Refused | None:
    if kind_of(book) == CLOSING_EVENT:
        return NO_LOTTERY
    if round_.room != "decide":
        return Refused(
            "not_in_decide",
            "抽選の名簿は、受付を締め切ってから決裁に出すまでの間に確定します。",
            "The list of a lottery is fixed between the closing of a round and its approval.",
        )
    if standing_lottery(round_) is not None:
        return Refused(
            "lottery_stands",
            "この回の抽選の名簿はもう確定しています。抽選は1つの回に1つだけです。",
            "The list of this round's lottery is fixed already. A round has one lottery only.",
        )
    return None


def _drand(book: BookAt, now: datetime) -> DrandRound:
    values = book.block("lottery_chain").values
    chain = Chain(
        hash=str(values["chain"]), scheme=str(values["scheme"]), public_key=str(values["public_key"]),
        group_hash=str(values["group_hash"]), beacon=str(values["beacon"]), genesis=int(str(values["genesis"])),
        period=int(str(values["period"])),
    )  # fmt: skip
    ahead = timedelta(minutes=int(str(book.value("lottery", "ahead_minutes"))))
    return DrandRound(chain, chain.round_at(now + ahead))


def _parties(book: BookAt, now: datetime, parties: Sequence[Party], earlier: Sequence[Lottery]) -> Parties:
    hours = int(str(book.value("lottery", "reveal_hours")))
    barred = frozenset(name for one in earlier for name in one.unrevealed)
    return Parties(tuple(parties), now + timedelta(hours=hours), barred)


def _code() -> str:
    digits = secrets.token_hex(_CODE_BYTES)
    width = len(digits) // _CODE_GROUPS
    return "-".join(digits[at : at + width] for at in range(0, len(digits), width))


def _keep(
    round_: Round, account: Account | None, stated: Statement, lines: Sequence[tuple[int, str, str, str]], *,
    edition: str,
) -> Lottery:  # fmt: skip
    now = stated.committed_at
    lottery = Lottery.objects.create(
        round=round_, attempt=stated.attempt, statement=stated.as_json(), commitment=stated.commitment,
        committed_at=now,
    )  # fmt: skip
    LotteryEntrant.objects.bulk_create(
        (
            LotteryEntrant(lottery=lottery, case_id=pk, key=key, code=code, entrant=entrant)
            for pk, key, code, entrant in lines
        ),
        batch_size=500,
    )
    codes: JsonObject = {
        "attempt": stated.attempt, "commitment": stated.commitment, "entrants": len(lines),
        "source": stated.source.as_json(),
    }  # fmt: skip
    event = NewEvent("nursery.lottery_committed", actor=account.pk if account else None, codes=codes, edition=edition)
    record_round_step(round_, [event], now=now)
    if isinstance(stated.source, DrandRound) and drand_port().is_set:
        put_out(f"{FETCH}:{stated.commitment}", FETCH, {"lottery": lottery.pk}, at=stated.source.at)
    return lottery
