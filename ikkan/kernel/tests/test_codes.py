"""Check digits catch wrong numbers, on real municipal codes and on every single mistake."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikkan.kernel import codes
from ikkan.kernel.characters import ANY_DASH

digits8 = st.text("0123456789", min_size=8, max_size=8)
letters = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_every_municipal_code_of_the_real_list_holds() -> None:
    text = (files("ikkan") / "demo_data" / "localgov" / "localgovjp-utf8.csv").read_text(encoding="utf-8-sig")
    rows = [row["lgcode"] for row in csv.DictReader(text.splitlines())]
    assert len(rows) == 1_916
    assert [code for code in rows if not codes.is_local_government_code(code)] == []


def test_a_known_municipal_code() -> None:
    assert codes.local_government_check_digit("27229") == "9"
    assert not codes.is_local_government_code("272298")
    assert not codes.is_local_government_code("27229")


def test_known_individual_and_corporate_numbers() -> None:
    assert codes.is_individual_number("123456789018")
    assert not codes.is_individual_number("123456789012")
    # 国税庁 (7000012050002) and デジタル庁 (8000012010038) publish theirs.
    assert codes.is_corporate_number("7000012050002")
    assert codes.is_corporate_number("8000012010038")
    assert not codes.is_corporate_number("1000012050002")


@given(st.text("0123456789", min_size=11, max_size=11), st.integers(0, 11), st.integers(1, 9))
def test_a_single_wrong_digit_of_an_individual_number_is_mostly_caught(eleven: str, place: int, by: int) -> None:
    number = eleven + codes.individual_number_check_digit(eleven)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    # Remainders 0 and 1 share the digit 0, so only there a mistake can slip through.
    assert codes.is_individual_number(number)
    assert not codes.is_individual_number(wrong) or number[-1] == wrong[-1] == "0"


def test_register_numbers_take_the_rule_for_ten_from_the_town() -> None:
    # 6 x 2 = 12, remainder 1, result 10.
    assert codes.register_number_check_digit("6") == "0"
    assert codes.register_number_check_digit("6", ten_becomes=1) == "1"
    # 1..8 from the left: 8x2+7x3+6x4+5x5+4x6+3x7+2x2+1x3 = 138, remainder 6, result 5.
    assert codes.register_number_check_digit("12345678") == "5"
    assert codes.register_number_check_digit("0") == "0"
    assert codes.is_register_number("123456785")
    assert not codes.is_register_number("123456786")
    assert not codes.is_register_number("5")
    with pytest.raises(ValueError, match="ten_becomes"):
        codes.register_number_check_digit("6", ten_becomes=10)


@pytest.mark.parametrize("wrong", ["", "１２３４５", "1234a", "²2345", "٢٢٢٢٢", "123456", "-1234"])
def test_only_half_width_digits_of_the_right_length_count(wrong: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        codes.local_government_check_digit(wrong)


def test_a_case_number_has_its_form() -> None:
    number = codes.new_case_number("H", "48291735")
    assert number == "H-482-917-35" + codes.damm_check_digit("48291735")
    # The published example of the method.
    assert codes.damm_check_digit("572") == "4"


@given(letters, digits8)
def test_a_case_number_is_read_back_however_it_is_written(letter: str, digits: str) -> None:
    number = codes.new_case_number(letter, digits)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    for written in (
        number,
        number.lower(),
        number.replace("-", ""),
        number.replace("-", " "),
        f" {number}\u3000",
        wide,
    ):
        assert codes.parse_case_number(written) == number
    for dash in ANY_DASH:
        assert codes.parse_case_number(number.replace("-", dash)) == number


@given(letters, digits8, st.integers(0, 8), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(letter: str, digits: str, place: int, by: int) -> None:
    bare = codes.new_case_number(letter, digits).replace("-", "")
    at = place + 1
    wrong = bare[:at] + str((int(bare[at]) + by) % 10) + bare[at + 1 :]
    assert codes.parse_case_number(wrong) is None


@given(letters, digits8, st.integers(1, 8))
def test_every_swap_of_neighbours_is_caught(letter: str, digits: str, at: int) -> None:
    bare = codes.new_case_number(letter, digits).replace("-", "")
    swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
    assert swapped == bare or codes.parse_case_number(swapped) is None


@pytest.mark.parametrize(
    "wrong", ["", "H", "H-482-917", "HH-482-917-352", "482917352", "H-٤٨٢-917-352", "H" * 10**6, "\x00"]
)
def test_what_is_no_case_number_is_none(wrong: str) -> None:
    assert codes.parse_case_number(wrong) is None


@pytest.mark.parametrize(
    ("letter", "digits"), [("h", "12345678"), ("HH", "12345678"), ("H", "1234567"), ("Ｈ", "12345678")]
)
def test_a_case_number_is_not_made_from_other_things(letter: str, digits: str) -> None:
    with pytest.raises(ValueError, match="case number"):
        codes.new_case_number(letter, digits)
