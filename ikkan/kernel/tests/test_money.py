"""Money stays whole yen whatever is done with it."""

import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikkan.kernel.money import Yen

amounts = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize("wrong", [1.0, 1.5, True, False, "100", Decimal(1), None, float("nan"), float("inf")])
def test_anything_but_a_whole_number_is_refused(wrong: int) -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        Yen(wrong)


@given(amounts, amounts, st.integers(1, 1000))
def test_arithmetic_stays_yen(first: int, second: int, pieces: int) -> None:
    a, b = Yen(first), Yen(second)
    for result, wanted in [
        (a + b, first + second),
        (a + 1, first + 1),
        (1 + a, first + 1),
        (a - b, first - second),
        (1 - a, 1 - first),
        (a * pieces, first * pieces),
        (pieces * a, first * pieces),
        (a // pieces, first // pieces),
        (a % pieces, first % pieces),
        (-a, -first),
        (abs(a), abs(first)),
    ]:
        assert type(result) is Yen
        assert result == wanted
    assert type(sum([a, b], Yen(0))) is Yen


@pytest.mark.parametrize("operation", ["a + 1.5", "a - 0.5", "a * 1.08", "a / 2", "10 / a", "a + True", "a * a"])
def test_operations_that_would_leave_whole_yen_are_refused(operation: str) -> None:
    # The expressions are the literals above.
    with pytest.raises(TypeError):
        eval(operation, {"a": Yen(100)})  # noqa: S307


def test_rounding_down_names_its_unit() -> None:
    assert Yen(1_299).rounded_down_to(100) == Yen(1_200)
    assert Yen(-1_299).rounded_down_to(100) == Yen(-1_200)
    with pytest.raises(ValueError, match="1 yen or more"):
        Yen(1).rounded_down_to(0)


def test_shown_as_letters_and_as_tables_write_it() -> None:
    assert Yen(1_200).show() == "1,200円"
    assert Yen(1_200).show_with_sign() == "¥1,200"
    assert Yen(-1_200).show() == "-1,200円"
    assert Yen(-1_200).show_with_sign() == "-¥1,200"
    assert f"{Yen(5)}" == "5"


def test_yen_is_a_plain_number_in_json_and_comes_back_from_pickle() -> None:
    assert json.dumps({"fee": Yen(300)}) == '{"fee": 300}'
    restored = pickle.loads(pickle.dumps(Yen(300)))  # noqa: S301 -- our own bytes
    assert type(restored) is Yen
    assert restored == Yen(300)
