"""What only the pages of nursery placement show, as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """A facility as a parent looks at it.

    Args:
        code: its code.
        name: its name.
        kind: kind of facility.
        address: where it is.
        hours: opening hours, or blank.
        seats: seats of each class 0 to 5 in the round; None where it has no such class.
        km: distance from home as the crow flies, or None when not known.
    """

    code: str
    name: str
    kind: str
    address: str
    hours: str
    seats: tuple[int | None, ...]
    km: float | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Facilities side by side.

    Args:
        names: code and name of each.
        lines: what is compared, and its words for each facility; blank where nothing is known.
    """

    names: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]
