"""Letters drawn at random for a person who wants to publish a round: each is opened and looked at first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from heapq import nsmallest
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from ikkan.kernel.outcome import Refused
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Round
from ikkan.ledger.steps import NewEvent, hold_still, record_round_step
from ikkan.people.models import Account
from ikkan.rooms.answer.models import LetterOpening, Notice
from ikkan.rooms.decide.models import DecisionRecord

NOT_DRAWN = Refused(
    "not_found",
    "この通知は、あなたが確かめるために選ばれたものではありません。",
    "This letter was not drawn for you to look at.",
)


@dataclass(frozen=True, slots=True)
class PublicationRule:
    """How many letters the one who asks opens, and how many persons must agree."""

    letters: int = 0
    persons: int = 1


@dataclass(frozen=True, slots=True)
class DrawnLetter:
    """A letter drawn for a person, and when they opened it."""

    notice: Notice
    opened_at: datetime | None


def publication_rule(round_: Round) -> PublicationRule:
    """Return the rule of the book; without a table in it one person publishes."""
    table = procedure_of(round_.procedure).publication
    if not table:
        return PublicationRule()
    block = book_in_force(round_.procedure).at(round_.month).block(table)
    return PublicationRule(int(str(block.values["letters"])), int(str(block.values["persons"])))


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a round: how each one goes out, and how many decisions have none yet."""

    channels: Mapping[UUID, str]
    missing: int


def letters_of(round_: Round) -> Letters:
    """Return the letters of a round's standing decisions, in one query."""
    standing = DecisionRecord.objects.filter(round=round_, voided_at=None)
    rows = list(standing.values_list("notice__pk", "notice__channel"))
    made = {key: channel for key, channel in rows if key is not None}
    return Letters(made, len(rows) - len(made))


def unprepared(round_: Round) -> int:
    """Return how many decisions of a round have no notice yet."""
    return letters_of(round_).missing


def drawn_letters(round_: Round, account: Account, letters: Letters | None = None) -> tuple[DrawnLetter, ...]:
    """Return the letters drawn for a person: the same at every look, others for another person.

    The draw is a hash over the letters' random keys, so that nobody can choose which letters are looked at.

    Args:
        round_: the round.
        account: for whom.
        letters: letters of the round where they were read already.
    """
    keys = (letters or letters_of(round_)).channels
    drawn = nsmallest(publication_rule(round_).letters, keys, key=lambda key: _lot(round_, account, key))
    mine = LetterOpening.objects.filter(notice=OuterRef("pk"), account=account).values("at")
    notices = Notice.objects.select_related("case").annotate(seen_at=Subquery(mine)).in_bulk(drawn)
    return tuple(DrawnLetter(notices[key], notices[key].seen_at) for key in drawn)


def open_letter(*, round_: Round, key: UUID, account: Account, now: datetime) -> Notice | Refused:
    """Record that a person opened a letter drawn for them, and return the letter; a second opening records nothing.

    Args:
        round_: approved round whose letters are all made.
        key: key of the letter.
        account: who opens it.
        now: moment.
    """
    drawn = {one.notice.pk: one for one in drawn_letters(round_, account)}
    if round_.room != "answer" or key not in drawn:
        return NOT_DRAWN
    one = drawn[key]
    if one.opened_at is not None or round_.published_at is not None:
        return one.notice
    if unprepared(round_):
        return Refused(
            "notices_missing",
            "通知をまだ作っています。すべてできてから開いてください。",
            "Letters are still being made. Open them when all are there.",
        )
    with transaction.atomic():
        hold_still(round_)
        LetterOpening.objects.create(notice=one.notice, account=account, at=now)
        opened = NewEvent("round.letter_opened", actor=account.pk, codes={"notice": str(key)})
        record_round_step(round_, [opened], now=now)
    return one.notice


def _lot(round_: Round, account: Account, key: UUID) -> bytes:
    return sha256(f"{round_.number}:{account.pk}:{key}".encode()).digest()
