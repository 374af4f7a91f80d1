"""The lottery that stands for a round, and which source the book asks for."""

from datetime import datetime
from typing import Final

from ikkan.kernel.book import BookAt
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force, keep_edition
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.models import Lottery
from ikkan.procedures.nursery.placement.lottery.error import LotteryError
from ikkan.procedures.nursery.placement.lottery.source import DrandRound, Parties, source_from

CLOSING_EVENT: Final = "closing_event"
NOT_COMMITTED: Final = Refused(
    "lottery_missing",
    "この回の抽選の名簿がまだ確定していません。先に抽選の名簿を確定してください。",
    "The list of the lottery is not fixed yet. Fix it first.",
)
DRAWN: Final = Refused(
    "lottery_drawn",
    "抽選はもう終わっています。結果は変えられません。",
    "The lottery is drawn. Its result cannot be changed.",
)


def standing_lottery(round_: Round) -> Lottery | None:
    """Return the lottery of a round that is not void, or None."""
    return Lottery.objects.filter(round=round_, voided_at=None).first()


def open_lottery(round_: Round) -> Lottery | Refused:
    """Return the lottery of a round that is fixed and not drawn yet, or why there is none."""
    found = standing_lottery(round_)
    if found is None:
        return NOT_COMMITTED
    return DRAWN if found.drawn_at else found


def source_of(lottery: Lottery) -> DrandRound | Parties:
    """Return where the value of a lottery comes from."""
    return source_from(lottery.statement["source"])


def kind_for(round_: Round) -> str:
    """Return how the book in force breaks the last tie of a round: closing_event, commit_reveal or drand."""
    return kind_of(book_of(round_))


def has_lottery(case: Case) -> bool:
    """Tell whether the book in force for a case asks for a lottery; without one there is nothing to look up."""
    return kind_of(book_in_force(case.procedure).at(case.reference_day)) != CLOSING_EVENT


def book_of(round_: Round) -> BookAt:
    """Return the book in force on the first day of a round's month."""
    return book_in_force(round_.procedure).at(round_.month)


def kind_of(book: BookAt) -> str:
    """Return how a book breaks the last tie."""
    return str(book.value("lottery", "kind"))


def kept_book(round_: Round, now: datetime) -> BookAt:
    """Return the same book, and keep its edition: what is done by it names it."""
    whole = book_in_force(round_.procedure)
    keep_edition(whole, round_.procedure, now=now)
    return whole.at(round_.month)


def as_refused(fault: LotteryError) -> Refused:
    """Return a fault of a lottery as the refusal that it is."""
    return Refused(fault.code, fault.ja, fault.en)
