"""The parameters of 住登外者宛名番号付番 and their faults, the same for who asks and for who answers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from ikkan.kernel.characters import count_characters
from ikkan.kernel.data_types import DataType, Fault, fault_of, missing, needed_together, wrong_characters, wrong_length


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name in the call and for people, type, most characters; a fixed one has exactly so many."""

    field: str
    name: str
    kind: DataType
    length: int
    is_required: bool
    is_fixed: bool


_TABLE: Final = tomllib.loads((files("ikkan.ports.numbering") / "items.toml").read_text(encoding="utf-8"))
PARAMETERS: Final = tuple(
    Parameter(
        row["field"],
        row["name"],
        DataType(row["type"]),
        row["length"],
        row.get("required", False),
        row.get("fixed", False),
    )
    for row in _TABLE["item"]
)
_NAMES: Final = {one.field: one.name for one in PARAMETERS}
_PROCESSES: Final = ("0", "1", "2")


def faults_of_request(request: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return every fault of a request in the order of the parameters, by the specification's codes and messages.

    Args:
        request: parameters by name; one that the specification does not know is a fault too.
    """
    found = [fault for one in PARAMETERS if (fault := _fault_of(one, request.get(one.field, ""))) is not None]
    for rule in _TABLE["together"]:
        value = request.get(rule["field"], "")
        if value and value in rule.get("values", [value]) and not request.get(rule["needs"]):
            found.append(needed_together(_NAMES[rule["field"]], _NAMES[rule["needs"]]))
    found += [wrong_characters(field, DataType.HALF) for field in request if field not in _NAMES]
    return tuple(found)


def _fault_of(one: Parameter, text: str) -> Fault | None:
    if not text:
        return missing(one.name) if one.is_required else None
    if one.field == "shorikubun" and text not in _PROCESSES:
        return wrong_characters(one.name, one.kind)
    fault = fault_of(one.name, text, kind=one.kind, length=one.length)
    if fault is None and one.is_fixed and count_characters(text) != one.length:
        return wrong_length(one.name, one.length)
    return fault
