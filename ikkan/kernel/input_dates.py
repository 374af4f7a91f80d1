"""Reading dates as people write them: boxes or free text, 和暦 or 西暦, any width."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from ikkan.kernel.characters import (
    KANJI_NUMBER,
    dashes_to_hyphens,
    kanji_number,
    to_half_width,
    without_invisible,
    without_spaces,
)
from ikkan.kernel.era import (
    ERAS,
    Era,
    NoSuchDayError,
    calendar_day,
    day_in_era_years,
    era_on,
    find_era,
    month_name,
    show_date,
    show_date_english,
    to_wareki,
)
from ikkan.kernel.input_results import Accepted, Label, Note, Rejected, check_line, reject_empty

DATE: Final = Label("日付", "date")
_LONGEST_DATE: Final = 60
_ERA_SIGNS = str.maketrans({"㋿": "令和", "㍻": "平成", "㍼": "昭和", "㍽": "大正", "㍾": "明治"})
_ERA = "|".join(word for era in ERAS for word in (era.name, era.latin, era.name[0], era.letter))
_YEAR = re.compile(rf"(?P<era>{_ERA})?(?P<year>元|[0-9]{{1,4}})年?", re.IGNORECASE)
_FREE = re.compile(
    rf"(?P<year>(?:{_ERA})?(?:元|[0-9]{{1,4}}))[年./-](?P<month>[0-9]{{1,2}})[月./-](?P<day>[0-9]{{1,2}})日?"
    r"(?:\((?P<said>[^()]{1,9})\))?",
    re.IGNORECASE,
)
_PACKED = re.compile(r"(?P<year>[0-9]{4}|[MTSHR][0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", re.IGNORECASE)
_ENGLISH = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<month>[A-Za-z]{3,9})\.?,?(?P<year>[0-9]{4})(?:\((?P<said>[^()]{1,12})\))?"
)
_KANJI_BEFORE_PART = re.compile(rf"({KANJI_NUMBER})(?=[年月日]|$)")
_MONTH_NAMES = {
    name: month for month in range(1, 13) for name in (month_name(month).lower(), month_name(month)[:3].lower())
}
_WEEKDAYS = "月火水木金土日"
_PARTS = (("年", "a year"), ("月", "a month"), ("日", "a day"))


@dataclass(frozen=True)
class _Year:
    number: int
    era: Era | None


def _fold(text: str) -> str:
    folded = without_spaces(without_invisible(to_half_width(text.translate(_ERA_SIGNS))))
    return _KANJI_BEFORE_PART.sub(lambda found: str(kanji_number(found[1])), dashes_to_hyphens(folded))


def _read_year(text: str, era: str) -> _Year | Rejected:
    found = _YEAR.fullmatch(_fold(text))
    if found is None:
        return Rejected("year", "年は数字で入力してください", "Enter the year in digits")
    number = 1 if found["year"] == "元" else int(found["year"])
    named = find_era(found["era"]) if found["era"] else None
    if named is None and len(found["year"]) == 4 and number:
        return _Year(number, None)
    named = named or find_era(era)
    if named is None:
        return Rejected(
            "era_missing",
            "年は西暦の4けたで入力するか、元号をつけてください",
            "Enter the year in four digits, or with its era",
        )
    if len(found["year"]) > 2:
        return Rejected("year", f"{named.name}の年を確かめてください", f"Check the year of {named.latin}")
    return _Year(number, named)


def _read_part(text: str, unit: str) -> int | Rejected:
    folded = _fold(text).removesuffix(unit).rstrip(".")
    if unit == "月" and folded.lower() in _MONTH_NAMES:
        return _MONTH_NAMES[folded.lower()]
    if not re.fullmatch("[0-9]{1,2}", folded):
        name_en = "month" if unit == "月" else "day"
        return Rejected(name_en, f"「{unit}」は数字で入力してください", f"Enter the {name_en} in digits")
    return int(folded)


def _reject_day(year: int, month: int, day: int) -> Rejected:
    if not 1 <= month <= 12:
        words = f"{month}月", f"Month {month}"
    elif (month, day) == (2, 29):
        words = f"{year}年2月29日", f"29 February {year}"
    else:
        words = f"{month}月{day}日", f"{day} {month_name(month)}"
    return Rejected(
        "no_such_day", f"{words[0]}はありません。日付を確かめてください", f"{words[1]} does not exist. Check the date"
    )


def _english_wareki(day: date) -> str:
    era = era_on(day)
    return f"{era.latin} {era.year_of(day.year)}, {day.day} {month_name(day.month)}"


def _outside_era(era: Era, year: int, wanted: date) -> Accepted[date] | Rejected:
    """Answer a day that is not in its era: taken with a note where papers carry such days, else refused."""
    is_late = era.last_day is not None and wanted > era.last_day
    border = era.last_day if era.last_day is not None and is_late else era.first_day
    border_year = era.year_of(border.year)
    of_year = f"{era.name}{'元' if border_year == 1 else border_year}年"
    said_ja = f"{of_year}は{border.month}月{border.day}日{'まで' if is_late else 'から'}です。"
    if year != border_year:
        said_ja = f"{era.name}は{border_year}年{border.month}月{border.day}日{'まで' if is_late else 'から'}です。"
    verb = "ended" if is_late else "began"
    said_en = f"{era.latin} {border_year} {verb} on {border.day} {month_name(border.month)}."
    if wanted < ERAS[0].first_day:
        return Rejected("outside_era", f"{said_ja}日付を確かめてください", f"{said_en} Check the date")
    right_ja, right_en = to_wareki(wanted).show(), _english_wareki(wanted)
    # Only one era on: 昭和99年 is a slip of the hand, not an old form.
    is_next = is_late and ERAS.index(era_on(wanted)) == ERAS.index(era) + 1
    if is_next and era.is_written_past_its_end:
        note = Note("era", f"{said_ja}{right_ja}として受け付けました", f"{said_en} We recorded {right_en}")
        return Accepted(wanted, show_date(wanted), note)
    return Rejected(
        "outside_era",
        f"{said_ja}{right_ja}のことでしたら、そのように入力してください",
        f"{said_en} If you mean {right_en}, enter it so",
    )


def _build(year: _Year, month: int, day: int) -> Accepted[date] | Rejected:
    if year.era is not None and year.number < 1:
        ja, en = year.era.name, year.era.latin
        return Rejected(
            "year", f"{ja}0年はありません。{ja}は元年（1年）からです", f"{en} 0 does not exist. It begins at 1"
        )
    gregorian = year.number if year.era is None else year.era.gregorian_year(year.number)
    try:
        if year.era is None:
            found = calendar_day(gregorian, month, day)
        else:
            found = day_in_era_years(year.era, year.number, month, day)
    except NoSuchDayError:
        return _reject_day(gregorian, month, day)
    era = year.era
    if era is not None and (found < era.first_day or (era.last_day is not None and found > era.last_day)):
        return _outside_era(era, year.number, found)
    return Accepted(found, show_date(found))


def _within(
    answer: Accepted[date] | Rejected, label: Label, earliest: date | None, latest: date | None
) -> Accepted[date] | Rejected:
    if isinstance(answer, Accepted) and earliest is not None and answer.value < earliest:
        return Rejected(
            "too_early",
            f"{label.ja}は{show_date(earliest)}からの日付を入力してください",
            f"{label.en.capitalize()} must be {show_date_english(earliest)} or later",
        )
    if isinstance(answer, Accepted) and latest is not None and answer.value > latest:
        return Rejected(
            "too_late",
            f"{label.ja}は{show_date(latest)}までの日付を入力してください",
            f"{label.en.capitalize()} must be {show_date_english(latest)} or earlier",
        )
    return answer


def _check_boxes(boxes: tuple[str, str, str], label: Label) -> Rejected | None:
    for text in boxes:
        refusal = check_line(text, label, _LONGEST_DATE) if text.strip() else None
        if refusal is not None:
            return refusal
    missing = [part for part, text in zip(_PARTS, boxes, strict=True) if not text.strip()]
    if not missing:
        return None
    if len(missing) == len(boxes):
        return reject_empty(label)
    ja = "と".join(f"「{part}」" for part, _ in missing)
    en = " and ".join(part for _, part in missing)
    text_en = f"{label.en.capitalize()} must include {en}"
    return Rejected("incomplete", f"{label.ja}の{ja}を入力してください", text_en)


def read_date_boxes(
    year: str,
    month: str,
    day: str,
    *,
    era: str = "",
    label: Label = DATE,
    earliest: date | None = None,
    latest: date | None = None,
) -> Accepted[date] | Rejected:
    """Read a date from three boxes, the year as 2024, 令和6, R6, or 6 with the `era` of a radio button.

    `earliest` and `latest` bound the answer, both included. A day of 平成 after its end is taken in the next era, with
    a note; any other day outside its era is refused.
    """
    refusal = _check_boxes((year, month, day), label)
    if refusal is not None:
        return refusal
    found_year, found_month, found_day = _read_year(year, era), _read_part(month, "月"), _read_part(day, "日")
    if isinstance(found_year, Rejected):
        return found_year
    if isinstance(found_month, Rejected):
        return found_month
    if isinstance(found_day, Rejected):
        return found_day
    return _within(_build(found_year, found_month, found_day), label, earliest, latest)


def read_date(
    text: str, *, era: str = "", label: Label = DATE, earliest: date | None = None, latest: date | None = None
) -> Accepted[date] | Rejected:
    """Read a date from one line: 令和6年4月2日（2024年）, R6.4.2, 2024-04-02, 20240402, 2 April 2024 …

    Bounds and borders as in `read_date_boxes`. What a bracket adds (year, weekday) must agree with the date.
    """
    refusal = check_line(text, label, _LONGEST_DATE)
    if refusal is not None:
        return refusal
    folded = _fold(text)
    found = _FREE.fullmatch(folded) or _PACKED.fullmatch(folded) or _ENGLISH.fullmatch(folded)
    if found is None:
        return Rejected(
            "date",
            f"{label.ja}は年・月・日の順に入力してください",
            f"Enter your {label.en} as year, month and day",
        )
    parts = found.groupdict()
    answer = read_date_boxes(
        parts["year"], parts["month"], parts["day"], era=era, label=label, earliest=earliest, latest=latest
    )
    said = parts.get("said")
    if isinstance(answer, Accepted) and said and not _agrees(said, answer.value):
        return Rejected(
            "contradiction",
            f"（{said}）と日付が合いません。どちらかを直してください",
            f"({said}) does not agree with the date. Correct one of them",
        )
    return answer


def _agrees(said: str, day: date) -> bool:
    if said.removesuffix("曜日").removesuffix("曜") == _WEEKDAYS[day.weekday()]:
        return True
    year = _read_year(said, "")
    if isinstance(year, Rejected):
        return False
    return (year.number if year.era is None else year.era.gregorian_year(year.number)) == day.year
