"""Buttons other than "save": adding, removing, moving and picking. Each is a plain POST, so no JavaScript is needed.

The value of a button is a word and, after a colon, what it is about: ``remove:1``, ``up:2``, ``pick:0013020001``.
"""

from collections.abc import Mapping, Sequence

from ikkan.counter.forms.definition import Field, Listing
from ikkan.counter.forms.paths import ABSENT, join, list_at, object_at, text_at, value_at, with_value
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.json_value import JsonObject, JsonValue

Posted = Mapping[str, Sequence[str]]
NOT_PLACED = "-"


def press(place: Place, button: str, posted: Posted, answers: JsonObject, around: Surroundings) -> JsonObject | None:
    """Return the answers after a button was pressed.

    Args:
        place: the page.
        button: word and object of the button.
        posted: what the page sent.
        answers: the answers so far; not changed.
        around: gives the choices that a pick is held against.

    Returns:
        The new answers; the same when the button has nothing to act on (an old page); None for a word that the page
        does not have.
    """
    word, _, about = button.partition(":")
    listing = place.page.listing
    if listing is not None:
        return _press_list(place.path(listing.at), listing, word, about, answers)
    for field in place.page.fields:
        if field.kind in ("ranked", "combination"):
            row = _posted_row(field, posted, answers) if word == "add" else None
            rows = _pressed_rows(list_at(answers, place.path(field.to)), field, (word, about), row, around)
            return None if rows is None else with_value(answers, place.path(field.to), rows)
    return None


def _press_list(path: str, listing: Listing, word: str, about: str, answers: JsonObject) -> JsonObject | None:
    items = list_at(answers, path)
    if word in ("add", "add_same"):
        if len(items) >= listing.most:
            return answers
        item = _new_item(listing, items, copies=word == "add_same")
        return with_value(answers, path, [*items, item])
    if word == "remove":
        return with_value(answers, path, _removed(items, about))
    return None


def _new_item(listing: Listing, items: list[JsonValue], *, copies: bool) -> JsonObject:
    item: JsonObject = {}
    if listing.id_prefix:
        taken = {text_at(one, "id") for one in items}
        number = next(n for n in range(1, len(items) + 2) if f"{listing.id_prefix}{n}" not in taken)
        item["id"] = f"{listing.id_prefix}{number}"
    if copies and items:
        for path in listing.copies:
            value = value_at(items[-1], path)
            if value is not ABSENT:
                item = with_value(item, path, value)
    return item


def _pressed_rows(
    rows: list[JsonValue], field: Field, button: tuple[str, str], row: JsonObject | None, around: Surroundings
) -> list[JsonValue] | None:
    word, about = button
    if word in ("up", "down"):
        return _moved(rows, about, -1 if word == "up" else 1)
    if word == "remove":
        return _removed(rows, about)
    if word == "pick" and field.kind == "ranked":
        return rows if about in rows or around.choice(field.source, about) is None else [*rows, about]
    if word == "add" and field.kind == "combination":
        is_full = field.most is not None and len(rows) >= field.most
        return rows if row is None or row in rows or is_full else [*rows, row]
    return None


def _posted_row(field: Field, posted: Posted, answers: JsonObject) -> JsonObject | None:
    """Read one way of entering: a choice or "not placed" for each item; None unless all are answered."""
    row: JsonObject = {}
    for index in range(len(list_at(answers, field.keys))):
        item = object_at(answers, join(field.keys, str(index)))
        key = text_at(item, "id")
        chosen = next(iter(posted.get(f"{field.key}-{key}", ())), "")
        if chosen != NOT_PLACED and chosen not in list_at(item, field.choices_of):
            return None
        row[key] = "" if chosen == NOT_PLACED else chosen
    return row if any(row.values()) else None


def _position(rows: list[JsonValue], about: str) -> int | None:
    return int(about) if about.isascii() and about.isdecimal() and len(about) < 6 and int(about) < len(rows) else None


def _removed(rows: list[JsonValue], about: str) -> list[JsonValue]:
    at = _position(rows, about)
    return rows if at is None else [*rows[:at], *rows[at + 1 :]]


def _moved(rows: list[JsonValue], about: str, by: int) -> list[JsonValue]:
    at = _position(rows, about)
    if at is None or not 0 <= at + by < len(rows):
        return rows
    moved = list(rows)
    moved[at], moved[at + by] = moved[at + by], moved[at]
    return moved
