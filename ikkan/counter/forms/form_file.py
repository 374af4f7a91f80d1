"""Reading form.json: the layout words are a closed list (layout.schema.json), so a misspelt word is refused."""

import json
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from jsonschema import Draft202012Validator

from ikkan.counter.forms.definition import (
    Field,
    Form,
    Group,
    Listing,
    MappedRow,
    Option,
    Page,
    PrefillRow,
    Section,
    Unit,
)
from ikkan.counter.forms.predicates import Predicate, compile_schema
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Text

T = TypeVar("T")


class FaultyFormError(ValueError):
    """Say where a form.json is wrong and how to mend it."""


@cache
def load_form(folder: Path, version: str = "") -> Form:
    """Load a procedure's form.

    Args:
        folder: folder of the procedure.
        version: the version wanted; the current one by default. Old ones lie beside it as ``form-<version>.json``.

    Raises:
        FaultyFormError: the version does not exist, or the file uses a word that there is not.
    """
    current = read_form((folder / "form.json").read_bytes(), where=str(folder / "form.json"))
    if version in ("", current.version):
        return current
    old = folder / f"form-{version}.json"
    if not version.replace(".", "").isalnum() or not old.is_file():
        raise FaultyFormError(
            f"{folder}: there is no version {version!r} of the form; the current one is {current.version}. "
            f"Keep every version ever filed as form-<version>.json."
        )
    return read_form(old.read_bytes(), where=str(old))


def read_form(written: bytes, *, where: str = "form.json") -> Form:
    """Read a form from the bytes of its file.

    Raises:
        FaultyFormError: a layout word is unknown or missing, or a page or section named does not exist.
        FaultySchemaError: the schema uses a word that forms may not use.
    """
    form: JsonObject = json.loads(written)
    fault = next(iter(layout_words().iter_errors(form)), None)
    if fault is not None:
        place = "/".join(map(str, fault.absolute_path)) or "the root"
        raise FaultyFormError(f"{where}, at {place}: {fault.message[:300]}. docs/forms.md lists the words there are.")
    pages = {code: _page(code, _object(page)) for code, page in _object(form["pages"]).items()}
    sections = {str(_object(one)["code"]): one for one in _list(form["sections"])}
    try:
        read = {code: _section(_object(one), pages, tuple(sections)) for code, one in sections.items()}
        groups = tuple(
            Group(_text(group["title"]), tuple(read[str(code)] for code in _list(group["sections"])))
            for group in map(_object, _list(form["groups"]))
        )
    except KeyError as unknown:
        raise FaultyFormError(f"{where}: there is no section or page {unknown}. Correct the name or add it.") from None
    schema = _object(form["schema"])
    defaults = tuple((str(row["to"]), row["value"]) for row in map(_object, _list(form["defaults"])))
    return Form(
        code=str(form["code"]),
        version=str(form["version"]),
        title=_text(form["title"]),
        schema=schema,
        is_valid=compile_schema(schema),
        groups=groups,
        defaults=defaults,
        prefill=tuple(_prefill(_object(row)) for row in _list(form["prefill"])),
    )


@cache
def layout_words() -> Draft202012Validator:
    """Return the validator of form.json itself: the closed list of layout words."""
    written = (files("ikkan.counter.forms") / "layout.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(written))


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _words(value: JsonValue) -> tuple[str, ...]:
    return tuple(str(word) for word in _list(value))


def _number(value: JsonValue) -> int:
    return value if isinstance(value, int) else 0


def _text(value: JsonValue) -> Text:
    words = _object(value)
    return Text(ja=str(words["ja"]), en=str(words["en"]), easy=str(words["easy"]))


def _maybe(value: JsonValue, build: Callable[[JsonValue], T]) -> T | None:
    return None if value is None else build(value)


_condition: Callable[[JsonValue], Predicate | None] = partial(_maybe, build=compile_schema)


def _option(value: JsonValue) -> Option:
    words = _object(value)
    kept = words["value"]
    return Option(
        value=kept if isinstance(kept, bool) else str(kept),
        label=_text(words["label"]),
        hint=_maybe(words.get("hint"), _text),
        latest=str(words.get("latest", "")),
    )


def _unit(value: JsonValue) -> Unit:
    words = _object(value)
    return Unit(str(words["code"]), _number(words["times"]), _text(words["label"]))


def _row(value: JsonValue) -> MappedRow:
    words = _object(value)
    when = {name: _words(allowed) for name, allowed in _object(words["when"]).items()}
    return MappedRow(when, _object(words["values"]), _text(words["says"]))


def _field(value: JsonValue) -> Field:
    words = _object(value)
    most = words.get("most")
    return Field(
        to=str(words["to"]),
        kind=str(words["as"]),
        label=_text(words["label"]),
        hint=_maybe(words.get("hint"), _text),
        optional=words.get("optional") is True,
        options=tuple(map(_option, _list(words.get("options")))),
        unit=_maybe(words.get("unit"), _text),
        units=tuple(map(_unit, _list(words.get("units")))),
        least=_number(words.get("least")),
        most=most if isinstance(most, int) else None,
        longest=_number(words.get("longest", 100)),
        birthday=words.get("birthday") is True,
        parts=tuple(map(_field, _list(words.get("parts")))),
        rows=tuple(map(_row, _list(words.get("rows")))),
        otherwise=_maybe(words.get("otherwise"), _text),
        **{
            name: str(words.get(name, ""))
            for name in ("source", "latest", "autocomplete", "echo", "book", "paper", "keys", "choices_of")
        },
    )


def _listing(value: JsonValue) -> Listing:
    words = _object(value)
    return Listing(
        at=str(words["at"]),
        least=_number(words["least"]),
        most=_number(words["most"]),
        item=_text(words["item"]),
        add=_text(words["add"]),
        first=_text(words["first"]),
        shows=_words(words["shows"]),
        id_prefix=str(words.get("id", "")),
        copies=_words(words.get("copies")),
        may_be_known=words.get("may_be_known") is True,
    )


def _page(code: str, words: JsonObject) -> Page:
    return Page(
        code=code,
        title=_text(words["title"]),
        fields=tuple(map(_field, _list(words["fields"]))),
        hint=_maybe(words.get("hint"), _text),
        button=_maybe(words.get("button"), _text),
        condition=_condition(words.get("if")),
        each=str(words.get("each", "")),
        listing=_maybe(words.get("list"), _listing),
        quick_exit=words.get("quick_exit") is True,
        is_review=words.get("review") is True,
    )


def _section(words: JsonObject, pages: dict[str, Page], codes: tuple[str, ...]) -> Section:
    code, after = str(words["code"]), words.get("after")
    return Section(
        code=code,
        title=_text(words["title"]),
        pages=tuple(pages[name] for name in _words(words["pages"])),
        hint=_maybe(words.get("hint"), _text),
        at=str(words.get("at", "")),
        condition=_condition(words.get("if")),
        after=tuple(one for one in codes if one != code) if after == "all" else _words(after),
        may_wait=words.get("may_wait") is True,
    )


def _prefill(words: JsonObject) -> PrefillRow:
    return PrefillRow(str(words["to"]), str(words["from"]), _text(words["source"]), _condition(words.get("if")))
