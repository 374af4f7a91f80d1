"""A draft as it is kept: the answers, and beside them what the town's records filled in (prefill marks)."""

from collections.abc import Mapping

from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.paths import object_at
from ikkan.counter.forms.places import is_asked
from ikkan.counter.forms.prefill import Mark
from ikkan.counter.forms.progress import is_finished
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.rooms.intake.drafts import save_draft
from ikkan.rooms.intake.models import Draft

# No answer of any form can have this name: the forms' words are letters only.
MARKS = "_marks"


def answers_of(draft: Draft) -> JsonObject:
    """Return the answers of a draft."""
    return {name: value for name, value in draft.answers.items() if name != MARKS}


def marks_of(draft: Draft) -> dict[str, Mark]:
    """Return by path what the town's records filled in."""
    stored = object_at(dict(draft.answers), MARKS)
    return {path: Mark.from_json(mark) for path, mark in stored.items() if isinstance(mark, dict)}


def with_marks(answers: JsonObject, marks: Mapping[str, Mark]) -> JsonObject:
    """Return answers and marks as a draft keeps them."""
    return {**answers, MARKS: {path: mark.as_json() for path, mark in marks.items()}} if marks else dict(answers)


def save_answers(
    draft: Draft, form: Form, answers: JsonObject, *, version: int, marks: Mapping[str, Mark] | None = None
) -> Draft | Refused:
    """Save the answers of a draft; Refused when another window saved first."""
    kept = marks_of(draft) if marks is None else marks
    finished = [one.code for one in form.sections if is_asked(one, answers) and is_finished(one, answers)]
    return save_draft(draft=draft, answers=with_marks(answers, kept), finished_sections=finished, version=version)
