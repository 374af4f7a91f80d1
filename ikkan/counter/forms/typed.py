"""What a page sent for one field, and what reading it gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part

from ikkan.counter.forms.definition import Field
from ikkan.counter.forms.faults import FieldFault, rejected
from ikkan.counter.forms.paths import join
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.inputs import Accepted, Note, Rejected
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Text


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page sent, with the page's place in the answers.

    Args:
        boxes: name of the box -> values.
        base: path of the page's item.
        item: the answers of that item so far.
        around: the day, the language and the choices.
    """

    boxes: Mapping[str, Sequence[str]]
    base: str
    item: JsonObject
    around: Surroundings

    def text(self, name: str) -> str:
        """Return the first value of a box, blank when it was not sent."""
        return next(iter(self.boxes.get(name, ())), "")

    def fault(self, field: Field, code: str, message: Text, box: str = "") -> FieldFault:
        """Return a fault of a field; its own box by default."""
        return FieldFault(join(self.base, field.to), code, message, box or field.key)


@dataclass(frozen=True, slots=True)
class FieldReading:
    """What one field gave: paths below the base with their values, paths left empty, faults, and what to tell."""

    sets: Mapping[str, JsonValue] = part(default_factory=dict)
    faults: tuple[FieldFault, ...] = ()
    notes: tuple[Note, ...] = ()
    unsets: tuple[str, ...] = ()


Reader = Callable[[Field, Typed], FieldReading]


def one_value(field: Field, typed: Typed, read: Accepted[str] | Accepted[int] | Rejected) -> FieldReading:
    if isinstance(read, Rejected):
        return FieldReading(faults=(typed.fault(field, read.code, rejected(read, field.label)),))
    return FieldReading({field.to: read.value}, notes=() if read.note is None else (read.note,))


def left_empty(field: Field, typed: Typed, blank: JsonValue) -> FieldReading | None:
    """Return the reading of an optional field that was left empty."""
    return FieldReading({field.to: blank}) if field.optional and not typed.text(field.key).strip() else None
