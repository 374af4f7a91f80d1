"""What the fake provider remembers, in the cache of the database: several web processes are one provider."""

from typing import Final

from django.core.cache import cache

from ikkan.kernel.json_value import JsonObject

_PREFIX: Final = "fake_auth_app"


def put(kind: str, key: str, value: JsonObject, seconds: int) -> None:
    """Remember a value for some seconds."""
    cache.set(f"{_PREFIX}:{kind}:{key}", value, timeout=seconds)


def look(kind: str, key: str) -> JsonObject | None:
    """Return a value without forgetting it, or None."""
    found = cache.get(f"{_PREFIX}:{kind}:{key}")
    return found if isinstance(found, dict) else None


def is_first(kind: str, key: str, seconds: int) -> bool:
    """Tell whether a key is used for the first time, and remember that it was used."""
    return cache.add(f"{_PREFIX}:used-{kind}:{key}", 1, timeout=seconds)
