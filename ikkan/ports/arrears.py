"""Arrears of nursery fees: asked of the fee system through a port; the fake answers from a table of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from ikkan.ports.health import PortHealth


class Arrears(Protocol):
    """The fee system."""

    def months_owed(self, household: str) -> int:
        """Return the months of unpaid fees of a household (世帯番号)."""
        ...

    def check_config(self) -> PortHealth:
        """Say whether the port works."""
        ...


@dataclass(frozen=True, slots=True)
class FakeArrears:
    """A fee system that knows only what it was given; nobody else owes anything."""

    owed: Mapping[str, int] = field(default_factory=dict)

    def months_owed(self, household: str) -> int:
        """Return the months given for the household, or none."""
        return self.owed.get(household, 0)

    def check_config(self) -> PortHealth:
        """Say that this is a fake."""
        return PortHealth(
            "arrears", is_real=False, is_ok=True, said="つくりものの滞納照会（実システムにはつながっていません）"
        )


def arrears_port() -> Arrears:
    """Return the fee system that the setting IKKAN_ARREARS_PORT names, the fake by default."""
    port: Arrears = import_string(settings.IKKAN_ARREARS_PORT)()
    return port
