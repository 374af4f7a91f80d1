"""Each word of JSON Schema that forms may use says what the jsonschema library says, on every odd value."""

import pytest
from jsonschema import Draft202012Validator

from ikkan.counter.forms.predicates import WORDS, compile_schema
from ikkan.counter.forms.text_formats import format_checker
from ikkan.kernel.json_value import JsonObject, JsonValue

SCHEMAS: list[JsonObject] = [
    {"const": True},
    {"const": 1},
    {"const": None},
    {"enum": [1, "a"]},
    {"enum": [False, "a"]},
    {"enum": ["a", "b"]},
    {"type": "integer"},
    {"type": ["number", "null"]},
    {"type": "boolean"},
    {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}, "additionalProperties": False},
    {"additionalProperties": {"type": "number"}, "maxProperties": 1, "propertyNames": {"pattern": "^a"}},
    {"items": {"minimum": 1}, "minItems": 1, "maxItems": 2},
    {"contains": {"const": 0}},
    {"minLength": 1, "maxLength": 2},
    {"maximum": 1, "exclusiveMinimum": 0},
    {"format": "date"},
    {"format": "one-line"},
    {"format": "many-lines"},
    {"format": "katakana"},
    {"not": {"type": "string"}},
    {"anyOf": [{"const": "a"}, {"type": "array"}], "allOf": [{"maxLength": 1}]},
    {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "number"}},
    {"if": {"required": ["a"]}, "then": False},
    {"$defs": {"x": {"type": "string"}}, "$ref": "#/$defs/x"},
]
VALUES: list[JsonValue] = [
    None, True, False, 0, 1, 1.0, 1.5, -1, "", "a", "ab", "abc", "2024-02-29", "2023-02-29", "20240229", "2024-02-29\n",
    "a\nb", "ア", "あ", "\x00", "\ud800", [], [0], [1], [False], [1, 1, 1], {}, {"a": "x"}, {"a": 1}, {"b": 1},
    {"a": 1, "ab": 2},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_both_say_the_same(schema: JsonObject) -> None:
    library = Draft202012Validator(schema, format_checker=format_checker())
    compiled = compile_schema(schema)
    for value in VALUES:
        assert compiled(value) == library.is_valid(value), value


def test_every_word_is_held_against_the_library() -> None:
    used = {word for schema in SCHEMAS for word in _words(schema)}
    assert set(WORDS) <= used


def _words(schema: JsonValue) -> set[str]:
    if isinstance(schema, list):
        return {word for part in schema for word in _words(part)}
    return (
        set(schema) | {word for part in schema.values() for word in _words(part)} if isinstance(schema, dict) else set()
    )
