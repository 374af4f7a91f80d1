"""The one-file check of a lottery: it agrees with the program that drew, and notices every way of bending it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.placement.lottery import check as lottery_check
from ikkan.procedures.nursery.placement.lottery.check import UnreadableLogError, check_log, find_child
from ikkan.procedures.nursery.placement.lottery.drawing import commitment_of, draw
from ikkan.procedures.nursery.placement.tests import lottery_logs as logs

TOOL = Path(__file__).parents[5] / "tools" / "check_lottery.py"
VOID: JsonObject = {
    "attempt": 1, "commitment": "0" * 64, "voided_at": "2023-09-13T00:00:00Z", "why": "期限までに開かなかった",
    "unrevealed": ["だれか"], "known_from": None,
}  # fmt: skip


@pytest.fixture
def drand(tmp_path: Path) -> Path:
    return logs.write(tmp_path / "log", logs.drand_statement(), logs.BEACON)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    return logs.write(tmp_path / "log", logs.sealed_statement(earlier=(VOID,)), logs.reveals())


def change(folder: Path, deed: Callable[[dict[str, Any]], None], *, hash_anew: bool = False) -> None:
    """Bend lottery.json; hash_anew: as somebody who also puts a fitting commitment there."""
    path = folder / "lottery.json"
    log = json.loads(path.read_text(encoding="utf-8"))
    deed(log)
    if hash_anew:
        log["commitment"] = commitment_of({k: v for k, v in log.items() if k not in lottery_check.AFTER})
    path.write_text(json.dumps(log), encoding="utf-8")


def lines(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text(encoding="utf-8").splitlines()


def rewrite(folder: Path, name: str, written: list[str]) -> None:
    (folder / name).write_text("\n".join(written) + "\n", encoding="utf-8")


def told(folder: Path, market: Path | None = None) -> str:
    found = check_log(folder, market)
    assert not found.is_true
    return "; ".join(found.problems)


def test_true_logs_are_true(drand: Path, tmp_path: Path) -> None:
    found = check_log(drand)
    assert (found.problems, found.is_true, found.entrants) == ((), True, 8)
    assert "unconfirmed" in found.notes[0]
    other = check_log(logs.write(tmp_path / "sealed", logs.sealed_statement(earlier=(VOID,)), logs.reveals()))
    assert (other.problems, other.is_true) == ((), True)
    assert other.notes == ("attempt 1 became void at 2023-09-13T00:00:00Z: 期限までに開かなかった",)


def test_the_program_is_one_file_that_runs_without_anything_installed(drand: Path) -> None:
    module = Path(str(lottery_check.__file__)).read_bytes()
    assert TOOL.read_bytes() == module, "copy placement/lottery/check.py to tools/check_lottery.py"
    for arguments, code, words in (
        ([drand], 0, "true: yes"), ([drand, "--child", "H-003/c1", "00003-code"], 0, ","),
        ([drand, "--child", "H-003/c1", "00004-code"], 1, "not on the list"), ([drand.parent], 2, ""), ([], 2, ""),
    ):  # fmt: skip
        done = subprocess.run([sys.executable, "-I", TOOL, *arguments], capture_output=True, text=True, check=False)
        assert (done.returncode, words in done.stdout) == (code, True), done
    assert b"import ikkan" not in module
    assert b"from ikkan" not in module


def test_a_parent_finds_the_own_line(drand: Path) -> None:
    statement = logs.drand_statement()
    drawn = draw(statement.commitment, str(logs.BEACON["randomness"]), statement.entrants)
    own = find_child(drand, "H-005/c1", "00005-code").split(",")
    assert [own] == [[str(one.number), one.entrant, one.key] for one in drawn if one.entrant == own[1]]


def test_before_the_draw_it_says_so(tmp_path: Path) -> None:
    found = check_log(logs.write(tmp_path / "log", logs.drand_statement(), None))
    assert (found.problems, found.is_drawn, found.is_true) == ((), False, False)


def test_every_draw_of_the_round_is_found_again(drand: Path, tmp_path: Path) -> None:
    market = logs.write_market(tmp_path / "market", logs.drand_statement(), logs.BEACON)
    assert check_log(drand, market).is_true
    children = lines(market, "children.csv")
    swapped = children[1][:-1] + children[2][-1], children[2][:-1] + children[1][-1]
    rewrite(market, "children.csv", [children[0], *swapped, *children[3:]])
    assert "H-001/c1 has draw" in told(drand, market)
    rewrite(market, "children.csv", [*children, "H-099/c1,H-099,1,,9"])
    assert "H-099/c1 is in the round, but was not in the lottery" in told(drand, market)
    rewrite(market, "children.csv", [children[0], children[1].rsplit(",", 1)[0] + ",", *children[2:]])
    assert "has draw ''" in told(drand, market)


def test_an_entrant_added_or_taken_away_after_the_commitment_is_noticed(drand: Path) -> None:
    whole = lines(drand, "entrants.csv")
    rewrite(drand, "entrants.csv", [*whole, "f" * 64])
    assert "not the list that was committed to" in told(drand)
    rewrite(drand, "entrants.csv", whole[:-1])
    assert "7 lines, but 8 were committed to" in told(drand)


def test_an_entrant_twice_and_another_order_are_noticed(drand: Path) -> None:
    whole = lines(drand, "entrants.csv")
    rewrite(drand, "entrants.csv", [*whole[:2], whole[1], *whole[2:]])
    assert "stands twice" in told(drand)
    rewrite(drand, "entrants.csv", [whole[0], *reversed(whole[1:])])
    assert "not in ascending order" in told(drand)


def test_a_source_that_was_known_is_noticed_even_with_a_fitting_commitment(drand: Path) -> None:
    change(drand, lambda log: log.update(committed_at="2023-09-16T00:00:00Z"), hash_anew=True)
    assert "round 657413 is not after the commitment" in told(drand)


def test_a_wrong_time_or_key_of_the_source_is_noticed(drand: Path) -> None:
    change(drand, lambda log: log["source"].update(at="2023-09-20T00:00:00Z", public_key="00" * 96), hash_anew=True)
    assert "is not at 2023-09-20T00:00:00Z" in told(drand)
    assert "the chain hash is not that of its public key" in told(drand)


def test_any_word_of_the_statement_changed_afterwards_is_noticed(drand: Path) -> None:
    change(drand, lambda log: log["source"].update(round=657414))
    assert "the commitment is not that of what lottery.json says" in told(drand)


def test_a_replaced_value_is_noticed(drand: Path) -> None:
    change(drand, lambda log: log.update(value="0" * 64))
    assert "the value is not that of the evidence" in told(drand)
    change(drand, lambda log: log["evidence"].update(signature="ab" * 48))
    assert "the randomness is not the SHA-256 of the signature" in told(drand)
    change(drand, lambda log: log["evidence"].update(round=1))
    assert "the evidence is of round 1, but 657413 was committed to" in told(drand)


def test_a_party_that_did_not_open_or_opened_something_else_is_noticed(sealed: Path) -> None:
    change(sealed, lambda log: log["evidence"]["reveals"][0].update(value="雨 17"))
    assert "what 議会 opened is not what it sealed" in told(sealed)
    change(sealed, lambda log: log["evidence"]["reveals"].pop(0))
    assert "議会 did not open its seal: the lottery is void" in told(sealed)
    change(sealed, lambda log: log["evidence"]["reveals"].append({"name": "市長", "salt": "a1" * 16, "value": "1"}))
    assert "市長 opened, but had not sealed" in told(sealed)


def test_too_few_parties_a_barred_one_and_a_softer_rule_are_noticed(sealed: Path) -> None:
    change(sealed, lambda log: log["source"].update(if_unrevealed="ignore"), hash_anew=True)
    assert "the rule for a party that does not open" in told(sealed)
    change(sealed, lambda log: log["earlier"][0].update(unrevealed=["議会"]), hash_anew=True)
    assert "議会 left an earlier attempt void" in told(sealed)
    change(sealed, lambda log: log["source"].update(parties=log["source"]["parties"][:2]), hash_anew=True)
    assert "at least 3 different named parties" in told(sealed)


def test_an_earlier_attempt_cannot_be_hidden(sealed: Path) -> None:
    change(sealed, lambda log: log.update(earlier=[]), hash_anew=True)
    assert "attempt 2 must name each earlier one; it names []" in told(sealed)


def test_an_attempt_that_was_given_up_after_its_value_was_out_is_pointed_out(sealed: Path) -> None:
    change(sealed, lambda log: log["earlier"][0].update(known_from="2023-09-12T00:00:00Z"), hash_anew=True)
    (note,) = check_log(sealed).notes
    assert "Its value was out from 2023-09-12T00:00:00Z on" in note


def test_a_log_that_was_cut_or_a_number_that_was_swapped_is_noticed(drand: Path) -> None:
    whole = lines(drand, "draws.csv")
    rewrite(drand, "draws.csv", whole[:-3])
    assert "draws.csv has 5 lines instead of 8" in told(drand)
    first, second = whole[1].split(",", 1), whole[2].split(",", 1)
    rewrite(drand, "draws.csv", [whole[0], f"1,{second[1]}", f"2,{first[1]}", *whole[3:]])
    assert "draws.csv says 1," in told(drand)


@pytest.mark.parametrize("name", ["lottery.json", "entrants.csv", "draws.csv"])
def test_a_file_that_is_missing_or_odd_is_named(drand: Path, name: str) -> None:
    for data in (b"\xff\xfe", b"", b"a,b\n1\n", b"[]", b'{"format": "ikkan-lottery-1"}'):
        (drand / name).write_bytes(data)
        with pytest.raises(UnreadableLogError, match=name):
            check_log(drand)
    (drand / name).unlink()
    with pytest.raises(UnreadableLogError, match=name):
        check_log(drand)
