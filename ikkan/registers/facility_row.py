"""Reading one row of 子育て施設一覧: every fault of the row is named at once, nothing is guessed silently."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from ikkan.kernel.characters import to_half_width
from ikkan.kernel.codes import is_local_government_code, local_government_check_digit
from ikkan.kernel.reason import Reason
from ikkan.registers.facility_columns import one_line
from ikkan.registers.models import Facility
from ikkan.registers.services import FacilityRow

Number = TypeVar("Number", int, float)
# 推奨データセット v1: NO has ten digits.
_DIGITS_OF_NO: Final = 10
_FIVE_DIGITS: Final = 5
_NO: Final = re.compile(r"[0-9A-Za-z-]{1,20}")
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")
# The box around Japan's islands, 沖ノ鳥島 to 択捉島 (国土地理院 日本の東西南北端点).
_LATITUDES: Final = (20.0, 46.0)
_LONGITUDES: Final = (122.0, 154.0)


@dataclass
class RowReader:
    """Reads the cells of one row, and gathers its faults and what was mended.

    Args:
        cells: text by field.
        problems: faults that refuse the row.
        notes: what was read in another form than written.
    """

    cells: Mapping[str, str]
    problems: list[Reason] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)

    def refuse(self, code: str, ja: str, en: str) -> None:
        """Add a fault."""
        self.problems.append(Reason(code=code, ja=ja, en=en))

    def note(self, code: str, ja: str, en: str) -> None:
        """Add a mended form."""
        self.notes.append(Reason(code=code, ja=ja, en=en))

    def text(self, name: str, limit: int) -> str:
        """Return a cell on one line; longer than the register takes is a fault, never cut."""
        raw = self.cells.get(name, "")
        text = one_line(raw)
        if "\n" in raw.strip() or "\r" in raw.strip():
            self.note(
                "line_break",
                f"セル内の改行を空白にしました（{text[:20]}）",
                f"A line break became a space: {text[:20]}.",
            )
        if len(text) > limit:
            self.refuse(
                "too_long",
                f"「{text[:20]}…」は{len(text)}文字で、{limit}文字を超えています。短くしてください",
                f"{text[:20]!r}… has {len(text)} characters, more than {limit}. Shorten it.",
            )
        return text

    def plain(self, name: str) -> str:
        """Return a cell in half width without spaces."""
        return to_half_width(one_line(self.cells.get(name, ""))).replace(" ", "")


def read_row(
    cells: Mapping[str, str], original: Mapping[str, str], *, town: str, has_no: bool, source: str, as_of: date
) -> tuple[FacilityRow | None, RowReader]:
    """Return the facility of a row, None when it is refused, with its faults and notes.

    Args:
        cells: text by field of facility_columns.
        original: the row by its own headings, kept as it came.
        town: 6-digit code of the town whose facilities these are.
        has_no: whether the code column is v1's NO of ten digits.
        source: where the data come from.
        as_of: day of the data.
    """
    row = RowReader(cells)
    _check_town(row, town)
    code = _code_of(row, has_no)
    name = row.text("name", 200)
    if not name:
        row.refuse("no_name", "名称が空です。入力してください", "The name is blank. Fill it in.")
    made = FacilityRow(
        code=code,
        name=name,
        kana=row.text("kana", 200),
        kind=row.text("kind", 60),
        address=_address_of(row),
        latitude=_position(row, "latitude", _LATITUDES),
        longitude=_position(row, "longitude", _LONGITUDES),
        phone=row.text("phone", 40),
        operator_name=row.text("operator", 200),
        capacity=_capacity(row),
        takes_from=row.text("ages", 60),
        opens=_time(row, "opens"),
        closes=_time(row, "closes"),
        days=row.text("days", 20),
        row={**original},
        source=source,
        as_of=as_of,
    )
    return (None if row.problems else made), row


def _check_town(row: RowReader, town: str) -> None:
    text = row.plain("town")
    if text == town:
        return
    if town in _town_codes(text):
        row.note(
            "town_code_mended",
            f"団体コード {text} を {town} と読みました",
            f"The municipal code {text} was read as {town}.",
        )
        return
    row.refuse(
        "other_town",
        f"団体コード「{text[:20]}」は、この自治体（{town}）ではありません。ファイルを確かめてください",
        f"The municipal code {text[:20]!r} is not this town's ({town}). Check the file.",
    )


def _town_codes(text: str) -> frozenset[str]:
    """Return what a code may have been before a spreadsheet took its leading zero or its check digit."""
    if not (text.isascii() and text.isdigit()):
        return frozenset()
    with_zero = {text, "0" + text}
    whole = {code for code in with_zero if is_local_government_code(code)}
    return frozenset(
        whole | {five + local_government_check_digit(five) for five in with_zero if len(five) == _FIVE_DIGITS}
    )


def _code_of(row: RowReader, has_no: bool) -> str:
    text = row.plain("code")
    if _SCIENTIFIC.fullmatch(text):
        row.refuse(
            "id_lost",
            f"IDが「{text}」になっています。表計算ソフトが数値に変え、元の番号は失われました。列を文字列にして書き出し直してください",
            f"The ID is {text!r}: a spreadsheet made it a number and its digits are lost. "
            "Export again with the column as text.",
        )
    elif not _NO.fullmatch(text):
        row.refuse(
            "no_id",
            "NO（ID）が空か、半角英数字20文字以内ではありません。入力してください",
            "The NO (ID) is blank or not up to 20 half-width letters and digits. Fill it in.",
        )
    elif has_no and text.isdigit() and len(text) < _DIGITS_OF_NO:
        padded = text.zfill(_DIGITS_OF_NO)
        row.note("id_padded", f"NO {text} を {padded} と読みました", f"The NO {text} was read as {padded}.")
        return padded
    return text


def _address_of(row: RowReader) -> str:
    address = row.text("address", 300)
    if not address:
        address = "".join(row.text(part, 200) for part in ("prefecture", "city", "place", "block"))
    building = row.text("building", 200)
    whole = f"{address}\u3000{building}" if building else address
    limit = Facility._meta.get_field("address").max_length or 0
    if len(whole) > limit:
        row.refuse("too_long", f"住所が{limit}文字を超えています", f"The address is longer than {limit} characters.")
    return whole


def _position(row: RowReader, name: str, between: tuple[float, float]) -> float | None:
    value = _number(row, name, float)
    if value is not None and not between[0] <= value <= between[1]:
        row.refuse(
            "outside_japan",
            f"{'緯度' if name == 'latitude' else '経度'} {value} は日本の外です。緯度と経度の列を確かめてください",
            f"The {name} {value} lies outside Japan. Check that latitude and longitude are not swapped.",
        )
    return value


def _capacity(row: RowReader) -> int | None:
    value = _number(row, "capacity", lambda text: int(text.rstrip("人名").replace(",", "")))
    if value is not None and value < 0:
        row.refuse("negative", f"収容定員 {value} が負の数です", f"The capacity {value} is negative. Correct it.")
    return value


def _number(row: RowReader, name: str, read: Callable[[str], Number]) -> Number | None:
    text = row.plain(name)
    if not text:
        return None
    try:
        return read(text)
    except ValueError:
        row.refuse(
            "not_a_number",
            f"「{text[:20]}」は数値ではありません。半角数字で入力してください",
            f"{text[:20]!r} is not a number. Enter digits.",
        )
        return None


def _time(row: RowReader, name: str) -> str:
    text = row.plain(name)
    found = _TIME.fullmatch(text)
    if not text:
        return ""
    if found is None or int(found[1]) > 24 or int(found[2]) > 59:
        row.refuse(
            "not_a_time",
            f"時刻「{text[:20]}」が読めません。08:30 のように入力してください",
            f"The time {text[:20]!r} cannot be read. Enter it as 08:30.",
        )
        return ""
    return f"{int(found[1]):02}:{found[2]}"
