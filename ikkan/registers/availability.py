"""Whether the resident register answers: not in a layer that lies before it, and not while it is down."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings

_LAYERS_WITH_REGISTER: Final = frozenset({"all", "core"})


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The register did not answer, and why. Whoever asked waits or goes on without it; nothing has failed."""

    why: str


def unavailable() -> Unavailable | None:
    """Return why the register does not answer now, None when it does."""
    if settings.IKKAN_LAYER not in _LAYERS_WITH_REGISTER:
        return Unavailable(f"the register stands in the core network, not in {settings.IKKAN_LAYER}")
    if settings.IKKAN_REGISTER != "up":
        return Unavailable("the register is down for work; try again later")
    return None


def register_is_up() -> bool:
    """Tell whether the register answers."""
    return unavailable() is None
