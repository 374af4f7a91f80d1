"""Numbers that carry a check digit: municipal codes, 個人番号, 法人番号, 宛名番号 and the town's own case numbers."""

import re
from collections.abc import Iterable
from typing import Final

from ikkan.kernel.characters import SPACES, dashes_to_hyphens, to_half_width

_CASE_NUMBER = re.compile(r"([A-Z])([0-9]{9})")
_LONGEST_WRITTEN_CASE_NUMBER: Final = 60
# Totally anti-symmetric quasigroup of order 10 (H. M. Damm, dissertation, Marburg 2004): every wrong digit and every
# swap of neighbours changes the check digit.
_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def _digits(text: str, length: int | None, name: str) -> list[int]:
    # str.isdigit alone would let ², ① and Arabic digits through.
    if not (text.isascii() and text.isdigit()) or (length is not None and len(text) != length):
        wanted = f"{length} half-width digits" if length is not None else "half-width digits"
        raise ValueError(f"{name} needs {wanted}, but got {text[:40]!r}. Pass it through the input rules first.")
    return [int(digit) for digit in text]


def _is_code(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _weighted(digits: Iterable[int], weights: Iterable[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def local_government_check_digit(five: str) -> str:
    """Return the sixth digit of a 全国地方公共団体コード from its first five.

    Weights 6,5,4,3,2; the last digit of 11 - (sum mod 11). ValueError unless 5 digits.
    Source: 総務省 全国地方公共団体コード 仕様 (検査数字).
    """
    total = _weighted(_digits(five, 5, "A municipal code"), (6, 5, 4, 3, 2))
    return str((11 - total % 11) % 10)


def is_local_government_code(text: str) -> bool:
    """Tell whether a text is a six-digit 全国地方公共団体コード with the right check digit."""
    return _is_code(text, 6) and text[5] == local_government_check_digit(text[:5])


def individual_number_check_digit(eleven: str) -> str:
    """Return the last digit of a 個人番号 from its first eleven. ValueError unless 11 digits.

    11 - (sum mod 11), where a remainder of 0 or 1 gives 0. Source: 番号法施行規則 (平成26年総務省令第85号) 5条.
    """
    digits = _digits(eleven, 11, "個人番号")[::-1]
    remainder = _weighted(digits, (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)) % 11
    return "0" if remainder <= 1 else str(11 - remainder)


def is_individual_number(text: str) -> bool:
    """Tell whether a text is a twelve-digit 個人番号 with the right check digit."""
    return _is_code(text, 12) and text[11] == individual_number_check_digit(text[:11])


def corporate_number_check_digit(twelve: str) -> str:
    """Return the first digit of a 法人番号 from the twelve that follow. ValueError unless 12 digits.

    9 - (sum mod 9), weights 1,2,1,2… from the right. Source: 法人番号の指定等に関する省令 (平成26年財務省令第70号) 2条.
    """
    digits = _digits(twelve, 12, "法人番号")[::-1]
    return str(9 - _weighted(digits, (1, 2) * 6) % 9)


def is_corporate_number(text: str) -> bool:
    """Tell whether a text is a thirteen-digit 法人番号 with the right check digit."""
    return _is_code(text, 13) and text[0] == corporate_number_check_digit(text[1:])


def register_number_check_digit(serial: str, ten_becomes: int = 0) -> str:
    """Return the check digit of a 宛名番号 or 世帯番号 by modulus 11, weights 2 to 7 from the right (M11W2-7).

    `ten_becomes` is the digit for the result 10, on which the standard is silent: a setting of the town. A remainder
    of 0 gives 0. Source: 住民記録システム標準仕様書 1.1.13. ValueError for anything but digits.
    """
    if not 0 <= ten_becomes <= 9:
        raise ValueError(f"A check digit is 0 to 9, but ten_becomes is {ten_becomes}. Correct the town's setting.")
    digits = _digits(serial, None, "A register number")[::-1]
    total = sum(digit * (2 + position % 6) for position, digit in enumerate(digits))
    result = (11 - total % 11) % 11
    return str(ten_becomes if result == 10 else result)


def is_register_number(text: str, ten_becomes: int = 0) -> bool:
    """Tell whether a 宛名番号 or 世帯番号 of any length ends in its check digit."""
    return (
        len(text) > 1 and _is_code(text, len(text)) and text[-1] == register_number_check_digit(text[:-1], ten_becomes)
    )


def damm_check_digit(digits: str) -> str:
    """Return the Damm check digit of a row of digits. ValueError for anything else."""
    interim = 0
    for digit in _digits(digits, None, "The Damm check digit"):
        interim = _DAMM[interim][digit]
    return str(interim)


def new_case_number(letter: str, digits8: str) -> str:
    """Return a case number such as `H-482-917-356`: the procedure's letter, eight random digits, a check digit.

    The digits come from the caller's random source, so the number tells nothing about order or volume. ValueError
    unless the letter is A to Z and there are eight digits.
    """
    if not (len(letter) == 1 and "A" <= letter <= "Z"):
        raise ValueError(f"A case number begins with one letter A to Z, but got {letter!r}. Correct procedure.py.")
    _digits(digits8, 8, "A case number")
    nine = digits8 + damm_check_digit(digits8)
    return f"{letter}-{nine[:3]}-{nine[3:6]}-{nine[6:]}"


def parse_case_number(text: str) -> str | None:
    """Return a written case number in its one form, or None when it is not one or its check digit is wrong.

    Full width, small letters, spaces and any dash look-alike (or none) are read.
    """
    if len(text) > _LONGEST_WRITTEN_CASE_NUMBER:
        return None
    bare = dashes_to_hyphens(to_half_width(text)).translate(dict.fromkeys(map(ord, SPACES + "-")))
    found = _CASE_NUMBER.fullmatch(bare.upper())
    if found is None or found[2][8] != damm_check_digit(found[2][:8]):
        return None
    return new_case_number(found[1], found[2][:8])
