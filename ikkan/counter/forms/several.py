"""People (or things) picked from what the caller lends, by boxes to tick; one that is not offered can be written."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from ikkan.counter.forms.definition import Field
from ikkan.counter.forms.faults import FieldFault, missing
from ikkan.counter.forms.paths import list_at, object_at, text_at, with_value
from ikkan.counter.forms.read_figures import read_day
from ikkan.counter.forms.read_texts import read_person_kana, read_person_name
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.forms.typed import FieldReading, Reader, Typed
from ikkan.counter.parts import Choice
from ikkan.kernel.json_value import JsonObject, JsonValue

_READERS: Final[Mapping[str, Reader]] = {"name": read_person_name, "kana": read_person_kana, "date": read_day}


def offered(field: Field, kept: list[JsonValue], around: Surroundings) -> dict[str, JsonObject]:
    """Return what can be ticked, by token: what the caller lends, then what was written before."""
    mine = [one for one in kept if isinstance(one, dict)]
    return {_token(one): _without_id(one) for one in (*around.things(field.source), *mine)}


def options_of(field: Field, kept: list[JsonValue], ticked: set[str] | None, around: Surroundings) -> list[Choice]:
    """Return the boxes to tick.

    Args:
        field: the field.
        kept: its answer.
        ticked: tokens of a sending that is shown again; None for the answer that is kept.
        around: lends the things.
    """
    own = {_token(one) for one in kept if isinstance(one, dict)} if ticked is None else ticked
    return [Choice(token, name_of(one), "", token in own) for token, one in offered(field, kept, around).items()]


def name_of(thing: JsonObject) -> str:
    """Return what a thing is called: family and given name."""
    name = object_at(thing, "name")
    return "　".join(part for part in (text_at(name, "family"), text_at(name, "given")) if part)


def read_several(field: Field, typed: Typed) -> FieldReading:
    """Read the ticked things, and one more where it was written."""
    around, kept = typed.around, list_at(typed.item, field.to)
    known, ticked = offered(field, kept, around), typed.boxes.get(field.key, ())
    chosen: list[JsonObject] = [known[token] for token in dict.fromkeys(ticked) if token in known]
    written, faults = _read_written(field, typed)
    if faults:
        return FieldReading(faults=faults)
    if written:
        chosen.append(written)
    if len(chosen) < field.least:
        return FieldReading(faults=(typed.fault(field, "too_few", missing(field)),))
    numbered: list[JsonValue] = [{"id": f"{field.keys}{place}", **one} for place, one in enumerate(chosen, start=1)]
    return FieldReading({field.to: numbered})


def _read_written(field: Field, typed: Typed) -> tuple[JsonObject, tuple[FieldFault, ...]]:
    boxes = [name for name, values in typed.boxes.items() if any(value.strip() for value in values)]
    if not any(name.startswith(f"{part.key}{sign}") for part in field.parts for name in boxes for sign in "-_"):
        return {}, ()
    thing: JsonObject = {}
    faults: list[FieldFault] = []
    for part in field.parts:
        read = _READERS[part.kind](part, typed)
        faults.extend(read.faults)
        for to, value in read.sets.items():
            thing = with_value(thing, to, value)
    return thing, tuple(faults)


def _without_id(thing: JsonObject) -> JsonObject:
    return {name: value for name, value in thing.items() if name != "id"}


def _token(thing: JsonObject) -> str:
    """Return a word for a thing that stays the same when others come and go."""
    written = json.dumps(_without_id(thing), sort_keys=True, ensure_ascii=False)
    return sha256(written.encode()).hexdigest()[:16]
