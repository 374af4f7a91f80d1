"""The list of personal values: each names a column that exists and an answer that the form asks for."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps

from ikkan.kernel.book import Book, Row
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.procedure import LAYERS

FOLDER = Path(__file__).parent.parent
BOOK = Book.open([FOLDER / "book"])
ROWS = BOOK.at(date(2027, 1, 29)).rows("privacy")
ANSWERS = "intake.Filing.answers"
SCHEMA: JsonObject = json.loads((FOLDER / "form.json").read_text(encoding="utf-8"))["schema"]


def listed(row: Row, key: str) -> list[object]:
    value = row.values[key]
    assert isinstance(value, list)
    return list(value)


@pytest.mark.parametrize("row", ROWS, ids=[row.text("id") for row in ROWS])
def test_a_row_names_a_stored_field_and_says_everything(row: Row) -> None:
    app, model, field, *_ = row.text("id").split(".")
    apps.get_model(app, model)._meta.get_field(field)
    assert all(row.text(key) for key in ("why", "why_en", "law", "keep"))
    assert listed(row, "layers")
    assert set(listed(row, "layers")) <= set(LAYERS)
    assert listed(row, "roles")


def test_every_answer_that_the_form_asks_for_is_listed() -> None:
    ids = {row.text("id") for row in ROWS}
    properties = SCHEMA["properties"]
    assert isinstance(properties, dict)
    for name in properties:
        assert any(one == f"{ANSWERS}.{name}" or one.startswith(f"{ANSWERS}.{name}.") for one in ids), name


def test_the_internet_and_the_core_meet_only_through_the_office_layer() -> None:
    for row in ROWS:
        layers = set(listed(row, "layers"))
        assert "lgwan" in layers or not {"internet", "core"} <= layers, row.text("id")


def test_the_registers_never_reach_the_internet() -> None:
    assert all("internet" not in listed(row, "layers") for row in ROWS if row.text("id").startswith("registers."))


@pytest.mark.parametrize(
    ("old", "new"), [('layers = ["core"]', 'layers = ["core", "internet"]'), ("keep_years = 5", "keep_years = 9")]
)
def test_a_town_may_only_narrow_it(old: str, new: str) -> None:
    written = BOOK.files["0/privacy.toml"].decode()
    assert old in written
    Book.from_files({**BOOK.files, "1/privacy.toml": written.replace("keep_years = 5", "keep_years = 3").encode()})
    with pytest.raises(FaultyBook, match="narrow"):
        Book.from_files({**BOOK.files, "1/privacy.toml": written.replace(old, new).encode()})


def test_a_town_may_not_call_a_personal_field_impersonal() -> None:
    head = '[[impersonal]]\nfrom = 2024-04-01\nsource = "市の規程"\nrows = [{ id = "%s", why = "%s" }]\n'
    row = BOOK.at(date(2027, 1, 29)).rows("impersonal")[0]
    fewer = head % (row.text("id"), row.text("why"))
    Book.from_files({**BOOK.files, "1/privacy.toml": fewer.encode()})
    with pytest.raises(FaultyBook, match="narrow"):
        added = fewer.replace(row.text("id"), "nursery.Child.birth")
        Book.from_files({**BOOK.files, "1/privacy.toml": added.encode()})
