"""Every deed by which an insider could bend a lottery is refused, and leaves nothing behind."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import IntegrityError, transaction

from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Event, Round
from ikkan.ports.drand.client import DrandClient
from ikkan.ports.drand.fake import BASE, FakeDrand
from ikkan.ports.drand.signature import Signed
from ikkan.procedures.nursery.erasure import erase
from ikkan.procedures.nursery.lottery import drawing
from ikkan.procedures.nursery.lottery.committing import FETCH, commit_lottery
from ikkan.procedures.nursery.lottery.drawing import NoValueError, draw_by_beacon, draw_by_reveals, fetch_and_draw
from ikkan.procedures.nursery.lottery.log import public_log
from ikkan.procedures.nursery.lottery.revealing import reveal, unrevealed
from ikkan.procedures.nursery.lottery.standing import source_of
from ikkan.procedures.nursery.lottery.tests.cast import OPENED, OUT, commit, draw, numbers_of, parties, published
from ikkan.procedures.nursery.lottery.voiding import void_lottery
from ikkan.procedures.nursery.models import Lottery, LotteryEntrant
from ikkan.procedures.nursery.placement.lottery.source import DrandRound, Party
from ikkan.procedures.nursery.tests.factories import DECIDED, Town
from ikkan.store.models import OutboxRow

pytestmark = pytest.mark.django_db
OVER = DECIDED + timedelta(hours=73)


def code(done: object) -> str:
    assert isinstance(done, Refused), done
    return done.code


def test_a_round_has_one_lottery(by_drand: Round, town: Town) -> None:
    first = commit(by_drand, town)
    assert code(commit_lottery(round_=by_drand, account=town.officer, now=DECIDED)) == "lottery_stands"
    with pytest.raises(IntegrityError), transaction.atomic():
        Lottery.objects.create(
            round=by_drand, attempt=2, statement={}, commitment="0" * 64, committed_at=first.committed_at
        )
    draw(by_drand, town)
    assert code(commit_lottery(round_=by_drand, account=town.officer, now=OUT)) == "lottery_stands"


def test_an_open_round_has_none_and_a_book_without_lottery_neither(town: Town, monkeypatch: Any) -> None:
    assert code(commit_lottery(round_=town.first, account=town.officer, now=DECIDED)) == "no_lottery"
    monkeypatch.setattr("ikkan.procedures.nursery.lottery.committing.kind_of", lambda book: "drand")
    assert code(commit_lottery(round_=town.first, account=town.officer, now=DECIDED)) == "not_in_decide"


def test_the_officer_cannot_choose_the_round_of_the_source(by_drand: Round, town: Town) -> None:
    source = source_of(commit(by_drand, town))
    assert isinstance(source, DrandRound)
    assert timedelta(0) <= source.at - DECIDED - timedelta(minutes=1440) < timedelta(seconds=3)


def test_only_the_named_round_unaltered_and_after_its_time_draws(by_drand: Round, town: Town) -> None:
    right = published(commit(by_drand, town))

    def by(beacon: Any, now: Any = OUT) -> str:
        return code(draw_by_beacon(round_=by_drand, beacon=beacon, account=town.officer, now=now))

    assert by(right, DECIDED + timedelta(minutes=1439)) == "too_early"
    assert by({**right, "round": int(str(right["round"])) + 1}) == "other_round"
    assert by({**right, "randomness": "0" * 64}) == "value_replaced"
    assert by({}) == "other_round"
    assert not LotteryEntrant.objects.exclude(draw=None).exists()
    drawn = draw(by_drand, town)
    assert drawn.evidence["signature_check"] == "unconfirmed"
    assert by(right) == "lottery_drawn"


def test_a_forged_signature_is_refused(by_drand: Round, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    right = published(commit(by_drand, town))
    monkeypatch.setattr(drawing, "check_signature", lambda beacon, scheme, public_key: Signed.WRONG)
    assert code(draw_by_beacon(round_=by_drand, beacon=right, account=None, now=OUT)) == "signature_wrong"


def test_a_value_that_is_out_cannot_be_thrown_away(by_drand: Round, town: Town) -> None:
    lottery = commit(by_drand, town)

    def void(why: str, now: Any) -> Lottery | Refused:
        return void_lottery(round_=by_drand, why=why, account=town.officer, now=now)

    assert code(void(" ", DECIDED)) == "reason_missing"
    assert code(void("気に入らない", OUT)) == "value_out"
    # a source that never speaks can be given up after a week, and everybody sees it
    assert isinstance(void("drand が止まった", OUT + timedelta(days=8)), Lottery)
    by_drand.refresh_from_db()
    again = commit(by_drand, town, now=OUT + timedelta(days=8))
    (earlier,) = again.statement["earlier"]
    assert (earlier["commitment"], earlier["why"]) == (lottery.commitment, "drand が止まった")
    assert lottery.commitment in public_log(again)["lottery.json"]
    assert earlier["voided_at"] > earlier["known_from"]
    assert again.attempt == 2


def test_a_seal_opens_only_by_what_was_sealed(by_seals: Round, town: Town) -> None:
    lottery = commit(by_seals, town)

    def open_(party: str, salt: str, value: str, now: Any = DECIDED) -> Lottery | Refused:
        return reveal(round_=by_seals, party=party, salt=salt, value=value, account=town.officer, now=now)

    assert code(open_("議会", "a1" * 16, "18")) == "reveal_mismatch"
    assert code(open_("市長", "a1" * 16, "17")) == "reveal_mismatch"
    assert code(open_("議会", "a1", "17")) == "bad_reveal"
    assert isinstance(open_("議会", "a1" * 16, "17"), Lottery)
    assert isinstance(open_("議会", "a1" * 16, "17"), Lottery)
    lottery.refresh_from_db()
    assert unrevealed(lottery) == ["保護者会", "監査委員"]
    assert "17" not in public_log(lottery)["lottery.json"].replace(lottery.commitment, "").split('"evidence"')[1]
    assert code(draw_by_reveals(round_=by_seals, account=town.officer, now=DECIDED)) == "unrevealed"
    assert code(open_("保護者会", *OPENED["保護者会"], now=OVER)) == "reveal_over"
    assert code(draw_by_beacon(round_=by_seals, beacon={}, account=None, now=OUT)) == "not_drand"


def test_a_party_that_does_not_open_makes_it_void_and_is_kept_out_of_the_next(by_seals: Round, town: Town) -> None:
    commit(by_seals, town)
    salt, value = OPENED["議会"]
    assert isinstance(reveal(round_=by_seals, party="議会", salt=salt, value=value, account=None, now=DECIDED), Lottery)
    assert code(void_lottery(round_=by_seals, why="待てない", account=town.officer, now=DECIDED)) == "opening"
    done = void_lottery(round_=by_seals, why="2者が開けなかった", account=town.officer, now=OVER)
    assert isinstance(done, Lottery), done
    assert done.unrevealed == ["保護者会", "監査委員"]
    by_seals.refresh_from_db()
    assert code(commit_lottery(round_=by_seals, account=None, now=OVER, parties=parties())) == "barred"
    others = [*parties()[:1], Party("選挙管理委員会", "1" * 64), Party("校長会", "2" * 64)]
    assert commit(by_seals, town, now=OVER, by=others).attempt == 2


def test_with_every_seal_open_it_cannot_be_thrown_away(by_seals: Round, town: Town) -> None:
    commit(by_seals, town)
    for name, (salt, value) in OPENED.items():
        reveal(round_=by_seals, party=name, salt=salt, value=value, account=None, now=DECIDED)
    assert code(void_lottery(round_=by_seals, why="気に入らない", account=None, now=OVER)) == "all_open"


def test_two_parties_are_refused(by_seals: Round) -> None:
    done = commit_lottery(round_=by_seals, account=None, now=DECIDED, parties=parties(without="議会"))
    assert code(done) == "few_parties"


@pytest.mark.parametrize("step", ["commit", "draw"])
def test_a_process_that_dies_midway_loses_nothing_and_doubles_nothing(
    step: str, by_drand: Round, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    if step == "draw":
        commit(by_drand, town)
    deed: Any = commit if step == "commit" else draw
    module = "committing" if step == "commit" else "drawing"
    with monkeypatch.context() as dying:
        dying.setattr(f"ikkan.procedures.nursery.lottery.{module}.record_round_step", die)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            deed(by_drand, town)
    assert Lottery.objects.count() == (0 if step == "commit" else 1)
    assert not LotteryEntrant.objects.exclude(draw=None).exists()
    by_drand.refresh_from_db()
    if step == "commit":
        commit(by_drand, town)
    draw(by_drand, town)
    assert numbers_of(Lottery.objects.get()) == [1, 2, 3]
    assert Event.objects.filter(name="nursery.lottery_drawn").count() == 1


def test_the_machine_fetches_the_value_and_draws_once(
    by_drand: Round, town: Town, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IKKAN_DRAND_URL = BASE
    lottery = commit(by_drand, town)
    source = source_of(lottery)
    assert isinstance(source, DrandRound)
    row = OutboxRow.objects.get(channel=FETCH)
    assert row.due_at == source.at
    relay = FakeDrand(OUT, breaks=[httpx.ConnectError])
    monkeypatch.setattr(drawing, "drand_port", lambda: DrandClient((BASE,), transport=relay.transport()))
    with pytest.raises(NoValueError):
        fetch_and_draw(row.key, row.payload, clock=lambda: OUT)
    for _ in range(2):
        fetch_and_draw(row.key, row.payload, clock=lambda: OUT)
    lottery.refresh_from_db()
    assert lottery.drawn_at == OUT
    assert Event.objects.filter(name="nursery.lottery_drawn").count() == 1


def test_a_forgotten_case_leaves_the_log_as_it_was(by_drand: Round, town: Town) -> None:
    lottery = commit(by_drand, town)
    draw(by_drand, town)
    lottery.refresh_from_db()
    before = public_log(lottery)
    gone = Case.objects.order_by("number")[0]
    erase([gone.pk], [])
    assert public_log(lottery) == before
    assert not LotteryEntrant.objects.filter(case=gone).exists()
    assert LotteryEntrant.objects.filter(code="", key="").count() == 1
