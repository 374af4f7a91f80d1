"""Reading answers of a form: half-filled forms and odd kinds of value read as absent, never as a fault."""

from datetime import date

from ikkan.kernel.json_value import JsonObject, JsonValue


def part(answers: JsonObject, key: str) -> JsonObject:
    """Return the object under a key, empty when there is none."""
    value = answers.get(key)
    return value if isinstance(value, dict) else {}


def parts(answers: JsonObject, key: str) -> list[JsonObject]:
    """Return the list of objects under a key, empty when there is none."""
    value = answers.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def words(answers: JsonObject, key: str) -> list[str]:
    """Return the list of texts under a key."""
    value = answers.get(key)
    return [item for item in value if isinstance(item, str) and item] if isinstance(value, list) else []


def word(answers: JsonObject, key: str, absent: str = "") -> str:
    """Return the text under a key."""
    value = answers.get(key)
    return value if isinstance(value, str) and value else absent


def flag(answers: JsonObject, key: str) -> bool:
    """Tell whether a key is answered with yes."""
    return answers.get(key) is True


def number(answers: JsonObject, key: str) -> float:
    """Return the number under a key, 0 when there is none."""
    value = answers.get(key)
    return _as_number(value)


def _as_number(value: JsonValue) -> float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def day(answers: JsonObject, key: str) -> date | None:
    """Return the date under a key, None when there is none or it is not one."""
    try:
        return date.fromisoformat(word(answers, key))
    except ValueError:
        return None
