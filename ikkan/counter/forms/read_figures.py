"""Reading dates and numbers. All spelling rules are the kernel's."""

from datetime import date
from typing import Final

from ikkan.counter.forms.definition import Field
from ikkan.counter.forms.faults import FieldFault, missing, noun, rejected
from ikkan.counter.forms.paths import join
from ikkan.counter.forms.typed import FieldReading, Typed, one_value
from ikkan.kernel.inputs import Accepted, Note, Rejected, read_date_boxes, read_hours, read_number
from ikkan.kernel.outcome import Text

FIRST_OF_MONTH: Final = "1"


def _bound(field_latest: str, typed: Typed) -> date | None:
    return typed.around.today if field_latest == "today" else None


def _date(field: Field, typed: Typed, latest: str, *, day: str | None = None) -> Accepted[date] | FieldFault:
    boxes = [typed.text(f"{field.key}_{name}") for name in ("year", "month")]
    boxes.append(typed.text(f"{field.key}_day") if day is None else day)
    names = ("year", "month", "day") if day is None else ("year", "month")
    read = read_date_boxes(*boxes, label=noun(field.label), latest=_bound(latest, typed))
    if isinstance(read, Accepted):
        return read
    empty = frozenset(name for name, text in zip(names, boxes, strict=False) if not text.strip())
    wrong = empty if empty and read.code in ("empty", "incomplete") else frozenset(names)
    box = f"{field.key}_{next(name for name in names if name in wrong)}"
    message = rejected(read, field.label)
    return FieldFault(join(typed.base, field.to), read.code, message, box, wrong)


def _is_blank_date(field: Field, typed: Typed) -> bool:
    return not any(typed.text(f"{field.key}_{name}").strip() for name in ("year", "month", "day"))


def read_day(field: Field, typed: Typed) -> FieldReading:
    """Read a date in three boxes."""
    if field.optional and _is_blank_date(field, typed):
        return FieldReading(unsets=(field.to,))
    return _dated(field.to, _date(field, typed, field.latest))


def read_month(field: Field, typed: Typed) -> FieldReading:
    """Read a year and a month; the first day of it is kept."""
    if field.optional and _is_blank_date(field, typed):
        return FieldReading(unsets=(field.to,))
    blank = _is_blank_date(field, typed)
    return _dated(field.to, _date(field, typed, field.latest, day="" if blank else FIRST_OF_MONTH))


def _dated(to: str, read: Accepted[date] | FieldFault) -> FieldReading:
    if isinstance(read, FieldFault):
        return FieldReading(faults=(read,))
    return FieldReading({to: read.value.isoformat()}, notes=() if read.note is None else (read.note,))


def read_one_of_dates(field: Field, typed: Typed) -> FieldReading:
    """Read which of several dates it is, and the date; the others become null."""
    token = typed.text(f"{field.key}_which")
    option = next((one for one in field.options if one.token == token), None)
    if option is None:
        return FieldReading(faults=(typed.fault(field, "empty", missing(field), f"{field.key}_which_0"),))
    read = _dated(str(option.value), _date(field, typed, option.latest))
    if read.faults:
        return read
    others = {str(one.value): None for one in field.options}
    return FieldReading({**others, **read.sets}, notes=read.notes)


def read_number_field(field: Field, typed: Typed) -> FieldReading:
    """Read a whole number with or without its unit."""
    if field.optional and not typed.text(field.key).strip():
        return FieldReading(unsets=(field.to,))
    unit = "" if field.unit is None else field.unit.ja
    read = read_number(typed.text(field.key), label=noun(field.label), unit=unit, least=field.least, most=field.most)
    return one_value(field, typed, read)


def read_hours_field(field: Field, typed: Typed) -> FieldReading:
    """Read hours a month or a week; kept are those of the first unit, and the sum is said."""
    token = typed.text(f"{field.key}_unit")
    unit = next((one for one in field.units if one.code == token), None)
    if unit is None:
        label = f"{field.label.ja}は「{'」か「'.join(one.label.ja for one in field.units)}」を選んでください"
        en = f"Choose {' or '.join(one.label.en for one in field.units)}"
        easy = f"「{'」か「'.join(one.label.easy for one in field.units)}」を 選（えら）んでください"
        return FieldReading(faults=(typed.fault(field, "unit", Text(label, en, easy), f"{field.key}_unit_0"),))
    most = None if field.most is None else field.most // unit.times
    read = read_hours(typed.text(field.key), label=noun(field.label), least=max(field.least, 1), most=most)
    if isinstance(read, Rejected):
        return one_value(field, typed, read)
    value = read.value * unit.times
    first = field.units[0].label
    said = Note("converted", f"{first.ja}{value}時間として受け付けました", f"We recorded {value} hours {first.en}")
    return FieldReading({field.to: value}, notes=() if unit.times == 1 else (said,))
