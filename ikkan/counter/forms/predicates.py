"""JSON Schema compiled to a yes or no.

Conditions of pages are asked on every page view and thousands of answers are checked in an import, so the part of
JSON Schema 2020-12 that forms may use is compiled once. Words for people come from ``validity``, which asks the
jsonschema library only when this said no; a test holds the two against each other.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ikkan.counter.forms.text_formats import FORMATS
from ikkan.kernel.json_value import JsonObject, JsonValue

Predicate = Callable[[JsonValue], bool]
_SILENT: Final = frozenset({"$schema", "$defs", "title", "description", "then", "else"})


class FaultySchemaError(ValueError):
    """Say which word of a schema forms may not use."""


def compile_schema(schema: JsonValue, defs: JsonObject | None = None) -> Predicate:
    """Compile a schema.

    Args:
        schema: a schema in the words of ``WORDS``; objects inside may point to ``#/$defs/name``.
        defs: definitions of the root; those of the schema itself by default.

    Raises:
        FaultySchemaError: a word is not known, or a definition is missing.
    """
    if isinstance(schema, bool):
        return lambda _: schema
    if not isinstance(schema, dict):
        raise FaultySchemaError(f"A schema must be an object or a boolean, not {schema!r}.")
    if defs is None:
        found = schema.get("$defs")
        defs = found if isinstance(found, dict) else {}
    tests = [_compile_word(word, schema, defs) for word in schema if word not in _SILENT]
    return _all(tests)


def _all(tests: Sequence[Predicate]) -> Predicate:
    """Return one test that holds when all do."""
    if len(tests) == 1:
        return tests[0]

    def test_all(value: JsonValue) -> bool:
        # a generator would cost as much again as the tests, and this runs thousands of times a form
        for test in tests:  # noqa: SIM110
            if not test(value):
                return False
        return True

    return test_all


def _compile_word(word: str, schema: JsonObject, defs: JsonObject) -> Predicate:
    if word not in WORDS:
        raise FaultySchemaError(f"Forms do not use the word {word!r} of JSON Schema. Use one of {', '.join(WORDS)}.")
    return WORDS[word](schema, defs)


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: Final[Mapping[str, Predicate]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "number": _is_number,
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or str(value).endswith(".0")),
}


def _same(left: JsonValue, right: JsonValue) -> bool:
    """Compare as JSON does: true is not 1."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def _type(schema: JsonObject, _: JsonObject) -> Predicate:
    wanted = schema["type"]
    tests = [_TYPES[str(name)] for name in (wanted if isinstance(wanted, list) else [wanted])]
    return tests[0] if len(tests) == 1 else lambda value: any(test(value) for test in tests)


def _enum(schema: JsonObject, _: JsonObject) -> Predicate:
    wanted = schema["enum"]
    members = wanted if isinstance(wanted, list) else []
    if all(isinstance(member, str) for member in members):
        words = frozenset(str(member) for member in members)
        return lambda value: isinstance(value, str) and value in words
    return lambda value: any(_same(value, member) for member in members)


def _const(schema: JsonObject, _: JsonObject) -> Predicate:
    wanted = schema["const"]
    return lambda value: _same(value, wanted)


def _properties(schema: JsonObject, defs: JsonObject) -> Predicate:
    parts = [(name, compile_schema(part, defs)) for name, part in _object(schema["properties"]).items()]

    def test_parts(value: JsonValue) -> bool:
        if isinstance(value, dict):
            for name, test in parts:
                if name in value and not test(value[name]):
                    return False
        return True

    return test_parts


def _required(schema: JsonObject, _: JsonObject) -> Predicate:
    names = frozenset(str(name) for name in _list(schema["required"]))
    return lambda value: not isinstance(value, dict) or names <= value.keys()


def _additional(schema: JsonObject, defs: JsonObject) -> Predicate:
    known = frozenset(_object(schema.get("properties", {})))
    test = compile_schema(schema["additionalProperties"], defs)
    return lambda value: not isinstance(value, dict) or all(test(value[name]) for name in value.keys() - known)


def _names(schema: JsonObject, defs: JsonObject) -> Predicate:
    test = compile_schema(schema["propertyNames"], defs)
    return lambda value: not isinstance(value, dict) or all(test(name) for name in value)


def _items(schema: JsonObject, defs: JsonObject) -> Predicate:
    test = compile_schema(schema["items"], defs)
    return lambda value: not isinstance(value, list) or all(test(item) for item in value)


def _contains(schema: JsonObject, defs: JsonObject) -> Predicate:
    test = compile_schema(schema["contains"], defs)
    return lambda value: not isinstance(value, list) or any(test(item) for item in value)


def _length(word: str, kind: type, least: bool) -> Callable[[JsonObject, JsonObject], Predicate]:
    def build(schema: JsonObject, _: JsonObject) -> Predicate:
        bound = schema[word]
        if not isinstance(bound, int):
            raise FaultySchemaError(f"{word} must be a whole number, not {bound!r}.")

        def test(value: JsonValue) -> bool:
            if not isinstance(value, kind) or not isinstance(value, str | list | dict):
                return True
            return len(value) >= bound if least else len(value) <= bound

        return test

    return build


def _bound(word: str, fits: Callable[[float, float], bool]) -> Callable[[JsonObject, JsonObject], Predicate]:
    def build(schema: JsonObject, _: JsonObject) -> Predicate:
        bound = schema[word]
        if isinstance(bound, bool) or not isinstance(bound, int | float):
            raise FaultySchemaError(f"{word} must be a number, not {bound!r}.")
        return lambda value: isinstance(value, bool) or not isinstance(value, int | float) or fits(value, bound)

    return build


def _pattern(schema: JsonObject, _: JsonObject) -> Predicate:
    found = re.compile(str(schema["pattern"]))
    return lambda value: not isinstance(value, str) or found.search(value) is not None


def _format(schema: JsonObject, _: JsonObject) -> Predicate:
    name = str(schema["format"])
    if name not in FORMATS:
        raise FaultySchemaError(f"There is no format {name!r}. Use one of {', '.join(FORMATS)}.")
    test = FORMATS[name]
    return lambda value: not isinstance(value, str) or test(value)


def _all_of(schema: JsonObject, defs: JsonObject) -> Predicate:
    return _all([compile_schema(part, defs) for part in _list(schema["allOf"])])


def _any_of(schema: JsonObject, defs: JsonObject) -> Predicate:
    tests = [compile_schema(part, defs) for part in _list(schema["anyOf"])]
    return lambda value: any(test(value) for test in tests)


def _not(schema: JsonObject, defs: JsonObject) -> Predicate:
    test = compile_schema(schema["not"], defs)
    return lambda value: not test(value)


def _if(schema: JsonObject, defs: JsonObject) -> Predicate:
    condition = compile_schema(schema["if"], defs)
    then, otherwise = (compile_schema(schema.get(word, True), defs) for word in ("then", "else"))
    return lambda value: then(value) if condition(value) else otherwise(value)


def _ref(schema: JsonObject, defs: JsonObject) -> Predicate:
    name = str(schema["$ref"]).removeprefix("#/$defs/")
    if name not in defs:
        raise FaultySchemaError(f"There is no definition {name!r} in $defs. Write it there or correct the name.")
    return compile_schema(defs[name], defs)


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


WORDS: Final[Mapping[str, Callable[[JsonObject, JsonObject], Predicate]]] = {
    "type": _type, "enum": _enum, "const": _const, "properties": _properties, "required": _required,
    "additionalProperties": _additional, "propertyNames": _names, "items": _items, "contains": _contains,
    "minItems": _length("minItems", list, least=True), "maxItems": _length("maxItems", list, least=False),
    "minLength": _length("minLength", str, least=True), "maxLength": _length("maxLength", str, least=False),
    "maxProperties": _length("maxProperties", dict, least=False),
    "minimum": _bound("minimum", lambda value, bound: value >= bound),
    "maximum": _bound("maximum", lambda value, bound: value <= bound),
    "exclusiveMinimum": _bound("exclusiveMinimum", lambda value, bound: value > bound),
    "pattern": _pattern, "format": _format, "allOf": _all_of, "anyOf": _any_of, "not": _not, "if": _if, "$ref": _ref,
}  # fmt: skip
