"""A lottery fixed beforehand: what it refuses, and that the draw follows from list and value alone."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.placement.lottery.drawing import blind, draw, state
from ikkan.procedures.nursery.placement.lottery.error import LotteryError
from ikkan.procedures.nursery.placement.lottery.source import Parties, Party, Source, source_from
from ikkan.procedures.nursery.placement.tests import lottery_logs as logs
from ikkan.procedures.nursery.placement.tests.lottery_logs import BEACON, COMMITTED, QUICKNET, ROUND, SOURCE


def stated(source: Source) -> None:
    state(round_=ROUND, attempt=1, now=COMMITTED, source=source, entrants=logs.entrants())


def test_the_draw_is_a_numbering_of_everybody_and_does_not_depend_on_the_order_of_lines() -> None:
    drawn = draw("c" * 64, "v" * 64, logs.entrants())
    assert [one.number for one in drawn] == list(range(1, 9))
    assert {one.entrant for one in drawn} == set(logs.entrants())
    assert drawn == draw("c" * 64, "v" * 64, list(reversed(logs.entrants())))


def test_another_value_or_another_list_gives_another_draw() -> None:
    orders = {
        tuple(one.entrant for one in draw(commitment, value, logs.entrants()))
        for commitment in ("c" * 64, "d" * 64)
        for value in ("v" * 64, "w" * 64)
    }
    assert len(orders) == 4


def test_nobody_is_favoured() -> None:
    """Each of 8 entrants is first in about an eighth of 4,000 draws (±5 standard deviations)."""
    first = [draw("c" * 64, f"{one:064x}", logs.entrants())[0].entrant for one in range(4000)]
    assert all(395 < first.count(one) < 605 for one in logs.entrants())


def test_a_line_tells_no_case_number_and_is_found_again_by_its_code() -> None:
    assert blind(ROUND, "H-001/c1", "code") == blind(ROUND, "H-001/c1", "code")
    others = {blind(ROUND, "H-001/c1", "other"), blind(ROUND, "H-001/c2", "code"), blind("H0905-1", "H-001/c1", "code")}
    assert blind(ROUND, "H-001/c1", "code") not in others


@pytest.mark.parametrize("entrants", [[], ["a" * 64, "b" * 64, "a" * 64]])
def test_no_entrants_or_one_that_stands_twice_are_refused(entrants: list[str]) -> None:
    with pytest.raises(LotteryError, match=r"no_entrants|entrant_twice"):
        state(round_=ROUND, attempt=1, now=COMMITTED, source=SOURCE, entrants=entrants)


def test_equal_keys_are_refused() -> None:
    with pytest.raises(LotteryError, match="tie"):
        draw("c" * 64, "v" * 64, ["a" * 64, "a" * 64])


def test_a_round_that_is_out_already_is_refused() -> None:
    with pytest.raises(LotteryError, match="source_known"):
        state(round_=ROUND, attempt=1, now=SOURCE.at, source=SOURCE, entrants=logs.entrants())


def test_a_chain_with_another_key_is_refused() -> None:
    with pytest.raises(LotteryError, match="chain_mismatch"):
        stated(replace(SOURCE, chain=replace(QUICKNET, public_key="00" * 96)))


def test_rounds_and_times_of_the_chain() -> None:
    # 27946612 at 2026-04-20 00:00:00 UTC: README of the Ruby client drand
    assert QUICKNET.time_of(27946612).isoformat() == "2026-04-20T00:00:00+00:00"
    assert QUICKNET.round_at(QUICKNET.time_of(27946612)) == 27946612
    assert QUICKNET.round_at(QUICKNET.time_of(27946612) + timedelta(seconds=1)) == 27946613
    assert QUICKNET.computed_hash() == QUICKNET.hash


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"round": 657414}, "other_round"),
        ({"randomness": "00" * 32}, "value_replaced"),
        ({"signature": "b7" * 48}, "value_replaced"),
        ({"signature": "xyz"}, "bad_signature"),
        ({"signature": ""}, "bad_signature"),
    ],
)
def test_a_published_round_that_was_changed_is_refused(changed: JsonObject, code: str) -> None:
    assert SOURCE.value_of(BEACON) == BEACON["randomness"]
    with pytest.raises(LotteryError, match=code):
        SOURCE.value_of({**BEACON, **changed})


def test_two_parties_are_too_few() -> None:
    with pytest.raises(LotteryError, match="few_parties"):
        stated(Parties(logs.parties()[:2], COMMITTED + timedelta(hours=1)))


def test_a_party_or_a_seal_that_stands_twice_is_refused() -> None:
    one, two, three = logs.parties()
    late = COMMITTED + timedelta(hours=1)
    for extra in (Party(one.name, "0" * 64), Party("別の人", one.seal)):
        with pytest.raises(LotteryError, match="seal_twice"):
            stated(Parties((one, two, three, extra), late))
    with pytest.raises(LotteryError, match="bad_seal"):
        stated(Parties((one, two, Party("別の人", "わたし")), late))
    with pytest.raises(LotteryError, match="no_time"):
        stated(Parties((one, two, three), COMMITTED))


def test_a_party_that_left_an_earlier_lottery_void_is_refused() -> None:
    with pytest.raises(LotteryError, match="barred"):
        stated(Parties(logs.parties(), COMMITTED + timedelta(hours=1), barred=frozenset({"議会"})))


def test_every_party_must_open_what_it_sealed() -> None:
    source = logs.sealed_statement().source
    assert isinstance(source, Parties)
    whole = logs.reveals()
    opened = whole["reveals"]
    assert isinstance(opened, list)
    assert source.value_of({"reveals": list(reversed(opened))}) == source.value_of(whole)
    with pytest.raises(LotteryError, match=r"unrevealed.*監査委員"):
        source.value_of({"reveals": opened[:2]})
    with pytest.raises(LotteryError, match="reveal_mismatch"):
        source.opened_text("議会", {"salt": "a1" * 16, "value": "晴れ 18"})
    with pytest.raises(LotteryError, match="reveal_mismatch"):
        source.opened_text("だれか", {"salt": "a1" * 16, "value": "晴れ 17"})


@pytest.mark.parametrize(("salt", "value"), [("a1", "x"), ("A1" * 16, "x"), ("a1" * 16, ""), ("a1" * 16, "x\ny")])
def test_a_salt_that_is_too_short_or_a_value_that_cannot_be_typed_again_is_refused(salt: str, value: str) -> None:
    source = logs.sealed_statement().source
    assert isinstance(source, Parties)
    with pytest.raises(LotteryError, match="bad_reveal"):
        source.opened_text("議会", {"salt": salt, "value": value})


def test_sources_are_read_back_as_they_were_kept() -> None:
    assert source_from(SOURCE.as_json()) == SOURCE
    kept = logs.sealed_statement().source
    assert source_from(kept.as_json()) == kept


def test_the_value_of_three_parties_is_worked_out_as_documented() -> None:
    lines = ["ikkan-lottery-1/value", *(f"{salt}|{value}" for salt, value in logs.OPENED.values())]
    by_hand = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    assert logs.sealed_statement().source.value_of(logs.reveals()) == by_hand
