"""An answer as people read it, in the language of the page."""

from datetime import date

from ikkan.counter.forms.definition import Field, MappedRow
from ikkan.counter.forms.paths import ABSENT, Found, join, list_at, object_at, text_at, value_at
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.several import name_of
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.forms.uploads import document_for
from ikkan.kernel.addresses import show_postal
from ikkan.kernel.era import show_date, show_date_english, to_wareki
from ikkan.kernel.inputs import show_phone
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Text

YES = Text("はい", "Yes", "はい")
NO = Text("いいえ", "No", "いいえ")
NOTHING = Text("なし", "None", "ありません")
NOT_PLACED_WORDS = Text("入らない", "no place", "入（はい）らない")


def show_day(value: Found, language: str) -> str:
    """Return a kept date for people, blank when it is none."""
    day = _day(value)
    if day is None:
        return ""
    return show_date_english(day) if language == "en" else show_date(day)


def show_month(value: Found, language: str) -> str:
    """Return the month of a kept date for people."""
    day = _day(value)
    if day is None:
        return ""
    return day.strftime("%B %Y") if language == "en" else f"{to_wareki(day).show_year()}（{day.year}年）{day.month}月"


def _day(value: Found) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def show_field(field: Field, place: Place, answers: JsonObject, around: Surroundings) -> str:
    """Return the answer to a field for people; blank when there is none.

    Args:
        field: the field.
        place: its page.
        answers: the whole answers.
        around: language and choices.
    """
    if field.kind == "upload":
        document = document_for(field, place, answers)
        return "" if document is None else text_at(document, "name")
    base = object_at(answers, place.base)
    if field.kind == "checks":
        ticked = [around.say(part.label) for part in field.parts if value_at(base, part.to) is True]
        is_asked = any(value_at(base, part.to) is not ABSENT for part in field.parts)
        return "、".join(ticked) or (around.say(NOTHING) if is_asked else "")
    if field.kind == "mapped":
        row = fitting_row(field, object_at(base, field.to))
        return "" if row is None else around.say(row.says)
    if field.kind == "one_of_dates":
        return _show_one_of_dates(field, base, around)
    if field.kind == "several":
        return "、".join(name_of(one) for one in list_at(base, field.to) if isinstance(one, dict))
    if field.kind == "combination":
        return _show_combination(field, base, answers, around)
    if field.kind == "ranked":
        names = [_choice(field, str(code), around) for code in list_at(base, field.to)]
        return " ".join(f"{number}. {name}" for number, name in enumerate(names, start=1))
    return show_value(field, value_at(base, field.to), around)


def show_value(field: Field, value: Found, around: Surroundings) -> str:
    """Return one kept value for people; blank when there is none."""
    if value is ABSENT or value is None:
        return ""
    if isinstance(value, dict):
        return _show_parts(field, value)
    if field.kind in ("date", "month"):
        return show_month(value, around.language) if field.kind == "month" else show_day(value, around.language)
    if field.kind in ("radios", "choose"):
        return _show_chosen(field, value, around)
    if field.kind == "copies":
        return around.say(YES if value else NO)
    if isinstance(value, bool):
        return around.say(YES if value else NO)
    if isinstance(value, int | float):
        return f"{value:,g}{' ' if around.language == 'en' and field.unit else ''}{around.say(field.unit)}"
    if field.kind == "phone" and isinstance(value, str) and value:
        return show_phone(value)
    return value if isinstance(value, str) else ""


def _show_parts(field: Field, value: JsonObject) -> str:
    if field.kind == "address":
        postal = text_at(value, "postal")
        line = f"{text_at(value, 'town')}{text_at(value, 'block')}"
        building = text_at(value, "building")
        return " ".join(part for part in (f"〒{show_postal(postal)}" if postal else "", line, building) if part)
    return "　".join(part for part in (text_at(value, "family"), text_at(value, "given")) if part)


def _show_chosen(field: Field, value: JsonValue, around: Surroundings) -> str:
    if field.source:
        return _choice(field, str(value), around) if value else ""
    # JSON tells true from 1, Python does not.
    found = next((one for one in field.options if type(one.value) is type(value) and one.value == value), None)
    return str(value) if found is None else around.say(found.label)


def _choice(field: Field, value: str, around: Surroundings) -> str:
    choice = around.choice(field.source, value)
    return value if choice is None else choice.label


def _show_one_of_dates(field: Field, base: JsonObject, around: Surroundings) -> str:
    for number, option in enumerate(field.options):
        shown = show_day(value_at(base, str(option.value)), around.language)
        if shown:
            return shown if number == 0 else f"{shown}（{around.say(option.label)}）"
    return ""


def _show_combination(field: Field, base: JsonObject, answers: JsonObject, around: Surroundings) -> str:
    names = {
        text_at(item, "id"): text_at(item, "name.given") or text_at(item, "id") for item in list_at(answers, field.keys)
    }
    rows = [show_row(row, names, field, around) for row in list_at(base, field.to) if isinstance(row, dict)]
    return " ".join(f"{number}. {row}" for number, row in enumerate(rows, start=1))


def show_row(row: JsonObject, names: dict[str, str], field: Field, around: Surroundings) -> str:
    """Return one way of entering for people: 湊：あおば、凪：入らない."""
    parts = [
        f"{names.get(key, key)}：{_choice(field, str(code), around) if code else around.say(NOT_PLACED_WORDS)}"
        for key, code in row.items()
    ]
    return "、".join(parts)


def fitting_row(field: Field, kept: JsonObject) -> MappedRow | None:
    """Return the first row of a mapped field whose values are the kept ones, or None."""
    for row in field.rows:
        if kept and all(value_at(kept, name) == value for name, value in _compared(row, kept).items()):
            return row
    return None


def _compared(row: MappedRow, kept: JsonObject) -> JsonObject:
    """Leave out what the kept answers do not hold, except the first value, which names the row."""
    first = next(iter(row.values))
    return {name: value for name, value in row.values.items() if name == first or name in kept}


def echo_of(field: Field, place: Place, answers: JsonObject, around: Surroundings) -> str:
    """Return the sentence that the caller says about a kept answer; blank when it says none."""
    echo = around.echoes.get(field.echo)
    if echo is None:
        return ""
    value = value_at(answers, place.base if field.kind == "one_of_dates" else join(place.base, field.to))
    return "" if value is ABSENT or not value else around.say(echo(_plain(value), answers))


def _plain(value: Found) -> JsonValue:
    return None if value is ABSENT else value
