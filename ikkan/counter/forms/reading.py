"""From what a page sent to the answers: normalised, with a fault in plain words at each box that cannot be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ikkan.counter.forms import read_choices, read_figures, read_texts
from ikkan.counter.forms.definition import Field, Form, Listing
from ikkan.counter.forms.faults import FieldFault, missing
from ikkan.counter.forms.paths import ABSENT, join, list_at, object_at, value_at, with_value, without
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.several import read_several
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.forms.typed import FieldReading, Typed
from ikkan.counter.forms.uploads import document_for
from ikkan.kernel.inputs import Note
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Text


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page gave.

    Args:
        answers: the answers with everything that could be read; a box in fault keeps its earlier answer.
        faults: in the order of the boxes.
        notes: what was understood differently from how it was typed.
    """

    answers: JsonObject
    faults: tuple[FieldFault, ...]
    notes: tuple[Note, ...]


def read_page(
    form: Form, place: Place, posted: Mapping[str, Sequence[str]], answers: JsonObject, around: Surroundings
) -> PageReading:
    """Read a page that was sent by its main button.

    Args:
        form: the form.
        place: the page.
        posted: name of the box -> values, as a request gives them.
        answers: the answers so far; not changed.
        around: the day, the language and the choices.
    """
    new = answers
    faults: list[FieldFault] = []
    notes: list[Note] = []
    if place.page.listing is not None:
        new, found = _read_listing(place, place.page.listing, answers)
        faults.extend(found)
    typed = Typed(posted, place.base, object_at(answers, place.base), around)
    for field in place.page.fields:
        read = (
            _read_document(field, place, typed, answers)
            if field.kind == "upload"
            else READERS[field.kind](field, typed)
        )
        faults.extend(read.faults)
        notes.extend(read.notes)
        for to, value in read.sets.items():
            new = with_value(new, to if field.kind == "upload" else place.path(to), value)
        for to in read.unsets:
            new = without(new, place.path(to))
    return PageReading(with_ids(form, new), tuple(faults), tuple(notes))


def with_ids(form: Form, answers: JsonObject) -> JsonObject:
    """Return the answers with the fixed ids of the form, where the thing they name has been begun."""
    for to, value in form.defaults:
        owner, _, last = to.rpartition(".")
        if last == "id" and isinstance(value_at(answers, owner), dict) and value_at(answers, to) is ABSENT:
            answers = with_value(answers, to, value)
    return answers


def _read_listing(place: Place, listing: Listing, answers: JsonObject) -> tuple[JsonObject, tuple[FieldFault, ...]]:
    path = place.path(listing.at)
    items = list_at(answers, path)
    if len(items) >= listing.least:
        return with_value(answers, path, items), ()
    item = listing.item
    message = Text(
        f"{item.ja}を加えてください", f"Add at least {listing.least}: {item.en}", f"{item.easy}を 入（い）れてください"
    )
    return answers, (FieldFault(path, "too_few", message, "add"),)


def _read_picked(field: Field, typed: Typed) -> FieldReading:
    """Hold a ranked list, which its buttons have already changed, against its least length."""
    count = len(list_at(typed.item, field.to))
    if count >= field.least:
        return FieldReading()
    return FieldReading(faults=(typed.fault(field, "too_few", missing(field)),))


def _read_mapped(field: Field, typed: Typed) -> FieldReading:
    """Read plain questions and keep the values of the first row that they fit."""
    said = {part.key: typed.text(part.key).replace("-", "") for part in field.parts}
    for row in field.rows:
        if all(said.get(name, "") in allowed for name, allowed in row.when.items()):
            return FieldReading({join(field.to, to): value for to, value in row.values.items()})
    empty = next((part for part in field.parts if not said[part.key]), None)
    if empty is not None:
        return FieldReading(faults=(typed.fault(field, "empty", missing(empty), empty.key),))
    message = field.otherwise or missing(field)
    return FieldReading(faults=(typed.fault(field, "contradiction", message, field.parts[-1].key),))


def _read_document(field: Field, place: Place, typed: Typed, answers: JsonObject) -> FieldReading:
    """Read what was typed beside a paper that was already taken in."""
    document = document_for(field, place, answers)
    if document is None:
        label = field.label
        message = Text(
            f"{label.ja}のファイルを選んでください。手もとにないときは「あとで出す」を押してください",
            f'Choose a file for: {label.en}. If you do not have it yet, press "Give it later"',
            f"{label.easy}の ファイルを 選（えら）んでください。ない ときは「あとで 出（だ）す」です",
        )
        return FieldReading(faults=(typed.fault(field, "no_file", message),))
    facts = dict(object_at(document, "facts"))
    faults: list[FieldFault] = []
    for part in field.parts:
        read = READERS[part.kind](part, typed)
        faults.extend(read.faults)
        facts.update(read.sets)
        for name in read.unsets:
            facts.pop(name, None)
    changed = [{**document, "facts": facts} if one is document else one for one in list_at(answers, field.to)]
    return FieldReading({field.to: changed}, tuple(faults))


READERS: Final[Mapping[str, Callable[[Field, Typed], FieldReading]]] = {
    "line": read_texts.read_line,
    "lines": read_texts.read_lines,
    "name": read_texts.read_person_name,
    "kana": read_texts.read_person_kana,
    "phone": read_texts.read_phone_field,
    "email": read_texts.read_email_field,
    "address": read_texts.read_address,
    "date": read_figures.read_day,
    "month": read_figures.read_month,
    "one_of_dates": read_figures.read_one_of_dates,
    "number": read_figures.read_number_field,
    "hours": read_figures.read_hours_field,
    "radios": read_choices.read_radios,
    "choose": read_choices.read_radios,
    "copies": read_choices.read_copies,
    "checks": read_choices.read_checks,
    "agree": read_choices.read_agree,
    "ranked": _read_picked,
    "combination": _read_picked,
    "mapped": _read_mapped,
    "several": read_several,
}
