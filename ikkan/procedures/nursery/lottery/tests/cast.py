"""What the tests of a lottery do again and again."""

import hashlib
from datetime import datetime, timedelta
from typing import Final, Protocol

import pytest

from ikkan.corridor.rounds import close_round
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Round
from ikkan.people.models import Account
from ikkan.ports.drand import fake
from ikkan.procedures.nursery.lottery.committing import commit_lottery
from ikkan.procedures.nursery.lottery.drawing import draw_by_beacon, draw_by_reveals
from ikkan.procedures.nursery.lottery.revealing import reveal
from ikkan.procedures.nursery.lottery.standing import source_of
from ikkan.procedures.nursery.models import Lottery
from ikkan.procedures.nursery.placement.lottery.source import DrandRound, Party, seal_text
from ikkan.procedures.nursery.tests import altered
from ikkan.procedures.nursery.tests.factories import DECIDED, Town

QUICKNET: Final = {
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": fake.chain_hash(),
    "bls-unchained-g1-rfc9380": fake.SCHEME,
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc2"
    "2b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a": fake.PUBLIC_KEY,
    "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e": fake.GROUP_HASH,
    'beacon = "quicknet"': f'beacon = "{fake.BEACON}"',
}
OPENED: Final = {"議会": ("a1" * 16, "17"), "保護者会": ("b2" * 16, "dice 3 5 1"), "監査委員": ("c3" * 16, "4052")}
OUT: Final = DECIDED + timedelta(days=2)


def in_force(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the book ask for this kind of lottery, by the practice chain."""
    book = altered.edition_with({'kind = "closing_event"': f'kind = "{kind}"', **QUICKNET})
    for module in ("ikkan.corridor.rounds", "ikkan.procedures.nursery.lottery.standing"):
        monkeypatch.setattr(f"{module}.book_in_force", lambda procedure: book)


def close(town: Town) -> Round:
    """Close the town's first round."""
    closed = close_round(round_=town.first, account=town.officer, why="試験", now=DECIDED)
    assert isinstance(closed, Round), closed
    return closed


def parties(*, without: str = "") -> list[Party]:
    """Return the three seals."""
    return [
        Party(name, hashlib.sha256(seal_text(*opened).encode()).hexdigest())
        for name, opened in OPENED.items()
        if name != without
    ]


class HasOfficer(Protocol):
    """A town of tests, whichever it is."""

    @property
    def officer(self) -> Account:
        """Return its officer."""
        ...


def commit(round_: Round, town: HasOfficer, *, now: datetime = DECIDED, by: list[Party] | None = None) -> Lottery:
    """Fix the lottery of a round."""
    round_.refresh_from_db()
    done = commit_lottery(round_=round_, account=town.officer, now=now, parties=by or parties())
    assert isinstance(done, Lottery), done
    return done


def published(lottery: Lottery) -> JsonObject:
    """Return what the practice chain publishes for the round named."""
    source = source_of(lottery)
    assert isinstance(source, DrandRound)
    return fake.beacon(source.round)


def draw(round_: Round, town: HasOfficer, *, now: datetime = OUT) -> Lottery:
    """Draw the lottery that stands: by the published round, or by opening every seal."""
    lottery = Lottery.objects.get(round=round_, voided_at=None)
    if isinstance(source_of(lottery), DrandRound):
        done = draw_by_beacon(round_=round_, beacon=published(lottery), account=town.officer, now=now)
    else:
        for name, (salt, value) in OPENED.items():
            opened = reveal(round_=round_, party=name, salt=salt, value=value, account=town.officer, now=now)
            assert isinstance(opened, Lottery), opened
        done = draw_by_reveals(round_=round_, account=town.officer, now=now)
    assert isinstance(done, Lottery), done
    return done


def numbers_of(lottery: Lottery) -> list[int]:
    """Return the numbers that were drawn, ascending."""
    return sorted(one.draw for one in lottery.entrants.all() if one.draw)
