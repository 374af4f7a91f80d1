"""First answers from what the town already holds, each with its source and day, never over an answer of the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.paths import ABSENT, Absent, Found, list_at, object_at, text_at, value_at, with_value
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.reading import with_ids
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Text


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a first answer came from: its value then, the source, and the day when it was read."""

    value: JsonValue
    source: Text
    on: date

    def as_json(self) -> JsonObject:
        """Return it as JSON for keeping with the draft; :meth:`from_json` reads it back."""
        source: JsonObject = {"ja": self.source.ja, "easy": self.source.easy, "en": self.source.en}
        return {"value": self.value, "source": source, "on": self.on.isoformat()}

    @staticmethod
    def from_json(stored: JsonObject) -> "Mark":
        """Read a mark written by :meth:`as_json`."""
        source = object_at(stored, "source")
        words = Text(ja=text_at(source, "ja"), en=text_at(source, "en"), easy=text_at(source, "easy"))
        return Mark(stored.get("value"), words, date.fromisoformat(text_at(stored, "on")))


Marks = Mapping[str, Mark]


def apply_prefill(
    form: Form, answers: JsonObject, known: JsonObject, *, on: date, marks: Marks | None = None
) -> tuple[JsonObject, dict[str, Mark]]:
    """Fill in what is not answered yet from what the town knows.

    Args:
        form: its rows say what goes where; an origin ``answers.…`` is an earlier answer of this same form.
        answers: the answers so far; not changed.
        known: what the town holds, in the shape that the form's rows name; parts may be missing.
        on: the day when it was read.
        marks: marks of an earlier call, kept.

    Returns:
        The answers, and by path the mark of everything that was filled in so far.
    """
    marked = dict(marks or {})
    for row in form.prefill:
        if value_at(answers, row.to) is not ABSENT or (row.condition is not None and not row.condition(answers)):
            continue
        value = value_at({**known, "answers": answers}, row.origin)
        if value is ABSENT or isinstance(value, Absent) or value is None or value in ("", [], {}):
            continue
        answers = with_value(answers, row.to, value)
        marked[row.to] = Mark(value, row.source, on)
    return with_ids(form, answers), marked


def mark_of(marks: Marks, path: str) -> tuple[Mark, Found] | None:
    """Return the mark that covers a path and the value that stood there then, or None."""
    steps = path.split(".")
    for count in range(len(steps), 0, -1):
        mark = marks.get(".".join(steps[:count]))
        if mark is not None:
            return mark, value_at(mark.value, ".".join(steps[count:]))
    return None


def is_changed(marks: Marks, path: str, answers: JsonObject) -> bool:
    """Tell whether an answer differs from what the town held."""
    found = mark_of(marks, path)
    return found is not None and found[1] is not ABSENT and found[1] != value_at(answers, path)


def is_as_held(marks: Marks, path: str, answers: JsonObject) -> bool:
    """Tell whether an answer is just what the town held."""
    found = mark_of(marks, path)
    return found is not None and found[1] is not ABSENT and found[1] == value_at(answers, path)


def is_known(place: Place, answers: JsonObject, marks: Marks) -> bool:
    """Tell whether a page needs no asking: everything on it is as the town holds it.

    Such a page is passed over, and its answers are shown above the next question with a link to change them.
    """
    listing = place.page.listing
    if listing is not None:
        path = place.path(listing.at)
        return listing.may_be_known and bool(list_at(answers, path)) and is_as_held(marks, path, answers)
    if not place.page.fields or place.page.is_review:
        return False
    return all(
        any(
            value_at(answers, place.path(to)) not in (ABSENT, None) and is_as_held(marks, place.path(to), answers)
            for to in field.paths
        )
        or (field.optional and field.kind != "checks" and value_at(answers, place.path(field.to)) is ABSENT)
        for field in place.page.fields
    ) and any(mark_of(marks, place.path(to)) for field in place.page.fields for to in field.paths)
