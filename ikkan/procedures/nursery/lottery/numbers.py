"""The number that breaks the last tie, for every child of a round that is to be placed."""

import hashlib
from collections.abc import Sequence
from typing import Final

from ikkan.kernel.book import BookAt
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.lottery.standing import CLOSING_EVENT, NOT_COMMITTED, kind_of, standing_lottery
from ikkan.procedures.nursery.models import Lottery, LotteryEntrant
from ikkan.procedures.nursery.placement.lottery.drawing import commitment_of, draw, list_digest

NOT_DRAWN: Final = Refused(
    "lottery_undrawn",
    "抽選がまだ終わっていません。抽選をしてから実行してください。",
    "The lottery is not drawn yet. Draw it, then run the placement.",
)
ALTERED: Final = Refused(
    "lottery_altered",
    "抽選の記録が、公表したものと合いません。実行を止めました。監査に知らせ、公開の記録と比べてください。",
    "The record of the lottery is not what was published. Nothing was run. Tell the auditors and compare it with the "
    "public log.",
)
SHOWN: Final = 5


def draws_of(round_: Round, children: Sequence[str], book: BookAt) -> dict[str, int] | Refused:
    """Return the draw of each child, smaller first; Refused where the lottery is not drawn, or does not name a child.

    Args:
        round_: a closed round.
        children: ids, ``case/child``.
        book: the book on the first day of its month.
    """
    lottery = standing_lottery(round_)
    if lottery is None:
        return closing_draws(round_, children) if kind_of(book) == CLOSING_EVENT else NOT_COMMITTED
    if lottery.drawn_at is None:
        return NOT_DRAWN
    drawn = _verified(lottery)
    if isinstance(drawn, Refused):
        return drawn
    missing = [child for child in children if child not in drawn]
    if missing:
        named = "、".join(missing[:SHOWN])
        return Refused(
            "not_in_lottery",
            f"抽選の名簿の確定のあとに加わった児童が{len(missing)}人います（{named}）。申込みを次の回に移してください。",
            f"{len(missing)} children joined after the list was fixed ({named}). Move their cases to the next round.",
        )
    return {child: drawn[child] for child in children}


def closing_draws(round_: Round, children: Sequence[str]) -> dict[str, int]:
    """Return draws from the hash of the event that closed the round: weaker than a lottery, and said to be."""
    seed = seed_of(round_)
    ordered = sorted(children, key=lambda child: _of_closing(seed, child))
    return {child: number for number, child in enumerate(ordered, start=1)}


def seed_of(round_: Round) -> str:
    """Return the hash of the event that closed the round."""
    closed = round_.events.filter(name="round.closed").order_by("-seq").first()
    return closed.hash if closed else round_.number


def _of_closing(seed: str, child: str) -> str:
    return hashlib.sha256(f"ikkan-draw-1|{seed}|{child}".encode()).hexdigest()


def _verified(lottery: Lottery) -> dict[str, int] | Refused:
    """Return the number of every child that still has a case, computed anew from what was published."""
    lines = list(LotteryEntrant.objects.filter(lottery=lottery).select_related("case"))
    entrants = [one.entrant for one in lines]
    listed = lottery.statement["entrants"]
    if commitment_of(lottery.statement) != lottery.commitment or list_digest(entrants) != listed["sha256"]:
        return ALTERED
    numbers = {one.entrant: one.number for one in draw(lottery.commitment, lottery.value, entrants)}
    if any(one.draw != numbers[one.entrant] for one in lines):
        return ALTERED
    return {f"{one.case.number}/{one.key}": numbers[one.entrant] for one in lines if one.case}
