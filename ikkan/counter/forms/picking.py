"""Views of the pages with buttons of their own: lists of items, ranked choices, combinations, searches."""

from dataclasses import dataclass

from ikkan.counter.forms.definition import Field, Listing
from ikkan.counter.forms.drawn import Drawing
from ikkan.counter.forms.paths import join, list_at, object_at, text_at, value_at
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.pressing import NOT_PLACED
from ikkan.counter.forms.showing import NOT_PLACED_WORDS, show_day, show_row, show_value
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Choice, Choices, TextBox
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Text

MOST_SHOWN = 20
SEARCH = Text("名前や駅で探す", "Search by name or station", "名前（なまえ）や 駅（えき）で 探（さが）す")


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its buttons: the position, what it says, and whether it can move."""

    index: int
    label: str
    hint: str = ""
    can_rise: bool = False
    can_fall: bool = False


@dataclass(frozen=True, slots=True)
class ListView:
    """Items with remove buttons, and the button that adds one."""

    rows: tuple[Row, ...]
    add_label: str
    can_add: bool
    can_copy: bool


@dataclass(frozen=True, slots=True)
class RowsView:
    """Chosen rows in their order, best first; `asks` are the radios that make a new row."""

    name: str
    legend: str
    hint: str
    error: str
    rows: tuple[Row, ...]
    asks: tuple[Choices, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchView:
    """A search box with what was found; `found` leaves out what is already chosen."""

    box: TextBox
    found: Choices | None
    picks: tuple[Choice, ...]
    more_count: int
    chosen: str


def list_view(place: Place, listing: Listing, answers: JsonObject, around: Surroundings) -> ListView:
    """Return the items of a list page."""
    items = list_at(answers, place.path(listing.at))
    rows = tuple(
        Row(index, f"{around.say(listing.item)}{index + 1}", _card(item, place, listing, around))
        for index, item in enumerate(items)
        if isinstance(item, dict)
    )
    return ListView(
        rows=rows,
        add_label=around.say(listing.add if items else listing.first),
        can_add=len(items) < listing.most,
        can_copy=bool(listing.copies and items),
    )


def _card(item: JsonObject, place: Place, listing: Listing, around: Surroundings) -> str:
    asked = [field for page in place.section.pages if page.each == listing.at for field in page.fields]
    shown: list[str] = []
    for path in listing.shows:
        value = value_at(item, path)
        field = next((one for one in asked if one.to == path), None)
        is_day = field is None or field.kind == "one_of_dates"
        shown.append(show_day(value, around.language) if field is None or is_day else show_value(field, value, around))
    return "、".join(part for part in shown if part)


def rows_view(field: Field, drawing: Drawing) -> RowsView:
    """Return the rows of a ranked or combination page."""
    around = drawing.around
    kept = list_at(drawing.item, field.to)
    rows: list[Row] = []
    names = {
        text_at(item, "id"): text_at(item, "name.given") or text_at(item, "id")
        for item in list_at(drawing.answers, field.keys)
    }
    for index, one in enumerate(kept):
        if isinstance(one, dict):
            label, hint = show_row(one, names, field, around), ""
        else:
            choice = around.choice(field.source, str(one))
            label, hint = (str(one), "") if choice is None else (choice.label, choice.hint)
        rows.append(Row(index, label, hint, index > 0, index < len(kept) - 1))
    return RowsView(
        name=field.key,
        legend=around.say(field.label),
        hint=drawing.hint(field),
        error=drawing.error(field.key),
        rows=tuple(rows),
        asks=tuple(_asks(field, drawing)) if field.kind == "combination" else (),
    )


def _asks(field: Field, drawing: Drawing) -> list[Choices]:
    around = drawing.around
    asks: list[Choices] = []
    for index in range(len(list_at(drawing.answers, field.keys))):
        item = object_at(drawing.answers, join(field.keys, str(index)))
        key = text_at(item, "id")
        found = [(str(code), around.choice(field.source, str(code))) for code in list_at(item, field.choices_of)]
        options = [Choice(code, code if one is None else one.label) for code, one in found]
        options.append(Choice(NOT_PLACED, around.say(NOT_PLACED_WORDS)))
        legend = text_at(item, "name.given") or key
        asks.append(Choices(f"{field.key}-{key}", legend, options))
    return asks


def search_view(field: Field, drawing: Drawing, query: str) -> SearchView:
    """Return a search with its first 20 answers; without words, what the source gives first."""
    around = drawing.around
    chosen = list_at(drawing.item, field.to) if field.kind == "ranked" else [text_at(drawing.item, field.to)]
    found = [one for one in around.choices(field.source, query) if field.kind == "choose" or one.value not in chosen]
    shown = tuple(found[:MOST_SHOWN])
    kept = "" if field.kind == "ranked" else text_at(drawing.item, field.to)
    current = around.choice(field.source, kept) if kept else None
    options = [Choice(one.value, one.label, one.hint, one.value == kept) for one in shown]
    ask = Choices(field.key, around.say(field.label), options, error=drawing.error(field.key)) if options else None
    return SearchView(
        box=TextBox(
            "q", around.say(SEARCH), query, hint="" if field.kind == "ranked" else drawing.hint(field), width=20
        ),
        found=ask,
        picks=shown,
        more_count=len(found) - len(shown),
        chosen="" if current is None else current.label,
    )
