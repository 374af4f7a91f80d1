"""A made-up parent who fills in the form page by page, as a browser without JavaScript would."""

from dataclasses import dataclass, field
from datetime import date

from ikkan.counter.forms.definition import Field, Form
from ikkan.counter.forms.paths import ABSENT, Found, list_at, object_at, text_at, value_at
from ikkan.counter.forms.places import Place, find_place, places
from ikkan.counter.forms.prefill import Mark
from ikkan.counter.forms.pressing import press
from ikkan.counter.forms.progress import first_place, next_place, next_section
from ikkan.counter.forms.reading import read_page
from ikkan.counter.forms.showing import fitting_row
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.forms.uploads import owner_of, put_document
from ikkan.counter.parts import Choice
from ikkan.kernel.json_value import JsonObject

FACILITIES = {
    "0013020001": "みなと保育園",
    "0013020007": "すみれこども園",
    "0013020012": "くすのき保育園",
    "0013020099": "ひかり小規模保育",
}
TODAY = date(2026, 11, 10)


def choices(source: str, query: str) -> list[Choice]:
    """Give the made-up town's facilities, months and streets."""
    found = {
        "facilities": FACILITIES,
        "start_months": {"2027-04-01": "令和9年4月", "2027-05-01": "令和9年5月"},
        "towns": {"静岡県焼津市栄町一丁目": "静岡県焼津市栄町一丁目"},
    }[source]
    if source == "towns":
        return [Choice(code, name) for code, name in found.items() if query in ("4250027", "425-0027", code)]
    return [Choice(code, name) for code, name in found.items() if query in name or query == code]


AROUND = Surroundings(today=TODAY, choices=choices)


@dataclass
class Hand:
    """Fill in the form so that it says `wanted`; `pages` and `taps` count what that took."""

    form: Form
    wanted: JsonObject
    answers: JsonObject = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    taps: int = 0

    def walk(self) -> JsonObject:
        """Go from the first page to the last and return the answers."""
        here = first_place(self.form.sections[0], self.answers, self.marks)
        while here is not None:
            assert len(self.pages) < 200, self.pages[-10:]
            self.fill(here)
            again = find_place(self.form, here.key, self.answers)
            assert again is not None
            here = next_place(again, self.answers, self.marks) or next_section(
                self.form, again, self.answers, self.marks
            )
        return self.answers

    def fill(self, place: Place) -> None:
        """Fill in one page and press its main button."""
        self.pages.append(place.key)
        self._press_buttons(place)
        posted: dict[str, list[str]] = {}
        for one in place.page.fields:
            if one.kind == "upload":
                self._upload(one, place)
            posted |= self._boxes(one, value_at(self.wanted, place.path(one.to)), place)
        self.taps += sum(len(values) for name, values in posted.items() if any(values)) + 1
        read = read_page(self.form, place, posted, self.answers, AROUND)
        assert not read.faults, (place.key, read.faults)
        self.answers = read.answers

    def _press(self, place: Place, button: str, posted: dict[str, list[str]] | None = None) -> None:
        self.taps += 1 + len(posted or {})
        after = press(place, button, posted or {}, self.answers, AROUND)
        assert after is not None
        self.answers = after

    def _press_buttons(self, place: Place) -> None:
        listing = place.page.listing
        if listing is not None:
            path = place.path(listing.at)
            while len(list_at(self.answers, path)) < len(list_at(self.wanted, path)):
                self._press(place, "add")
        for one in place.page.fields:
            for value in list_at(self.wanted, place.path(one.to)) if one.kind in ("ranked", "combination") else ():
                if isinstance(value, dict):
                    row = {f"{one.key}-{key}": [str(code) or "-"] for key, code in value.items()}
                    self._press(place, "add", row)
                elif value not in list_at(self.answers, place.path(one.to)):
                    self._press(place, f"pick:{value}")

    def _upload(self, one: Field, place: Place) -> None:
        self.taps += 1
        document: JsonObject = {"kind": one.paper, "of": owner_of(place, self.answers), "sha256": "0" * 64}
        self.answers = put_document(self.answers, one.to, {**document, "name": "写真.jpg", "facts": {}})

    def _boxes(self, one: Field, value: Found, place: Place) -> dict[str, list[str]]:
        item = object_at(self.wanted, place.base)
        if one.kind in ("name", "kana"):
            return {f"{one.key}-{side}": [text_at(item, f"{one.to}.{side}")] for side in ("family", "given")}
        if one.kind in ("date", "month"):
            return _date_boxes(one.key, value)
        if one.kind == "one_of_dates":
            which = next(o for o in one.options if value_at(item, str(o.value)) not in (None, ABSENT))
            boxes = _date_boxes(one.key, value_at(item, str(which.value)))
            return boxes | {f"{one.key}_which": [which.token]}
        if one.kind == "hours":
            return {one.key: [_text(value)], f"{one.key}_unit": ["month"]}
        if one.kind == "checks":
            return {one.key: [part.key for part in one.parts if value_at(item, part.to) is True]}
        if one.kind == "mapped":
            row = fitting_row(one, object_at(self.wanted, one.to))
            assert row is not None
            return {name: [allowed[0]] for name, allowed in row.when.items()}
        if one.kind == "address":
            parts = {"zip": "postal", "town": "town", "block": "block", "building": "building"}
            return {box: [text_at(item, f"{one.to}.{part}")] for box, part in parts.items()}
        if one.kind in ("ranked", "combination", "upload"):
            return {}
        if one.optional and value in (0, "", ABSENT):
            return {}
        return {one.key: [_token(one, value)]}


def _token(one: Field, value: Found) -> str:
    if one.kind == "copies":
        return "true" if value else "false"
    option = next((o for o in one.options if type(o.value) is type(value) and o.value == value), None)
    return _text(value) if option is None else option.token


def _text(value: Found) -> str:
    return "" if value is ABSENT or value is None else str(value)


def _date_boxes(key: str, value: Found) -> dict[str, list[str]]:
    if not isinstance(value, str):
        return {}
    return {f"{key}_{name}": [part] for name, part in zip(("year", "month", "day"), value.split("-"), strict=True)}


def every_place(form: Form, answers: JsonObject) -> list[Place]:
    """Return every page that is asked."""
    return [place for section in form.sections for place in places(section, answers)]
