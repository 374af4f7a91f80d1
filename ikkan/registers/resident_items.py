"""The items of the resident register and its closed lists, as the data files beside this module name them."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from ikkan.kernel.data_types import DataType


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the register.

    Args:
        field: column of RegisterRow.
        name: the specification's name: heading of a file.
        kind: type of the national data lists.
        length: most characters.
        of: both, japanese or foreign.
        is_required: whether every row has it.
        is_place: whether it tells or hints where somebody lives or lived.
        is_on_certificate: whether it is a 住民票記載事項.
    """

    field: str
    name: str
    kind: DataType
    length: int
    of: str = "both"
    is_required: bool = False
    is_place: bool = False
    is_on_certificate: bool = False


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """One 異動事由: its group (entry, removal, correction or both) and, of a removal, the 住民状態 that it leaves."""

    name: str
    group: str
    state: str = ""
    of: str = "both"


# Any: TOML values of the project's own data files, checked by use.
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("ikkan.registers") / name).read_text(encoding="utf-8"))


def _items() -> tuple[Item, ...]:
    return tuple(
        Item(
            row["field"],
            row["name"],
            DataType(row["type"]),
            row["length"],
            row.get("of", "both"),
            row.get("required", False),
            row.get("place", False),
            row.get("certificate", False),
        )
        for row in _read("resident_items.toml")["item"]
    )


_LISTS: Final = _read("change_reasons.toml")
ITEMS: Final = _items()
FIELDS: Final = tuple(item.field for item in ITEMS)
PLACES: Final = frozenset(item.field for item in ITEMS if item.is_place)
REASONS: Final = {row["name"]: ChangeReason(**row) for row in _LISTS["reason"]}
STATES: Final[tuple[str, ...]] = tuple(_LISTS["states"])
LIVES_HERE: Final = STATES[0]
KINDS: Final[dict[str, str]] = _LISTS["kinds"]
JAPANESE: Final = KINDS["japanese"]
FOREIGN: Final = KINDS["foreign"]
SEXES: Final[tuple[str, ...]] = tuple(_LISTS["sexes"])
STAY_CLASSES: Final[tuple[str, ...]] = tuple(_LISTS["stay_classes"])
