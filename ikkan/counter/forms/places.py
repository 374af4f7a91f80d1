"""Which pages there are for these answers: conditions applied, one page for each child, parent or wish."""

from collections.abc import Iterator
from dataclasses import dataclass

from ikkan.counter.forms.definition import Form, Listing, Page, Section
from ikkan.counter.forms.paths import join, list_at, object_at, text_at
from ikkan.kernel.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class Place:
    """A page in its section, for one item of a list when it has `each`.

    Args:
        section: the section that it belongs to.
        page: the page.
        base: path below which its fields lie; blank for the root.
        index: which item, or None.
    """

    section: Section
    page: Page
    base: str
    index: int | None = None

    @property
    def key(self) -> str:
        """Return the end of its address: ``children/child_name/0``."""
        item = "" if self.index is None else f"/{self.index}"
        return f"{self.section.code}/{self.page.code}{item}"

    def path(self, to: str) -> str:
        """Return the path of a field from the root."""
        return f"{self.base}.{to}" if self.base and to else self.base or to


def is_asked(section: Section, answers: JsonObject) -> bool:
    """Tell whether a section is asked at all."""
    return section.condition is None or section.condition(answers)


def all_places(section: Section, answers: JsonObject) -> Iterator[tuple[Place, bool]]:
    """Yield every page of a section in order, and whether the answers so far lead to it."""
    asked = is_asked(section, answers)
    for base, index, pages in _runs(section, answers):
        item = object_at(answers, base)
        for page in pages:
            yield (
                Place(section, page, base, index),
                asked and (page.condition is None or page.condition(item)),
            )


def places(section: Section, answers: JsonObject) -> tuple[Place, ...]:
    """Return the pages of a section that are asked, in order."""
    if not is_asked(section, answers):
        return ()
    return tuple(place for place, asked in all_places(section, answers) if asked)


def _runs(section: Section, answers: JsonObject) -> Iterator[tuple[str, int | None, tuple[Page, ...]]]:
    for items, pages in section.runs:
        if not items:
            yield section.at, None, pages
            continue
        for index in range(len(list_at(answers, items))):
            yield f"{items}.{index}", index, pages


def find_place(form: Form, key: str, answers: JsonObject) -> Place | None:
    """Return the page that an address names, or None when it is not asked or does not exist."""
    section = form.section(key.partition("/")[0])
    if section is None:
        return None
    return next((place for place in places(section, answers) if place.key == key), None)


def place_of(form: Form, path: str, answers: JsonObject) -> Place | None:
    """Return the page where an answer is given, by its path; for links from faults and questions."""
    best: tuple[int, Place] | None = None
    for section in form.sections:
        for place in places(section, answers):
            for to in _paths(place):
                if (path == to or path.startswith(to + ".") or to.startswith(path + ".")) and (
                    best is None or len(to) > best[0]
                ):
                    best = len(to), place
    return None if best is None else best[1]


def _paths(place: Place) -> Iterator[str]:
    if place.page.listing is not None:
        yield place.path(place.page.listing.at)
    for field in place.page.fields:
        if field.kind == "one_of_dates":
            yield from (place.path(str(option.value)) for option in field.options)
        elif field.kind == "checks":
            yield from (place.path(part.to) for part in field.parts)
        elif field.kind != "upload":
            yield place.path(field.to)


def listing_of(form: Form, items: str) -> Listing | None:
    """Return the page words of a list, by its path."""
    for section in form.sections:
        for page in section.pages:
            if page.listing is not None and join(section.at, page.listing.at) == items:
                return page.listing
    return None


def item_title(form: Form, place: Place, answers: JsonObject, language: str) -> str:
    """Return whom a page of an item is about: お子さん1（凪）, or blank for a page of no item."""
    if place.index is None:
        return ""
    listing = listing_of(form, place.base.rpartition(".")[0])
    number = (
        "" if listing is None else f"{listing.item.shown(language)}{' ' if language == 'en' else ''}{place.index + 1}"
    )
    name = text_at(answers, join(place.base, "name.given")) or text_at(answers, join(place.base, "name.family"))
    return f"{number}（{name}）" if number and name else number or name
