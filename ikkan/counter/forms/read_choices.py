"""Reading answers that are chosen, not written."""

from ikkan.counter.forms.definition import Field
from ikkan.counter.forms.faults import missing
from ikkan.counter.forms.paths import text_at
from ikkan.counter.forms.typed import FieldReading, Typed
from ikkan.kernel.outcome import Text


def read_radios(field: Field, typed: Typed) -> FieldReading:
    """Read the answer of radios: one of the form's options, or of the source's."""
    token = typed.text(field.key)
    if field.source:
        if token and typed.around.choice(field.source, token) is not None:
            return FieldReading({field.to: token})
    else:
        for option in field.options:
            if option.token == token:
                return FieldReading({field.to: option.value})
    if field.optional and not token:
        return FieldReading(unsets=(field.to,))
    return FieldReading(faults=(typed.fault(field, "empty", missing(field)),))


def read_copies(field: Field, typed: Typed) -> FieldReading:
    """Read a yes or no that takes over another answer, or leaves this one blank."""
    answer = typed.text(field.key)
    if answer not in ("true", "false"):
        return FieldReading(faults=(typed.fault(field, "empty", missing(field)),))
    return FieldReading({field.to: text_at(typed.item, field.source) if answer == "true" else ""})


def read_checks(field: Field, typed: Typed) -> FieldReading:
    """Read boxes to tick; one that is not ticked is no."""
    ticked = set(typed.boxes.get(field.key, ()))
    return FieldReading({one.to: one.key in ticked for one in field.parts})


def read_agree(field: Field, typed: Typed) -> FieldReading:
    """Read a statement that must be ticked."""
    if typed.text(field.key):
        return FieldReading({field.to: True})
    label = field.label
    message = Text(
        f"「{label.ja}」に同意するときは、しるしを付けてください",
        f"Tick the box if you agree: {label.en}",
        f"「{label.easy}」に 「はい」の ときは しるしを つけてください",
    )
    return FieldReading(faults=(typed.fault(field, "not_agreed", message),))
