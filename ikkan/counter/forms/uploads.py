"""Handed-in papers among the answers. The bytes are kept elsewhere; the answers hold hash, name and what was read."""

from collections.abc import Iterator
from dataclasses import dataclass

from ikkan.counter.forms.definition import Field, Form
from ikkan.counter.forms.paths import list_at, object_at, text_at, with_value
from ikkan.counter.forms.places import Place, item_title, places
from ikkan.kernel.json_value import JsonObject, JsonValue


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A paper that these answers ask for, and the page where it is given.

    Args:
        kind: kind of the document.
        of: id of the parent or child whom it is about; blank for the household.
        title: what it is called, with the person.
        place: its page.
        is_there: whether it was given.
    """

    kind: str
    of: str
    title: str
    place: Place
    is_there: bool


def owner_of(place: Place, answers: JsonObject) -> str:
    """Return the id of the item that a page of papers is about; blank for the household."""
    return text_at(object_at(answers, place.base), "id") if place.base else ""


def document_for(field: Field, place: Place, answers: JsonObject) -> JsonObject | None:
    """Return the document given for a field, or None."""
    wanted = (field.paper, owner_of(place, answers))
    for one in list_at(answers, field.to):
        if isinstance(one, dict) and (one.get("kind"), one.get("of")) == wanted:
            return one
    return None


def put_document(answers: JsonObject, path: str, document: JsonObject) -> JsonObject:
    """Return answers that hold a document; one of the same kind for the same person is replaced."""
    kept: list[JsonValue] = [one for one in list_at(answers, path) if not _is_same(one, document)]
    return with_value(answers, path, [*kept, document])


def take_document(answers: JsonObject, path: str, *, kind: str, of: str) -> JsonObject:
    """Return answers without the document of that kind for that person."""
    gone: JsonObject = {"kind": kind, "of": of}
    kept: list[JsonValue] = [one for one in list_at(answers, path) if not _is_same(one, gone)]
    return with_value(answers, path, kept)


def _is_same(one: JsonValue, other: JsonObject) -> bool:
    return isinstance(one, dict) and (one.get("kind"), one.get("of")) == (other.get("kind"), other.get("of"))


def wanted_papers(form: Form, answers: JsonObject, language: str = "ja") -> tuple[WantedPaper, ...]:
    """Return every paper that these answers ask for, in the order of the form."""
    return tuple(_wanted(form, answers, language))


def _wanted(form: Form, answers: JsonObject, language: str) -> Iterator[WantedPaper]:
    for section in form.sections:
        for place in places(section, answers):
            for field in place.page.fields:
                if field.kind == "upload":
                    whom = item_title(form, place, answers, language)
                    title = field.label.shown(language) + (f"（{whom}）" if whom else "")
                    is_there = document_for(field, place, answers) is not None
                    yield WantedPaper(field.paper, owner_of(place, answers), title, place, is_there)
