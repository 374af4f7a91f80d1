"""The page to check the answers, and the copy of what was filed: every answer with its label, as people read it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ikkan.counter.forms.definition import Field, Form, Section
from ikkan.counter.forms.paths import list_at
from ikkan.counter.forms.places import Place, is_asked, item_title, places
from ikkan.counter.forms.prefill import Marks, is_changed
from ikkan.counter.forms.showing import show_field
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Answer, AnswerCard
from ikkan.kernel.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """A section with a card for each child, parent or other item."""

    title: str
    cards: tuple[AnswerCard, ...]


def summarise(
    form: Form, answers: JsonObject, around: Surroundings, *, marks: Marks, url: Callable[[Place], str]
) -> tuple[SectionSummary, ...]:
    """Return every asked question with its answer, by section.

    Args:
        form: the form.
        answers: the answers.
        around: language and choices.
        marks: what the town's records filled in; an answer changed since is tagged ``differs``.
        url: page -> address of its 変更 link.
    """
    asked = (section for section in form.sections if is_asked(section, answers))
    found: list[SectionSummary] = []
    for section in asked:
        cards: list[AnswerCard] = []
        for title, run in _runs(form, section, answers, around.language):
            rows = [row for place in run for row in page_answers(place, answers, around, marks=marks, url=url)]
            cards.append(AnswerCard(title, rows))
        if cards:
            found.append(SectionSummary(around.say(section.title), tuple(cards)))
    return tuple(found)


def _runs(form: Form, section: Section, answers: JsonObject, language: str) -> Iterator[tuple[str, list[Place]]]:
    """Yield the pages of each item together, with whom they are about."""
    shown = (place for place in places(section, answers) if not place.page.is_review)
    for title, run in groupby(shown, key=lambda place: item_title(form, place, answers, language)):
        yield title, list(run)


def page_answers(
    place: Place, answers: JsonObject, around: Surroundings, *, marks: Marks, url: Callable[[Place], str]
) -> Iterator[Answer]:
    """Yield the answers of one page with their links."""
    listing = place.page.listing
    if listing is not None:
        count = len(list_at(answers, place.path(listing.at)))
        shown = f"{count}" if around.language == "en" else f"{count}人"
        yield Answer(around.say(place.page.title), shown, url(place))
    for field in place.page.fields:
        changed = any(is_changed(marks, place.path(to), answers) for to in field.paths)
        value = show_field(field, place, answers, around)
        yield Answer(label_of(field, place, around), value, url(place), "differs" if changed else "")


def label_of(field: Field, place: Place, around: Surroundings) -> str:
    """Return the label of a field where it stands alone; tick boxes are called like the page that is theirs alone."""
    is_alone = field.kind == "checks" and len(place.page.fields) == 1
    return around.say(place.page.title if is_alone else field.label)
