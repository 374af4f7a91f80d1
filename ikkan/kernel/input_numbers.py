"""Reading hours, money and counts as people write them."""

import re
from typing import Final

from ikkan.kernel.characters import dashes_to_hyphens, to_half_width, without_invisible, without_spaces
from ikkan.kernel.input_results import Accepted, Label, Rejected, check_line
from ikkan.kernel.money import Yen

HOURS: Final = Label("時間", "hours")
AMOUNT: Final = Label("金額", "amount")
NUMBER: Final = Label("数", "number")
_LONGEST_NUMBER: Final = 40
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15}"
_HOURS = re.compile(rf"(?P<hours>{_DIGITS})(?:時間|h|hr|hrs|hour|hours)?", re.IGNORECASE)
_MINUTES = re.compile(
    r"(?P<hours>[0-9]{1,6})(?:(?:時間|h|:)(?P<minutes>[0-9]{1,2})(?:分|m|min)?|\.(?P<part>[0-9]{1,2})(?:時間|h)?)",
    re.IGNORECASE,
)
_YEN = re.compile(rf"[¥\\]?(?P<sign>-)?(?:(?P<man>[0-9]{{1,8}})万)?(?P<rest>{_DIGITS})?円?-?")


def _fold(text: str) -> str:
    return dashes_to_hyphens(without_spaces(without_invisible(to_half_width(text)))).replace("、", ",")


def _reject_number(label: Label) -> Rejected:
    return Rejected("number", f"{label.ja}は数字で入力してください", f"Enter your {label.en} in digits")


def _bounded(value: int, least: int, most: int | None, label: Label) -> Rejected | None:
    if value < least:
        return Rejected(
            "too_small", f"{label.ja}は{least:,}以上を入力してください", f"Your {label.en} must be {least:,} or more"
        )
    if most is not None and value > most:
        return Rejected(
            "too_large", f"{label.ja}は{most:,}以下を入力してください", f"Your {label.en} must be {most:,} or less"
        )
    return None


def read_number(
    text: str, *, label: Label = NUMBER, unit: str = "", least: int = 0, most: int | None = None
) -> Accepted[int] | Rejected:
    """Read a whole number of at most 15 digits, with or without commas and the `unit` (通, 人 …) that follows it."""
    refusal = check_line(text, label, _LONGEST_NUMBER)
    if refusal is not None:
        return refusal
    folded = _fold(text).removesuffix(to_half_width(unit))
    if re.fullmatch(_DIGITS, folded) is None:
        return _reject_number(label)
    value = int(folded.replace(",", ""))
    return _bounded(value, least, most, label) or Accepted(value, f"{value:,}{unit}")


def read_hours(text: str, *, label: Label = HOURS, least: int = 0, most: int | None = None) -> Accepted[int] | Rejected:
    """Read whole hours: １６０, 160h, 160時間. Parts of an hour are refused: see `read_minutes`."""
    refusal = check_line(text, label, _LONGEST_NUMBER)
    if refusal is not None:
        return refusal
    folded = _fold(text)
    found = _HOURS.fullmatch(folded)
    if found is None:
        if _MINUTES.fullmatch(folded):
            ja = f"{label.ja}は1時間に満たない分を除いて入力してください"
            return Rejected("part_of_hour", ja, f"Enter your {label.en} in whole hours")
        return _reject_number(label)
    value = int(found["hours"].replace(",", ""))
    return _bounded(value, least, most, label) or Accepted(value, f"{value}時間")


def read_minutes(
    text: str, *, label: Label = HOURS, least: int = 0, most: int | None = None
) -> Accepted[int] | Rejected:
    """Read hours and minutes (160時間30分, 160:30, 160.5h, or whole hours) and return all in minutes."""
    whole = read_hours(text, label=label)
    if isinstance(whole, Accepted):
        minutes = whole.value * 60
        return _bounded(minutes, least, most, label) or Accepted(minutes, show_minutes(minutes))
    found = _MINUTES.fullmatch(_fold(text)) if whole.code == "part_of_hour" else None
    if found is None:
        return whole
    # 0.5, 0.25 and 0.75 of an hour are whole minutes; what is not is no figure that a paper states.
    hundredths = int((found["part"] or "0").ljust(2, "0")) * 60
    extra = int(found["minutes"]) if found["minutes"] else hundredths // 100
    if extra >= 60 or (found["part"] and hundredths % 100):
        return Rejected("minutes", f"{label.ja}の「分」は0から59で入力してください", "Minutes must be 0 to 59")
    value = int(found["hours"]) * 60 + extra
    return _bounded(value, least, most, label) or Accepted(value, show_minutes(value))


def show_minutes(minutes: int) -> str:
    """Return minutes as `160時間30分`, or `160時間` when no minutes are left."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}時間{rest}分" if rest else f"{hours}時間"


def read_yen(text: str, *, label: Label = AMOUNT, least: int = 0, most: int | None = None) -> Accepted[Yen] | Rejected:
    """Read an amount in yen: 1200, １,２００円, ¥1,200, 3万円, 3万5000円."""
    refusal = check_line(text, label, _LONGEST_NUMBER)
    if refusal is not None:
        return refusal
    found = _YEN.fullmatch(_fold(text))
    if found is None or not (found["man"] or found["rest"]):
        return _reject_number(label)
    rest = int((found["rest"] or "0").replace(",", ""))
    if found["man"] and rest >= 10_000:
        return _reject_number(label)
    value = int(found["man"] or "0") * 10_000 + rest
    if found["sign"]:
        return Rejected("too_small", f"{label.ja}は0以上を入力してください", f"Your {label.en} must be 0 or more")
    return _bounded(value, least, most, label) or Accepted(Yen(value), Yen(value).show())
