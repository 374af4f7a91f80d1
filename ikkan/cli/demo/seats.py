"""Seats by class out of a facility's one capacity, by the assumed shares of ``demo_data/seat_split.toml``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any, Final

from ikkan.registers.services import FacilityRow

CLASSES: Final = 6


@dataclass(frozen=True, slots=True)
class Nursery:
    """A facility that takes part in 利用調整.

    Args:
        code: its code in the register.
        name: its name.
        kind: name of the row of seat_split.toml that fitted.
        latitude: degrees.
        longitude: degrees.
        capacity: places by class 0 to 5.
        free_in_april: places free in April by class 0 to 5.
        free_in_other_months: places free in another month by class 0 to 5.
    """

    code: str
    name: str
    kind: str
    latitude: float
    longitude: float
    capacity: tuple[int, ...]
    free_in_april: tuple[int, ...]
    free_in_other_months: tuple[int, ...]

    def takes(self, age: int) -> bool:
        """Tell whether it has a class of this age."""
        return self.capacity[age] > 0


def split_by_share(total: int, shares: Sequence[float]) -> tuple[int, ...]:
    """Split a whole number by shares, so that the parts add up to it (largest remainder; ties to the first).

    Raises:
        ValueError: a negative total or share, or no share above zero.
    """
    whole = sum(shares)
    if total < 0 or whole <= 0 or min(shares) < 0:
        raise ValueError(
            f"{total} cannot be split by {list(shares)}: neither may be negative and one share must be above 0."
        )
    exact = [total * share / whole for share in shares]
    parts = [floor(value) for value in exact]
    order = sorted(range(len(shares)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return tuple(parts)


def nurseries_of(facilities: Iterable[FacilityRow], split: Mapping[str, Any]) -> tuple[Nursery, ...]:
    """Return the facilities that take part in 利用調整, with their seats by class.

    Args:
        facilities: rows of the register with a position.
        split: content of seat_split.toml.
    """
    return tuple(made for one in facilities if (made := _nursery_of(one, split)) is not None)


def _nursery_of(one: FacilityRow, split: Mapping[str, Any]) -> Nursery | None:
    kind = next((row for row in split["kind"] if _fits(one, row)), None)
    if kind is None or not one.capacity or one.latitude is None or one.longitude is None:
        return None
    shares = [0.0] * CLASSES
    for age, share in zip(kind["ages"], kind["shares"], strict=True):
        shares[age] = share
    capacity = split_by_share(one.capacity, shares)
    return Nursery(
        one.code,
        one.name,
        kind["name"],
        one.latitude,
        one.longitude,
        capacity,
        _part_of(capacity, split["free_in_april"]["shares"]),
        _part_of(capacity, split["free_in_other_months"]["shares"]),
    )


def _fits(one: FacilityRow, kind: Mapping[str, Any]) -> bool:
    return one.kind in kind["types"] and kind["note_contains"] in str(one.row.get("備考", ""))


def _part_of(capacity: Sequence[int], shares: Sequence[float]) -> tuple[int, ...]:
    return tuple(min(seats, floor(seats * share + 0.5)) for seats, share in zip(capacity, shares, strict=True))
