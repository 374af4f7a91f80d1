"""Whole answers against the form's schema, with plain words for every fault.

The compiled schema answers yes or no; only after a no is the jsonschema library asked where and why.
"""

from collections.abc import Iterator
from functools import lru_cache

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from ikkan.counter.forms.definition import Field, Form
from ikkan.counter.forms.faults import FieldFault, missing
from ikkan.counter.forms.paths import join, shape_of
from ikkan.counter.forms.text_formats import format_checker
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Text

MOST_FAULTS = 100
_EMPTY = frozenset({"required", "minLength", "minItems", "exclusiveMinimum"})


def find_faults(form: Form, answers: JsonValue) -> tuple[FieldFault, ...]:
    """Return every fault of complete answers that the schema knows, at most 100, one a place.

    Args:
        form: the form in the version of these answers.
        answers: whatever JSON was given.
    """
    if form.is_valid(answers):
        return ()
    found: dict[str, FieldFault] = {}
    labels = _labels(form)
    for error in _validator(form.code, form.version, _Schema(form.schema)).iter_errors(answers):
        for fault in _faults(error, labels):
            found.setdefault(fault.path, fault)
        if len(found) >= MOST_FAULTS:
            break
    return tuple(found.values())


class _Schema:
    """Carry a schema through a cache that knows it by the form's code and version."""

    def __init__(self, schema: JsonObject) -> None:
        self.schema = schema

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Schema) and other.schema is self.schema

    def __hash__(self) -> int:
        return id(self.schema)


@lru_cache(maxsize=32)
def _validator(_code: str, _version: str, held: _Schema) -> Draft202012Validator:
    return Draft202012Validator(held.schema, format_checker=format_checker())


def _labels(form: Form) -> dict[str, Field]:
    """Return the field that asks for each shape of path."""
    return {
        shape_of(join(base, to)): field
        for section in form.sections
        for page in section.pages
        for base in [join(section.at, page.each, "*") if page.each else section.at]
        for field in page.fields
        for to in _written(field)
    }


def _written(field: Field) -> Iterator[str]:
    yield field.to
    if field.kind == "one_of_dates":
        yield from (str(option.value) for option in field.options)
    if field.kind == "checks":
        yield from (part.to for part in field.parts)


def _faults(error: ValidationError, labels: dict[str, Field]) -> Iterator[FieldFault]:
    path = ".".join(map(str, error.absolute_path))
    here, schema = error.instance, error.schema
    given = list(here) if isinstance(here, dict) else []
    words = schema if isinstance(schema, dict) else {}
    if error.validator == "required":
        for name in words["required"]:
            if name not in given:
                yield _fault(join(path, str(name)), "required", error, labels)
    elif error.validator == "additionalProperties":
        unknown = [name for name in given if name not in words.get("properties", {})]
        yield from (_unknown(join(path, name[:60]), name[:60]) for name in unknown[:MOST_FAULTS])
    else:
        yield _fault(path, str(error.validator), error, labels)


def _unknown(path: str, name: str) -> FieldFault:
    message = Text(
        f"「{name}」という項目はありません。項目の名前を確かめてください",
        f'There is no item "{name}". Check its name',
        f"「{name}」は ありません。名前（なまえ）を 見（み）てください",
    )
    return FieldFault(path, "unknown_item", message)


def _fault(path: str, word: str, error: ValidationError, labels: dict[str, Field]) -> FieldFault:
    field = _field_of(path, labels)
    is_empty = word in _EMPTY or (error.instance is None and word == "type") or error.instance == "" or word == "anyOf"
    if field is None:
        return FieldFault(path, "missing" if is_empty else word, _without_label(path, is_empty=is_empty))
    if is_empty:
        return FieldFault(path, "missing", missing(field))
    return FieldFault(path, word, _wrong(field, word, str(error.validator_value)))


def _field_of(path: str, labels: dict[str, Field]) -> Field | None:
    shape = shape_of(path)
    while shape:
        for key in (shape, shape.replace("parents.*", "parents.0", 1)):
            if key in labels:
                return labels[key]
        shape = shape.rpartition(".")[0]
    return None


def _wrong(field: Field, word: str, bound: str) -> Text:
    label, easy = field.label, field.label.easy or field.label.ja
    if word == "maxLength":
        return Text(
            f"{label.ja}は{bound}文字までで入力してください",
            f"{label.en}: enter at most {bound} characters",
            f"「{easy}」は {bound}文字（もじ）までです",
        )
    if word in ("minimum", "maximum"):
        side_ja, side_en = ("以上", "at least") if word == "minimum" else ("以下", "at most")
        return Text(
            f"{label.ja}は{bound}{side_ja}の数を入力してください",
            f"{label.en}: enter {side_en} {bound}",
            f"「{easy}」は {bound}{side_ja}です",
        )
    if word == "maxItems":
        return Text(f"{label.ja}は{bound}件までです", f"{label.en}: at most {bound}", f"「{easy}」は {bound}までです")
    if word in ("enum", "const"):
        return Text(
            f"「{label.ja}」は選択肢から選んでください",
            f"Choose one of the answers: {label.en}",
            f"「{easy}」を 選（えら）んでください",
        )
    return Text(
        f"「{label.ja}」の書き方を確かめてください。読み取れませんでした",
        f"Check how this is written, we could not read it: {label.en}",
        f"「{easy}」を もう一度（いちど） 書（か）いてください",
    )


def _without_label(path: str, *, is_empty: bool) -> Text:
    what = path or "answers"
    if is_empty:
        return Text(
            f"「{what}」がありません。加えてください", f'"{what}" is missing. Add it', f"「{what}」が ありません"
        )
    return Text(
        f"「{what}」の値が様式に合いません。様式の定義を確かめてください",
        f'"{what}" does not fit the form. See the schema of the form',
        f"「{what}」が 違（ちが）います",
    )
