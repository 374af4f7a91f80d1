"""From fields to the shapes of the page furniture, filled with what was typed or what is kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ikkan.counter.forms.definition import Field
from ikkan.counter.forms.drawn import Drawing, Pair, Part
from ikkan.counter.forms.paths import ABSENT, Found, list_at, object_at, text_at, value_at
from ikkan.counter.forms.read_texts import BLOCK, BUILDING, FAMILY, GIVEN, KANA_FAMILY, KANA_GIVEN, TOWN, ZIP
from ikkan.counter.forms.several import options_of
from ikkan.counter.forms.showing import NO, YES, echo_of, fitting_row
from ikkan.counter.forms.uploads import document_for
from ikkan.counter.parts import Choice, Choices, DateBoxes, TextBox
from ikkan.kernel.addresses import show_postal
from ikkan.kernel.inputs import show_phone
from ikkan.kernel.outcome import Text

WHICH_UNIT = Text("どの期間の時間ですか", "Hours for which period?", "どちらの 時間（じかん）ですか")
WHICH_DATE = Text("どの日付ですか", "Which date is it?", "どちらですか")
AGREE = Text("はい", "Yes, I agree", "はい")


def draw_field(field: Field, drawing: Drawing) -> list[Part]:
    """Return the parts of a field."""
    return list(DRAWERS[field.kind](field, drawing))


def _plain(value: Found) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}"
    return value if isinstance(value, str) else ""


def _box(field: Field, drawing: Drawing, kept: str, **looks: str | int) -> Part:
    say = drawing.around.say
    box = TextBox(
        name=field.key,
        label=say(field.label) + (f"（{say(field.unit)}）" if field.unit and field.kind == "number" else ""),
        value=drawing.typed(field.key, kept),
        hint=drawing.hint(field),
        error=drawing.error(field.key),
        optional=field.optional,
        width=int(looks.get("width", 0)),
        kind=str(looks.get("kind", "text")),
        inputmode=str(looks.get("inputmode", "")),
        autocomplete=str(looks.get("autocomplete", field.autocomplete)),
        rows=int(looks.get("rows", 0)),
    )
    return Part("counter/parts/text.html", box)


def _line(field: Field, drawing: Drawing) -> Iterator[Part]:
    yield _box(field, drawing, text_at(drawing.item, field.to))


def _lines(field: Field, drawing: Drawing) -> Iterator[Part]:
    yield _box(field, drawing, text_at(drawing.item, field.to), rows=6)


def _phone(field: Field, drawing: Drawing) -> Iterator[Part]:
    kept = text_at(drawing.item, field.to)
    shown = show_phone(kept) if kept else ""
    yield _box(field, drawing, shown, width=12, kind="tel", inputmode="tel", autocomplete="tel")


def _email(field: Field, drawing: Drawing) -> Iterator[Part]:
    kept = text_at(drawing.item, field.to)
    yield _box(field, drawing, kept, kind="email", inputmode="email", autocomplete="email")


def _number(field: Field, drawing: Drawing) -> Iterator[Part]:
    yield _box(field, drawing, _plain(value_at(drawing.item, field.to)), width=8, inputmode="numeric")


def _pair(field: Field, drawing: Drawing) -> Iterator[Part]:
    is_name = field.kind == "name"
    is_own = field.to.startswith("applicant.")
    boxes: list[TextBox] = []
    labels = (FAMILY, GIVEN) if is_name else (KANA_FAMILY, KANA_GIVEN)
    for side, label in zip(("family", "given"), labels, strict=True):
        box = f"{field.key}-{side}"
        kept = text_at(drawing.item, f"{field.to}.{side}")
        hands = f"{side}-name" if is_name and is_own else ""
        shown = drawing.typed(box, kept)
        words, error = drawing.around.say(label), drawing.error(box)
        boxes.append(TextBox(box, words, shown, error=error, width=20, autocomplete=hands))
    say = drawing.around.say
    yield Part("counter/forms/pair.html", Pair(say(field.label), drawing.hint(field), tuple(boxes), field.optional))


def _address(field: Field, drawing: Drawing) -> Iterator[Part]:
    kept = object_at(drawing.item, field.to)
    postal = text_at(kept, "postal")
    rows: tuple[tuple[str, str, Text, str, int], ...] = (
        ("zip", show_postal(postal) if postal else "", ZIP, "postal-code", 8),
        ("town", text_at(kept, "town"), TOWN, "", 0),
        ("block", text_at(kept, "block"), BLOCK, "", 12),
        ("building", text_at(kept, "building"), BUILDING, "", 0),
    )
    for name, value, label, hands, width in rows:
        box = TextBox(
            name,
            drawing.around.say(label),
            drawing.typed(name, value),
            hint=drawing.hint(field) if name == "zip" else "",
            error=drawing.error(name),
            optional=name == "building",
            width=width,
            autocomplete=hands,
        )
        yield Part("counter/parts/text.html", box)


def _day_boxes(field: Field, drawing: Drawing, kept: str, template: str = "counter/parts/date.html") -> Part:
    year, month, day = [*kept.split("-"), "", "", ""][:3]
    names = [f"{field.key}_{name}" for name in ("year", "month", "day")]
    fault = next((one for one in drawing.faults if one.box in names), None)
    numbers = [drawing.typed(name, part.lstrip("0")) for name, part in zip(names, (year, month, day), strict=True)]
    boxes = DateBoxes(
        name=field.key,
        legend=drawing.around.say(field.label),
        year=numbers[0],
        month=numbers[1],
        day=numbers[2],
        hint=drawing.hint(field),
        error="" if fault is None else drawing.around.say(fault.text),
        wrong=frozenset() if fault is None else fault.wrong,
        echo="" if drawing.posted is not None else echo_of(field, drawing.place, drawing.answers, drawing.around),
        birthday=field.birthday and field.to.startswith("applicant."),
    )
    return Part(template, boxes)


def _day(field: Field, drawing: Drawing) -> Iterator[Part]:
    yield _day_boxes(field, drawing, text_at(drawing.item, field.to))


def _month(field: Field, drawing: Drawing) -> Iterator[Part]:
    yield _day_boxes(field, drawing, text_at(drawing.item, field.to), "counter/forms/month.html")


def _one_of_dates(field: Field, drawing: Drawing) -> Iterator[Part]:
    kept = next((option for option in field.options if text_at(drawing.item, str(option.value))), None)
    choices = [(one.token, one.label, one.hint) for one in field.options]
    yield _radios_of(f"{field.key}_which", WHICH_DATE, choices, drawing, "" if kept is None else kept.token)
    yield _day_boxes(field, drawing, "" if kept is None else text_at(drawing.item, str(kept.value)))


def _hours(field: Field, drawing: Drawing) -> Iterator[Part]:
    kept = _plain(value_at(drawing.item, field.to))
    yield _box(field, drawing, kept, width=8)
    units = [(unit.code, unit.label, None) for unit in field.units]
    yield _radios_of(f"{field.key}_unit", WHICH_UNIT, units, drawing, field.units[0].code if kept else "")


def _radios_of(
    name: str, legend: Text, choices: Sequence[tuple[str, Text, Text | None]], drawing: Drawing, kept: str
) -> Part:
    chosen, say = drawing.typed(name, kept), drawing.around.say
    options = [Choice(token, say(label), say(hint), token == chosen) for token, label, hint in choices]
    error = drawing.error(name, f"{name}_0")
    return Part("counter/parts/choices.html", Choices(name, say(legend), options, error=error))


def _radios(field: Field, drawing: Drawing) -> Iterator[Part]:
    kept = value_at(drawing.item, field.to)
    say = drawing.around.say
    if field.source:
        chosen = drawing.typed(field.key, kept if isinstance(kept, str) else "")
        options = [
            Choice(one.value, one.label, one.hint, one.value == chosen)
            for one in drawing.around.choices(field.source, "")
        ]
    else:
        token = next((one.token for one in field.options if type(one.value) is type(kept) and one.value == kept), "")
        chosen = drawing.typed(field.key, token)
        options = [Choice(one.token, say(one.label), say(one.hint), one.token == chosen) for one in field.options]
    yield _group(field, drawing, options)


def _group(field: Field, drawing: Drawing, options: Sequence[Choice], *, many: bool = False) -> Part:
    ask = Choices(
        name=field.key,
        legend=drawing.around.say(field.label),
        options=options,
        hint=drawing.hint(field),
        error=drawing.error(field.key),
        many=many,
        optional=field.optional,
    )
    return Part("counter/parts/choices.html", ask)


def _copies(field: Field, drawing: Drawing) -> Iterator[Part]:
    kept = value_at(drawing.item, field.to)
    token = "" if kept is ABSENT else "true" if kept else "false"
    chosen, say = drawing.typed(field.key, token), drawing.around.say
    labels = {one.token: one.label for one in field.options} or {"true": YES, "false": NO}
    yield _group(field, drawing, [Choice(name, say(label), "", name == chosen) for name, label in labels.items()])


def _checks(field: Field, drawing: Drawing) -> Iterator[Part]:
    kept = {one.key for one in field.parts if value_at(drawing.item, one.to) is True}
    ticked = kept if drawing.posted is None else set(drawing.posted.get(field.key, ()))
    say = drawing.around.say
    options = [Choice(one.key, say(one.label), say(one.hint), one.key in ticked) for one in field.parts]
    yield _group(field, drawing, options, many=True)


def _agree(field: Field, drawing: Drawing) -> Iterator[Part]:
    kept = value_at(drawing.item, field.to) is True
    ticked = kept if drawing.posted is None else bool(drawing.posted.get(field.key))
    yield _group(field, drawing, [Choice("yes", drawing.around.say(AGREE), "", ticked)], many=True)


def _mapped(field: Field, drawing: Drawing) -> Iterator[Part]:
    row = fitting_row(field, object_at(drawing.item, field.to))
    for part in field.parts:
        kept = "" if row is None else next(iter(row.when.get(part.key, ())), "")
        choices = [(one.token, one.label, one.hint) for one in part.options]
        yield _radios_of(part.key, part.label, choices, drawing, kept)


def _facts(field: Field, drawing: Drawing) -> Iterator[Part]:
    document = document_for(field, drawing.place, drawing.answers)
    facts = {} if document is None else object_at(document, "facts")
    beside = Drawing(drawing.place, drawing.answers, facts, drawing.around, drawing.posted, drawing.faults)
    for part in field.parts:
        yield from DRAWERS[part.kind](part, beside)


def _several(field: Field, drawing: Drawing) -> Iterator[Part]:
    ticked = None if drawing.posted is None else set(drawing.posted.get(field.key, ()))
    options = options_of(field, list_at(drawing.item, field.to), ticked, drawing.around)
    if options:
        yield _group(field, drawing, options, many=True)
    beside = replace(drawing, item={})
    for part in field.parts:
        yield from DRAWERS[part.kind](part, beside)


def _by_buttons(_field: Field, _drawing: Drawing) -> Iterator[Part]:
    """Draw nothing: these questions have a page of their own with buttons."""
    yield from ()


DRAWERS: Final[Mapping[str, Callable[[Field, Drawing], Iterator[Part]]]] = {
    "line": _line, "lines": _lines, "name": _pair, "kana": _pair, "phone": _phone, "email": _email,
    "address": _address, "date": _day, "month": _month, "one_of_dates": _one_of_dates, "number": _number,
    "hours": _hours, "radios": _radios, "copies": _copies, "checks": _checks, "agree": _agree, "mapped": _mapped,
    "upload": _facts, "choose": _by_buttons, "ranked": _by_buttons, "combination": _by_buttons,
    "several": _several,
}  # fmt: skip
