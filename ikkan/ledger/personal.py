"""Where personal data stands: each room says how its own rows are destroyed and disclosed."""

from collections.abc import Callable, Collection, Mapping

from ikkan.kernel.json_value import JsonValue
from ikkan.ledger.models import Case
from ikkan.people.models import Account

Erase = Callable[[Collection[int], Collection[int]], set[str]]
ExportCase = Callable[[Case], JsonValue]
ExportPerson = Callable[[Account], JsonValue]

_erasers: dict[str, Erase] = {}
_exporters: dict[str, ExportCase] = {}
_person_exporters: dict[str, ExportPerson] = {}


def register_eraser(name: str, erase: Erase) -> None:
    """Say how a room's personal rows are destroyed when retention ends.

    Args:
        name: the room's or procedure's name.
        erase: keys of cases, keys of rounds whose every case is destroyed -> SHA-256 of the files that its rows named.
            It runs within the transaction of the destruction.
    """
    _erasers[name] = erase


def register_exporter(name: str, export: ExportCase) -> None:
    """Say what a room keeps of a case, as JSON, for the person whose case it is."""
    _exporters[name] = export


def register_person_exporter(name: str, export: ExportPerson) -> None:
    """Say what a room keeps of a person outside any case (drafts, choices), as JSON."""
    _person_exporters[name] = export


def erase_everywhere(cases: Collection[int], rounds: Collection[int]) -> set[str]:
    """Let every room destroy its rows and return the files that they named.

    Rooms register in the order of the walk, and later ones point at earlier ones: so the last goes first.
    """
    named: set[str] = set()
    for erase in reversed(_erasers.values()):
        named |= erase(cases, rounds)
    return named - {""}


def exporters() -> Mapping[str, ExportCase]:
    """Return every room's way to disclose a case."""
    return dict(_exporters)


def person_exporters() -> Mapping[str, ExportPerson]:
    """Return every room's way to disclose what it keeps of a person outside cases."""
    return dict(_person_exporters)


def eraser_names() -> tuple[str, ...]:
    """Return the names of all who registered, in the order of the walk."""
    return tuple(_erasers)
