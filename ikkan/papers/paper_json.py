"""Read typed values out of stored JSON, with an error that names the key."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from ikkan.kernel.json_value import JsonValue

Word = TypeVar("Word", bound=str)


def _wrong(key: str, wanted: str, got: object) -> ValueError:
    """Return the error for a value of another type."""
    return ValueError(
        f"The stored paper's '{key}' must be {wanted}, got {type(got).__name__}. "
        "The paper was not written by this program or by an older form of it; make the paper again from its case."
    )


def text(value: Mapping[str, JsonValue], key: str) -> str:
    """Return the string under `key`."""
    found = value.get(key)
    if not isinstance(found, str):
        raise _wrong(key, "a text", found)
    return found


def flag(value: Mapping[str, JsonValue], key: str) -> bool:
    """Return the boolean under `key`."""
    found = value.get(key)
    if not isinstance(found, bool):
        raise _wrong(key, "true or false", found)
    return found


def _all_texts(found: JsonValue, key: str) -> tuple[str, ...]:
    """Return a list of strings as a tuple."""
    if not isinstance(found, list):
        raise _wrong(key, "a list of texts", found)
    out: list[str] = []
    for item in found:
        if not isinstance(item, str):
            raise _wrong(key, "a list of texts", item)
        out.append(item)
    return tuple(out)


def texts(value: Mapping[str, JsonValue], key: str) -> tuple[str, ...]:
    """Return the strings in the list under `key`."""
    return _all_texts(value.get(key), key)


def table(value: Mapping[str, JsonValue], key: str, *, width: int | None = None) -> tuple[tuple[str, ...], ...]:
    """Return the rows of strings under `key`; with `width`, each row must have that many cells."""
    found = value.get(key)
    if not isinstance(found, list):
        raise _wrong(key, "a list of rows", found)
    rows = tuple(_all_texts(row, key) for row in found)
    if width is not None and any(len(row) != width for row in rows):
        raise _wrong(key, f"rows of {width} texts", found)
    return rows


def objects(value: JsonValue, key: str) -> tuple[Mapping[str, JsonValue], ...]:
    """Return the JSON objects in a list."""
    if not isinstance(value, list):
        raise _wrong(key, "a list of objects", value)
    out: list[Mapping[str, JsonValue]] = []
    for item in value:
        if not isinstance(item, dict):
            raise _wrong(key, "an object", item)
        out.append(item)
    return tuple(out)


def word(value: str, key: str, allowed: Iterable[Word]) -> Word:
    """Return the member of `allowed` that equals `value`, so that the type is narrowed without a cast."""
    for one in allowed:
        if one == value:
            return one
    raise ValueError(f"The stored paper's '{key}' is '{value}', which is not a known word for it.")
