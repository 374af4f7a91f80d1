"""Changes of a market as they are written on the command line."""

import re
from typing import Final

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.what_if.changes import AddWish, ChangeError, Close, DropWish, Seats, moved_seats

SEATS: Final = re.compile(r"(?P<facility>.+):(?P<age>[0-5]):(?P<by>[+-]\d{1,4})")
MOVE: Final = re.compile(r"(?P<facility>.+):(?P<age>[0-5])>(?P<to>[0-5]):(?P<count>\d{1,4})")
CLOSE: Final = re.compile(r"(?P<facility>.+?)(?::(?P<age>[0-5]))?")
DROP: Final = re.compile(r"(?P<family>.+):(?P<wish>\d{1,4})")
WISH: Final = re.compile(r"(?P<family>[^:]+):(?P<facility>[^:]+)(?::(?P<rank>\d{1,9}))?")


def _read(text: str, pattern: re.Pattern[str], shape: str) -> dict[str, str]:
    found = pattern.fullmatch(text)
    if found is None:
        raise ChangeError(f"{text!r} is not of the shape {shape}. Write it so")
    return {name: value for name, value in found.groupdict().items() if value is not None}


def seats(text: str) -> Seats:
    """Read ``FACILITY:AGE:+2``.

    Args:
        text: as typed.

    Raises:
        ChangeError: it is of another shape.
    """
    read = _read(text, SEATS, "FACILITY:AGE:+2 or FACILITY:AGE:-1")
    return Seats(read["facility"], int(read["age"]), int(read["by"]))


def moved(text: str) -> tuple[Seats, Seats]:
    """Read ``FACILITY:AGE>AGE:COUNT``.

    Args:
        text: as typed.

    Raises:
        ChangeError: it is of another shape.
    """
    read = _read(text, MOVE, "FACILITY:AGE>AGE:COUNT")
    return moved_seats(read["facility"], int(read["age"]), int(read["to"]), int(read["count"]))


def closed(text: str) -> Close:
    """Read ``FACILITY`` or ``FACILITY:AGE``.

    Args:
        text: as typed.

    Raises:
        ChangeError: it is of another shape.
    """
    read = _read(text, CLOSE, "FACILITY or FACILITY:AGE")
    return Close(read["facility"], int(read["age"]) if "age" in read else None)


def dropped(text: str) -> DropWish:
    """Read ``FAMILY:WISH``.

    Args:
        text: as typed.

    Raises:
        ChangeError: it is of another shape.
    """
    read = _read(text, DROP, "FAMILY:WISH")
    return DropWish(read["family"], int(read["wish"]))


def add_wish(text: str, market: Market) -> AddWish:
    """Read ``FAMILY:FACILITY`` or ``FAMILY:FACILITY:RANK``: the facility for every child of the family.

    Args:
        text: as typed.
        market: the round.

    Raises:
        ChangeError: it is of another shape, or there is no such family.
    """
    read = _read(text, WISH, "FAMILY:FACILITY or FAMILY:FACILITY:RANK")
    if read["family"] not in market.family_ids:
        raise ChangeError(f"there is no family {read['family']!r}. Name one of children.csv")
    family = market.family_ids.index(read["family"])
    start = market.family_child_start
    mine = [market.child_ids[at] for at in market.family_child[start[family] : start[family + 1]].tolist()]
    ranks = tuple((child, int(read["rank"])) for child in mine) if "rank" in read else ()
    return AddWish(read["family"], tuple((child, read["facility"]) for child in mine), ranks)
