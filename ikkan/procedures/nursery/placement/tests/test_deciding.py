"""What decided is the first component of the order that differs, with both values: each by hand."""

from __future__ import annotations

import io

import polars as pl
import pytest

from ikkan.procedures.nursery.placement.explain import WishExplanation, explain
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place

SCORE, INCOME, DRAW = "score", "key:income_class", "draw"


def _rows(*lines: str) -> pl.DataFrame:
    """Read lines of a file, its header first."""
    return pl.read_csv(io.StringIO("\n".join(lines)), infer_schema=False).fill_null("")


def _market(
    first: dict[str, str], second: dict[str, str], *, seats: int = 1, holder: bool = False, named: tuple[str, ...] = ()
) -> Market:
    """Give two children who wish the only place at A, the first ranked before the second, with components."""
    columns = [name for name in (SCORE, *named) if name in first]
    parts = [",".join(("", *(one[name] for name in columns))) for one in (first, second)]
    return Market.from_frames(
        seats=_rows("facility,age,seats", f"A,1,{seats}"),
        children=_rows(
            "child,family,age,current_facility,draw",
            f"c1,f1,1,{'A' if holder else ''},{first.get(DRAW, '')}",
            f"c2,f2,1,,{second.get(DRAW, '')}",
        ),
        wishes=_rows("family,wish,child,facility", "f1,1,c1,A", "f2,1,c2,A"),
        priority=_rows(",".join(("facility,age,child,rank", *columns)), f"A,1,c1,1{parts[0]}", f"A,1,c2,2{parts[1]}"),
    )


def _second(market: Market) -> WishExplanation:
    (found,) = explain(market, place(market), child="c2")
    return found


def _told(market: Market) -> tuple[str, str, str, str]:
    found = _second(market)
    return found.outcome, found.decided_by, found.own_value, found.last_value


def test_fewer_points() -> None:
    assert _told(_market({SCORE: "43"}, {SCORE: "41"})) == ("full", "score", "41", "43")


def test_points_are_compared_as_numbers() -> None:
    assert _told(_market({SCORE: "100"}, {SCORE: "41.5"})) == ("full", "score", "41.5", "100")
    assert _told(_market({SCORE: "41.0"}, {SCORE: "41"})) == ("full", "rank", "2", "1")


def test_equal_points_and_the_income_class() -> None:
    market = _market({SCORE: "43", INCOME: "2"}, {SCORE: "43", INCOME: "3"}, named=(INCOME,))
    assert _told(market) == ("full", INCOME, "3", "2")


def test_keys_decide_in_the_order_of_the_header() -> None:
    first, second = {"key:z": "1", "key:a": "9"}, {"key:z": "2", "key:a": "1"}
    assert _told(_market(first, second, named=("key:z", "key:a"))) == ("full", "key:z", "2", "1")


def test_all_equal_and_the_lottery_number() -> None:
    market = _market({SCORE: "43", INCOME: "2", DRAW: "5"}, {SCORE: "43", INCOME: "2", DRAW: "17"}, named=(INCOME,))
    assert _told(market) == ("full", "draw", "17", "5")


def test_a_child_who_holds_the_place_before_all_points() -> None:
    market = _market({SCORE: "1"}, {SCORE: "99"}, seats=0, holder=True)
    assert _told(market) == ("full", "holder", "0", "1")


@pytest.mark.parametrize(("first", "second"), [("41", "43"), ("43", "43"), ("", "43"), ("43", "")])
def test_the_rank_where_the_files_do_not_say_why(first: str, second: str) -> None:
    assert _told(_market({SCORE: first}, {SCORE: second})) == ("full", "rank", "2", "1")


def test_a_class_without_places_is_full_and_nobody_decided() -> None:
    market = _market({}, {}, seats=0)
    assert _told(market) == ("full", "", "", "")
    assert (_second(market).seats, _second(market).admitted) == (0, 0)


def _siblings(*, twins: bool) -> Market:
    """Give c1 and c2 of one family who wish A together, and c3 of the age of c2 ranked before it."""
    seats, age, ranks = (["A,1,2"], 1, (1, 3, 2)) if twins else (["A,1,1", "A,2,1"], 2, (1, 2, 1))
    ages = {"c1": 1, "c2": age, "c3": age}
    return Market.from_frames(
        seats=_rows("facility,age,seats", *seats),
        children=_rows("child,family,age,current_facility", "c1,f1,1,", f"c2,f1,{age},", f"c3,f2,{age},"),
        wishes=_rows("family,wish,child,facility", "f1,1,c1,A", "f1,1,c2,A", "f2,1,c3,A"),
        priority=_rows(
            "facility,age,child,rank",
            *(f"A,{ages[child]},{child},{rank}" for child, rank in zip(ages, ranks, strict=True)),
        ),
    )


@pytest.mark.parametrize("twins", [False, True])
def test_a_sibling_that_could_enter_is_told_which_one_could_not(twins: bool) -> None:
    market = _siblings(twins=twins)
    first, second, _ = explain(market, place(market))
    assert (first.outcome, first.because_child, first.because_facility) == ("sibling", "c2", "A")
    assert (second.outcome, second.decided_by, second.better_admitted) == ("full", "rank", 1)
    assert (first.decided_by, second.because_child) == ("", "")
