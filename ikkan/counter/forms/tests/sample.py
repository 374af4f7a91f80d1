"""A small made-up form, a walk for dogs, with one of each thing that the engine must handle."""

import json
from copy import deepcopy
from datetime import date

from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.form_file import read_form
from ikkan.counter.forms.places import Place, find_place
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Choice
from ikkan.kernel.json_value import JsonObject, JsonValue

PARKS = {"p1": "みなと公園", "p2": "すみれ公園", "p3": "くすのき公園"}


def parks(source: str, query: str) -> list[Choice]:
    """Give the made-up parks."""
    return [
        Choice(code, name) for code, name in PARKS.items() if source == "parks" and (query in name or query == code)
    ]


AROUND = Surroundings(today=date(2026, 11, 10), choices=parks)


def text(ja: str, en: str = "text") -> JsonObject:
    """Return words in three languages."""
    return {"ja": ja, "easy": ja, "en": en}


def ask(to: str, kind: str, ja: str, en: str, **words: JsonValue) -> JsonObject:
    """Return a field."""
    return {"to": to, "as": kind, "label": text(ja, en), **words}


NAME: JsonObject = {
    "type": "object",
    "additionalProperties": False,
    "required": ["family", "given"],
    "properties": {"family": {"type": "string", "maxLength": 100, "format": "one-line"}, "given": {"type": "string"}},
}
WRITTEN: JsonObject = {
    "code": "dogs",
    "version": "2",
    "title": text("犬の散歩", "Dog walk"),
    "schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {"name": NAME},
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "birth", "dogs", "has_car", "parks"],
        "properties": {
            "name": {"$ref": "#/$defs/name"},
            "birth": {"type": "string", "format": "date"},
            "phone": {"type": "string"},
            "hours": {"type": "number", "minimum": 1, "maximum": 100},
            "has_car": {"type": "boolean"},
            "car": {"type": "string"},
            "dogs": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["id", "called", "size"],
                    "properties": {
                        "id": {"type": "string"},
                        "called": {"type": "string", "maxLength": 20},
                        "size": {"enum": ["small", "big"]},
                    },
                },
            },
            "parks": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        },
        "allOf": [
            {
                "if": {"properties": {"has_car": {"const": True}}, "required": ["has_car"]},
                "then": {"required": ["car"], "properties": {"car": {"minLength": 1}}},
            },
        ],
    },
    "groups": [{"title": text("人"), "sections": ["owner", "dogs"]}, {"title": text("送る"), "sections": ["send"]}],
    "sections": [
        {"code": "owner", "title": text("飼い主"), "pages": ["name", "birth", "contact", "car", "car_name"]},
        {"code": "dogs", "title": text("犬"), "pages": ["dogs", "dog"]},
        {"code": "send", "title": text("公園"), "pages": ["parks"], "after": "all"},
    ],
    "pages": {
        "name": {"title": text("お名前"), "fields": [ask("name", "name", "お名前", "Name")]},
        "birth": {
            "title": text("生年月日"),
            "fields": [ask("birth", "date", "生年月日", "Date of birth", latest="today")],
        },
        "contact": {
            "title": text("連絡先"),
            "fields": [
                ask("phone", "phone", "電話番号", "Phone number", optional=True),
                ask("hours", "number", "時間", "Hours", optional=True, least=1, most=100, unit=text("時間", "hours")),
            ],
        },
        "car": {
            "title": text("車"),
            "fields": [
                ask(
                    "has_car",
                    "radios",
                    "車がありますか",
                    "Do you have a car?",
                    options=[{"value": True, "label": text("はい")}, {"value": False, "label": text("いいえ")}],
                )
            ],
        },
        "car_name": {
            "title": text("車の名前"),
            "fields": [ask("car", "line", "車の名前", "Car")],
            "if": {"properties": {"has_car": {"const": True}}, "required": ["has_car"]},
        },
        "dogs": {
            "title": text("犬"),
            "fields": [],
            "list": {
                "at": "dogs",
                "least": 1,
                "most": 3,
                "item": text("犬"),
                "add": text("もう1匹"),
                "first": text("犬を加える"),
                "shows": ["called"],
                "id": "d",
                "copies": ["size"],
            },
        },
        "dog": {
            "title": text("犬のこと"),
            "each": "dogs",
            "fields": [
                ask("called", "line", "呼び名", "What it is called", longest=20),
                ask(
                    "size",
                    "radios",
                    "大きさ",
                    "Size",
                    options=[{"value": "small", "label": text("小さい")}, {"value": "big", "label": text("大きい")}],
                ),
            ],
        },
        "parks": {"title": text("公園"), "fields": [ask("parks", "ranked", "公園", "Parks", source="parks", least=1)]},
    },
    "defaults": [{"to": "phone", "value": ""}, {"to": "car", "value": ""}],
    "prefill": [
        {"to": "name", "from": "resident.name", "source": text("住民記録から")},
        {"to": "birth", "from": "resident.birth", "source": text("住民記録から")},
    ],
}
ANSWERS: JsonObject = {
    "name": {"family": "髙橋", "given": "花子"},
    "birth": "1992-05-03",
    "has_car": False,
    "dogs": [{"id": "d1", "called": "ポチ", "size": "small"}],
    "parks": ["p1"],
}


def form(**changed: JsonValue) -> Form:
    """Return the form, with some of its root words changed."""
    return read_form(json.dumps({**WRITTEN, **changed}).encode())


def written() -> JsonObject:
    """Return the form as its file says it, for spoiling."""
    return deepcopy(WRITTEN)


def place(key: str, answers: JsonObject | None = None) -> Place:
    """Return a page of the form by its address."""
    found = find_place(form(), key, ANSWERS if answers is None else answers)
    assert found is not None, key
    return found
